package io.quorate.core.raft;

import java.util.concurrent.TimeUnit;

/**
 * Times and bounds of a Raft engine. Times are in nanoseconds.
 *
 * @param electionTimeoutNanos T: a follower waits for its leader between T and 2 T, at random; a
 *     leader that no quorum answers for T steps down; within T of hearing from a leader nobody
 *     votes
 * @param heartbeatNanos the longest silence of a leader towards a follower
 * @param commitNoticeNanos a quiet follower hears of a new commitIndex after this at a tick
 * @param retransmitNanos what is not acknowledged for so long is sent again
 * @param closedDelayMinNanos a node whose connection from the leader closed asks for pre-votes
 *     after a random delay from this
 * @param closedDelayMaxNanos to this
 * @param bounds what it holds and sends at most
 * @param readLease whether a leader reads under a lease, and a follower promises it one
 */
public record RaftConfig(
        long electionTimeoutNanos,
        long heartbeatNanos,
        long commitNoticeNanos,
        long retransmitNanos,
        long closedDelayMinNanos,
        long closedDelayMaxNanos,
        Bounds bounds,
        ReadLease readLease) {

    /** Whether linearizable reads may rest on the members' clocks. */
    public enum ReadLease {
        /** Every read is confirmed by a round of messages. */
        OFF,
        /** No round is needed while a quorum has promised to elect nobody. */
        ON
    }

    /**
     * What an engine holds and sends at most.
     *
     * @param inflightMessagesMax AppendEntries with entries on their way to one follower
     * @param inflightBytesMax bytes on their way to one follower; one message may always be
     * @param appendBytesMax bytes of one AppendEntries; one entry may always be
     * @param entryBytesMax bytes of one command; below what the transport carries in a message
     * @param unappliedBytesMax proposed and not applied at the leader; beyond it proposals are
     *     refused
     * @param unappliedEntriesMax the same, counted in entries
     * @param applyingBytesMax given to the state machine and not applied; beyond it a follower
     *     takes no more entries, and so slows its leader down
     * @param cacheBytesMax entries already applied that are kept in memory for followers
     * @param readsWaitingMax reads of one turn or of peers that wait for an index
     * @param readRoundsMax rounds of read confirmation under way; later reads wait for the next
     */
    public record Bounds(
            int inflightMessagesMax,
            int inflightBytesMax,
            int appendBytesMax,
            int entryBytesMax,
            long unappliedBytesMax,
            long unappliedEntriesMax,
            long applyingBytesMax,
            long cacheBytesMax,
            int readsWaitingMax,
            int readRoundsMax) {

        /**
         * @throws IllegalArgumentException if a bound leaves no room to work
         */
        public Bounds {
            require(inflightMessagesMax > 0 && inflightBytesMax > 0, "a window has room");
            require(appendBytesMax > 0 && entryBytesMax > 0, "a message has room");
            require(unappliedBytesMax > 0 && unappliedEntriesMax > 0, "a leader takes proposals");
            require(applyingBytesMax > 0 && cacheBytesMax >= 0, "memory bounds are not negative");
            require(readsWaitingMax > 0 && readRoundsMax > 0, "reads have room");
        }
    }

    /**
     * By how much the rates of two members' monotonic clocks may differ, in percent of the true
     * rate either way. A real one differs by less than a tenth of a percent; leases are safe up to
     * this, reads without leases whatever the clocks do.
     */
    public static final int DRIFT_PERCENT = 5;

    /** One term's jump beyond this is no election: at one each 300 ms it takes 40 years. */
    public static final long TERM_JUMP_MAX = 1L << 32;

    private static final int MIB = 1 << 20;

    /**
     * @throws IllegalArgumentException if a time cannot work
     */
    public RaftConfig {
        require(heartbeatNanos > 0, "the heartbeat interval is positive");
        require(
                electionTimeoutNanos >= 2 * heartbeatNanos
                        && electionTimeoutNanos <= TimeUnit.HOURS.toNanos(1),
                "the election timeout is at least two heartbeats and at most an hour");
        require(commitNoticeNanos > 0, "the commit notice interval is positive");
        require(retransmitNanos > 0, "the retransmission timeout is positive");
        require(
                closedDelayMinNanos >= 0 && closedDelayMaxNanos > closedDelayMinNanos,
                "the delay after a closed connection is a range");
    }

    /** What a cluster on one local network wants. */
    public static RaftConfig defaults() {
        return new RaftConfig(
                TimeUnit.MILLISECONDS.toNanos(300),
                TimeUnit.MILLISECONDS.toNanos(50),
                TimeUnit.MILLISECONDS.toNanos(5),
                TimeUnit.MILLISECONDS.toNanos(200),
                TimeUnit.MILLISECONDS.toNanos(5),
                TimeUnit.MILLISECONDS.toNanos(50),
                new Bounds(
                        64, 8 * MIB, MIB, 3 * MIB, 32L * MIB, 100_000, 64L * MIB, 16L * MIB, 16_384,
                        8),
                ReadLease.OFF);
    }

    /** The same with another election timeout and heartbeat. */
    public RaftConfig withTimes(long electionTimeout, long heartbeat) {
        return new RaftConfig(
                electionTimeout,
                heartbeat,
                commitNoticeNanos,
                retransmitNanos,
                closedDelayMinNanos,
                closedDelayMaxNanos,
                bounds,
                readLease);
    }

    /** The same within other bounds. */
    public RaftConfig with(Bounds others) {
        return new RaftConfig(
                electionTimeoutNanos,
                heartbeatNanos,
                commitNoticeNanos,
                retransmitNanos,
                closedDelayMinNanos,
                closedDelayMaxNanos,
                others,
                readLease);
    }

    /** The same with reads under a lease, or without. */
    public RaftConfig with(ReadLease lease) {
        return new RaftConfig(
                electionTimeoutNanos,
                heartbeatNanos,
                commitNoticeNanos,
                retransmitNanos,
                closedDelayMinNanos,
                closedDelayMaxNanos,
                bounds,
                lease);
    }

    boolean isLeaseOn() {
        return readLease == ReadLease.ON;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) throw new IllegalArgumentException(rule);
    }
}
