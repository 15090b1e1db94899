package io.quorate.client;

import io.quorate.client.core.Guarantee;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

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

    /**
     * At least as new as what a session has met. Any member answers it, without asking anybody,
     * once it has come up to the token's floors. {@link Session} keeps such a token.
     *
     * @param guarantees those that the read is to keep, at least one
     */
    static Consistency session(Token token, Set<Guarantee> guarantees) {
        return new InSession(token, guarantees);
    }

    /**
     * At most so stale: every write that was acknowledged so long before the read began is seen. A
     * member that knows that much of its state answers at once.
     *
     * @param staleness from a millisecond to a day, in whole milliseconds
     */
    static Consistency bounded(Duration staleness) {
        if (staleness.compareTo(Bounded.MIN) < 0) {
            throw new IllegalArgumentException("a staleness is at least 1 ms, not " + staleness);
        }
        return new Bounded(staleness);
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

    /**
     * See {@link #session}. Of an answer: the session's token with that answer in it.
     *
     * @param guarantees those that the read asked for
     */
    record InSession(Token token, Set<Guarantee> guarantees) implements Consistency {

        /** Copies the set. */
        public InSession {
            if (guarantees.isEmpty()) {
                throw new IllegalArgumentException("a session promises at least one guarantee");
            }
            guarantees = Set.copyOf(EnumSet.copyOf(guarantees));
        }

        @Override
        public String toString() {
            return "session";
        }
    }

    /** See {@link #bounded}. Of an answer: the staleness met, which may be none. */
    record Bounded(Duration staleness) implements Consistency {

        private static final Duration MIN = Duration.ofMillis(1);
        private static final Duration MAX = Duration.ofDays(1);

        public Bounded {
            if (staleness.isNegative() || staleness.compareTo(MAX) > 0) {
                throw new IllegalArgumentException("a staleness is at most a day: " + staleness);
            }
        }

        @Override
        public String toString() {
            return "bounded";
        }
    }
}
