package io.quorate.cli.bench;

/** What a load is put on. */
public interface Target {

    /**
     * Issues one request. Ends in exactly one call of {@code done}, possibly before this returns;
     * all those calls come from one thread.
     *
     * @param n a number that picks the key: equal numbers, equal keys
     */
    void issue(long n, Completion done);

    /** Runs a task on the thread that completions come from. */
    void execute(Runnable task);

    /** Takes the end of a request. */
    interface Completion {

        /** It was done. */
        void succeeded();

        /**
         * It was not, or nobody knows.
         *
         * @param kind a word to count it by; of these there are few
         */
        void failed(String kind);
    }
}
