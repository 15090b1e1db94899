package io.quorate.core.raft;

import io.quorate.core.engine.Membership.Purpose;

/**
 * The leader's lease (thesis 6.4.1): while a quorum has promised to elect nobody, no round of
 * confirmation is needed before a read. It rests on clocks that run at nearly one rate.
 *
 * <p>Each follower says with its answers for how long it keeps quiet; the leader counts that from
 * when the round began that is answered, so from before it was sent, and shortens it by what the
 * two clocks may drift apart ({@link RaftConfig#DRIFT_PERCENT}). A follower that promises nothing,
 * since it runs without leases, counts for nothing: members need not agree on the setting.
 */
final class Lease {

    /** Rounds whose beginnings are remembered; answers to older ones extend no lease. */
    private static final int ROUNDS_MAX = 64;

    private final RaftState state;
    private final Replication replication;
    private final Transfer transfer;
    private final long[] beganAtNanos = new long[ROUNDS_MAX];
    private long lastRound;

    Lease(RaftState state, Replication replication, Transfer transfer) {
        this.state = state;
        this.replication = replication;
        this.transfer = transfer;
    }

    /** A leadership begins. */
    void begin() {
        lastRound = 0;
    }

    /** Whether a round is to begin that nobody reads in, so that the lease does not run out. */
    boolean isRoundDue() {
        if (!state.config.isLeaseOn()) return false;
        return lastRound == 0
                || state.nowNanos() - beganAtNanos[slot(lastRound)]
                        >= state.config.heartbeatNanos();
    }

    void roundBegins(long round) {
        lastRound = round;
        beganAtNanos[slot(round)] = state.nowNanos();
    }

    private static int slot(long round) {
        return (int) (round % ROUNDS_MAX);
    }

    /** A follower answered a round, and promised to elect nobody for so long. */
    void promised(Progress follower, long round, long promiseNanos) {
        if (promiseNanos <= 0 || round <= 0 || round > lastRound) return;
        if (lastRound - round >= ROUNDS_MAX) return;
        long bounded = Math.min(promiseNanos, state.config.electionTimeoutNanos());
        long counted =
                bounded * (100 - RaftConfig.DRIFT_PERCENT) / (100 + RaftConfig.DRIFT_PERCENT);
        follower.promises(beganAtNanos[slot(round)] + counted);
    }

    /**
     * Whether nobody else can lead now. Whoever was told to take over may be elected whatever was
     * promised, so a term in which somebody was told has no lease any more.
     */
    boolean isHeld() {
        return state.config.isLeaseOn()
                && !transfer.isUnderWay()
                && !transfer.wasToldInTerm(state.currentTerm())
                && replication.isQuorumWithSelf(
                        Purpose.READ,
                        follower -> follower.promisedUntilNanos() - state.nowNanos() > 0);
    }
}
