package io.quorate.core.engine;

/** Where an entry stands: its index, and the term (Raft) or ballot round (Paxos) that wrote it. */
public record LogId(long term, long index) implements Comparable<LogId> {

    /** Before the first entry, which has index 1. */
    public static final LogId NONE = new LogId(0, 0);

    /** Orders logs by section 5.4.1: the later last term wins; in one term, the longer log wins. */
    @Override
    public int compareTo(LogId other) {
        int byTerm = Long.compare(term, other.term);
        return byTerm != 0 ? byTerm : Long.compare(index, other.index);
    }
}
