package io.quorate.replica.history;

/** How much of the past is kept: what is more than that, a leader has given up by and by. */
public sealed interface HistoryKeep {

    /** All of it, unless somebody asks for a compaction. */
    record Forever() implements HistoryKeep {}

    /**
     * So many revisions before the newest.
     *
     * @param revisions at least 1
     */
    record Newest(long revisions) implements HistoryKeep {}

    /**
     * What is younger than this.
     *
     * @param nanos in log time; at least {@link #NANOS_MIN}
     */
    record Younger(long nanos) implements HistoryKeep {

        /** The shortest time: a few times what lies between two looks at it. */
        public static final long NANOS_MIN = 1_000_000_000L;
    }
}
