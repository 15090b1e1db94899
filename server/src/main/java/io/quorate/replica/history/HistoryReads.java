package io.quorate.replica.history;

/** What the removal of the past asks of the outside. */
public interface HistoryReads {

    /** Has a page read off the loop; what {@link PageWork#read} gives comes back. */
    void read(PageWork work);
}
