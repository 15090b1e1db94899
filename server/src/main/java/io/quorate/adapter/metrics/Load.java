package io.quorate.adapter.metrics;

/**
 * What a node has done since its start.
 *
 * @param syncs of the journal
 */
public record Load(Kind reads, Kind writes, Kind syncs) {

    /**
     * One kind of it.
     *
     * @param count how many
     * @param answers how many answers that made: a pipeline's are together in one
     * @param seconds how long these took, in all
     */
    public record Kind(long count, long answers, double seconds) {

        static final Kind NONE = new Kind(0, 0, 0);

        Kind plus(Kind other) {
            return new Kind(count + other.count, answers + other.answers, seconds + other.seconds);
        }
    }
}
