package io.quorate.replica.history;

/**
 * How far a replica is with what is given up of the past.
 *
 * @param compacted the first revision that can be read; 0 if nothing was ever given up
 * @param removed up to here the rows are gone; they all are when this has reached {@code compacted}
 * @param rows how many changes were removed since the process began
 */
public record HistoryStatus(long compacted, long removed, long rows) {

    /** Nothing was ever given up. */
    public static final HistoryStatus WHOLE = new HistoryStatus(0, 0, 0);
}
