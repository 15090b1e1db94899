package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.LogId;

/**
 * What a leader knows of one follower (Figure 2, volatile state on leaders): nextIndex and
 * matchIndex, and what is on its way there.
 *
 * <p>While the leader does not know where the logs agree it probes, with one message at a time;
 * when it knows, it replicates, and sends ahead without waiting for answers. What the journal does
 * not hold any more comes to the follower in a snapshot.
 */
final class Progress {

    /** How the follower is sent to. */
    enum Mode {
        PROBE,
        REPLICATE,
        /** It gets a snapshot, and until it has it nothing but heartbeats. */
        SNAPSHOT
    }

    /** No fetch from the journal is under way. */
    static final long NO_TICKET = 0;

    final NodeId peer;
    private final Inflight inflight;
    private Mode mode = Mode.PROBE;
    private long nextIndex;
    private long matchIndex;

    /** Since when nothing that is on its way was acknowledged. */
    private long waitingSinceNanos;

    private long heardAtNanos;
    private long sentAtNanos;
    private long sentCommit;
    private long sentRound;
    private long ackedRound;

    /** Until then the follower elects nobody, by this server's clock. */
    private long promisedUntilNanos;

    /** The last entry that was read from the journal for this follower: the next one's prev. */
    private LogId fetchedLast = LogId.NONE;

    private long fetchTicket = NO_TICKET;
    private long fetchNotBeforeNanos;

    Progress(NodeId peer, RaftConfig config, long nextIndex, long nowNanos) {
        this.peer = peer;
        this.inflight =
                new Inflight(
                        config.bounds().inflightMessagesMax(), config.bounds().inflightBytesMax());
        this.nextIndex = nextIndex;
        heardAtNanos = nowNanos;
        sentAtNanos = nowNanos;
        waitingSinceNanos = nowNanos;
        fetchNotBeforeNanos = nowNanos;
        promisedUntilNanos = nowNanos;
    }

    Mode mode() {
        return mode;
    }

    long nextIndex() {
        return nextIndex;
    }

    long matchIndex() {
        return matchIndex;
    }

    long ackedRound() {
        return ackedRound;
    }

    long sentRound() {
        return sentRound;
    }

    long sentCommit() {
        return sentCommit;
    }

    long sentAtNanos() {
        return sentAtNanos;
    }

    long heardAtNanos() {
        return heardAtNanos;
    }

    long promisedUntilNanos() {
        return promisedUntilNanos;
    }

    void promises(long untilNanos) {
        if (untilNanos - promisedUntilNanos > 0) promisedUntilNanos = untilNanos;
    }

    boolean mayBeSentEntries() {
        return switch (mode) {
            case PROBE -> inflight.isEmpty();
            case REPLICATE -> inflight.hasRoom();
            case SNAPSHOT -> false;
        };
    }

    boolean hasWaitedLongerThan(long nanos, long nowNanos) {
        return !inflight.isEmpty() && nowNanos - waitingSinceNanos > nanos;
    }

    /** A message, with entries or without, leaves for the follower. */
    void sent(long nowNanos, long commit, long round) {
        sentAtNanos = nowNanos;
        sentCommit = commit;
        sentRound = round;
    }

    /** Entries up to this index leave for the follower. */
    void sentEntries(long nowNanos, long lastIndex, int bytes) {
        if (inflight.isEmpty()) waitingSinceNanos = nowNanos;
        inflight.add(lastIndex, bytes);
        if (mode == Mode.REPLICATE) nextIndex = lastIndex + 1;
    }

    void heard(long nowNanos, long round) {
        heardAtNanos = nowNanos;
        ackedRound = Math.max(ackedRound, round);
    }

    /**
     * The follower's log is durable and agrees up to this index. matchIndex never falls. A probe
     * has found the agreement when all that it carried is matched. A follower that gets a snapshot
     * and matches more than before has it, or does not need it.
     */
    void matched(long nowNanos, long index) {
        if (index <= matchIndex) return;
        matchIndex = index;
        waitingSinceNanos = nowNanos;
        inflight.arrived(index);
        if (mode == Mode.SNAPSHOT) probeFrom(index + 1);
        if (mode == Mode.PROBE && index >= nextIndex - 1 && inflight.isEmpty()) {
            mode = Mode.REPLICATE;
        }
        nextIndex = Math.max(nextIndex, index + 1);
    }

    /** What is on its way counts as lost: the same probe again, or one right after the match. */
    void lost() {
        switch (mode) {
            case PROBE -> probeFrom(nextIndex);
            case REPLICATE -> probeFrom(matchIndex + 1);
            case SNAPSHOT -> {}
        }
    }

    /** The journal does not hold what the follower needs next. */
    void needsSnapshot() {
        mode = Mode.SNAPSHOT;
        inflight.clear();
        fetchTicket = NO_TICKET;
    }

    /** The follower's state machine has applied everything up to an entry of this log. */
    void hasSnapshot(LogId base) {
        probeFrom(base.index() + 1);
        fetchedLast = base;
    }

    /** The snapshot did not get there: look again whether it is needed, but not at once. */
    void lacksSnapshot(long notBeforeNanos) {
        probeFrom(nextIndex);
        fetchNotBeforeNanos = notBeforeNanos;
    }

    /** Tries whether the logs agree before this index. */
    void probeFrom(long index) {
        mode = Mode.PROBE;
        nextIndex = Math.max(index, matchIndex + 1);
        inflight.clear();
        fetchTicket = NO_TICKET;
    }

    /** Whether a rejection tells something new: a repeated or overtaken one must not. */
    boolean isNews(long rejectedIndex) {
        return switch (mode) {
            case PROBE -> rejectedIndex == nextIndex - 1 && rejectedIndex > matchIndex;
            case REPLICATE -> rejectedIndex > matchIndex;
            case SNAPSHOT -> false;
        };
    }

    LogId fetchedLast() {
        return fetchedLast;
    }

    void fetchedUpTo(LogId id) {
        fetchedLast = id;
    }

    boolean mayFetch(long nowNanos) {
        return fetchTicket == NO_TICKET && nowNanos - fetchNotBeforeNanos >= 0;
    }

    boolean isFetchingUnder(long ticket) {
        return fetchTicket == ticket;
    }

    void fetching(long ticket) {
        fetchTicket = ticket;
    }

    void fetchEnded() {
        fetchTicket = NO_TICKET;
    }
}
