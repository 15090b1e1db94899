package io.quorate.client;

/** What a read may be answered with. A server that cannot meet it refuses. */
public sealed interface Consistency {

    /** The latest value: every write acknowledged before the read began is seen. */
    Consistency LINEARIZABLE = new Linearizable();

    /** What the answering member has applied, at once, without asking anybody. */
    Consistency EVENTUAL = new Eventual();

    /**
     * The past, exactly as it was at a revision. Any member answers it, and a revision that has not
     * been made yet is refused.
     *
     * @param revision at least 1
     */
    static Consistency atRevision(long revision) {
        return new AtRevision(revision);
    }

    /** See {@link #LINEARIZABLE}. */
    record Linearizable() implements Consistency {

        @Override
        public String toString() {
            return "linearizable";
        }
    }

    /** See {@link #EVENTUAL}. */
    record Eventual() implements Consistency {

        @Override
        public String toString() {
            return "eventual";
        }
    }

    /** See {@link #atRevision}. */
    record AtRevision(long revision) implements Consistency {

        public AtRevision {
            if (revision < 1) {
                throw new IllegalArgumentException("a revision is at least 1, not " + revision);
            }
        }

        @Override
        public String toString() {
            return "at_revision";
        }
    }
}
