package io.quorate.core.engine;

import io.quorate.core.Bytes;

/**
 * One entry of the replicated log.
 *
 * @param id where it stands
 * @param kind what its payload is
 * @param payload a command in the state machine's own encoding, or a membership; empty for a no-op
 */
public record Entry(LogId id, Kind kind, Bytes payload) {

    /** What an entry carries. A kind that a node does not know halts it: it never skips one. */
    public enum Kind {
        /** Nothing: a leader's first entry in its term, or the filling of a gap. */
        NO_OP,
        /** A command for the state machine. */
        COMMAND,
        /** The {@link Members} of the group, in force from the moment that a log holds them. */
        MEMBERSHIP
    }

    /** What an entry costs in a window or a buffer beside its payload, in bytes. */
    public static final int OVERHEAD_BYTES = 32;

    public static Entry noOp(long term, long index) {
        return new Entry(new LogId(term, index), Kind.NO_OP, Bytes.EMPTY);
    }

    public static Entry command(long term, long index, Bytes payload) {
        return new Entry(new LogId(term, index), Kind.COMMAND, payload);
    }

    public long term() {
        return id.term();
    }

    public long index() {
        return id.index();
    }

    /** What the entry counts in windows and buffers, in bytes. */
    public int bytes() {
        return OVERHEAD_BYTES + payload.size();
    }
}
