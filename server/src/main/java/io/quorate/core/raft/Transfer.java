package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Refusal;
import io.quorate.core.engine.Refusal.UnfitChange;
import io.quorate.core.engine.Refusal.UnfitChange.Problem;

import java.util.Optional;

/**
 * The hand-over of leadership (thesis 3.10): "The prior leader stops accepting new client requests
 * ... fully updates the target server's log to match its own ... sends a TimeoutNow request to the
 * target server". If nothing has come of it after an election timeout the leader goes on as before.
 *
 * <p>What a leader has accepted and not applied when it steps down has an unknown outcome, and few
 * clients may ask again. So the target is told once all of that is applied here, or, if the disk or
 * the store of this leader is what is wrong with it, a little later.
 */
final class Transfer {

    /** The part of an election timeout that a hand-over leaves to what is not applied yet. */
    private static final int APPLY_PART = 4;

    private record Handing(
            long request, NodeId to, long applyUntilNanos, long deadlineNanos, boolean isTold) {

        Handing told() {
            return new Handing(request, to, applyUntilNanos, deadlineNanos, true);
        }
    }

    private record Awaiting(long request, long deadlineNanos) {}

    private final RaftState state;
    private final Replication replication;

    /** While this node still leads. */
    private Optional<Handing> handing = Optional.empty();

    /** When it does not any more, and the next leader is not known. */
    private Optional<Awaiting> awaiting = Optional.empty();

    private long toldInTerm;

    Transfer(RaftState state, Replication replication) {
        this.state = state;
        this.replication = replication;
    }

    /** Begins to hand over, or says why not. */
    void begin(long request, Optional<NodeId> wanted) {
        Optional<NodeId> to = wanted.or(this::mostUpToDate);
        Optional<Refusal> refusal = whyNot(to);
        if (refusal.isPresent()) {
            state.outbox.add(new Effect.RefuseRequest(request, refusal.get()));
        } else if (to.get().equals(state.self)) {
            state.outbox.add(new Effect.Transferred(request, state.self));
        } else {
            long now = state.nowNanos();
            long timeout = state.config.electionTimeoutNanos();
            handing =
                    Optional.of(
                            new Handing(
                                    request,
                                    to.get(),
                                    now + timeout / APPLY_PART,
                                    now + timeout,
                                    false));
            state.outbox.note(new Event.HandOverBegan(state.currentTerm(), to.get()));
        }
    }

    private Optional<Refusal> whyNot(Optional<NodeId> to) {
        if (!state.isLeader()) return Optional.of(new Refusal.NotLeader(state.leader()));
        if (isUnderWay() || awaiting.isPresent()) {
            return Optional.of(new Refusal.ChangeInProgress());
        }
        if (to.isEmpty()) return Optional.of(new Refusal.NotHandedOver(state.leader()));
        if (state.membership().isVoter(to.get())) return Optional.empty();
        boolean isLearner = state.membership().isLearner(to.get());
        return Optional.of(
                new UnfitChange(isLearner ? Problem.NOT_A_VOTER : Problem.NOT_A_MEMBER, to));
    }

    /**
     * The voter that is up, stays a voter, and holds the most of the log. Of several the next one
     * in the order of their ids, so that a leadership that nobody can use goes round all of them.
     */
    private Optional<NodeId> mostUpToDate() {
        Optional<Progress> best = Optional.empty();
        for (Progress follower : replication.followers()) {
            boolean canLead =
                    state.members().nextVoters().contains(follower.peer)
                            && state.membership().isVoter(follower.peer)
                            && replication.isHeardFrom(follower);
            if (!canLead) continue;
            if (best.isEmpty() || isBetter(follower, best.get())) best = Optional.of(follower);
        }
        return best.map(follower -> follower.peer);
    }

    /** Whether one that comes later by its id is a better heir. */
    private boolean isBetter(Progress later, Progress best) {
        if (later.matchIndex() != best.matchIndex()) return later.matchIndex() > best.matchIndex();
        return best.peer.compareTo(state.self) < 0 && later.peer.compareTo(state.self) > 0;
    }

    /** Whether proposals must wait for the next leader, and who that is to be. */
    Optional<NodeId> heir() {
        return handing.map(Handing::to);
    }

    boolean isUnderWay() {
        return handing.isPresent();
    }

    /**
     * Whether somebody may be elected in this term's despite its leader: whoever was told to time
     * out may do so at any time later, even if the leader has given up waiting for it.
     */
    boolean wasToldInTerm(long term) {
        return toldInTerm == term;
    }

    /** Gives up what has taken too long. */
    void tick() {
        if (handing.isPresent() && isPast(handing.get().deadlineNanos())) {
            Handing failed = handing.get();
            handing = Optional.empty();
            state.outbox.note(new Event.HandOverFailed(state.currentTerm(), failed.to()));
            refuse(failed.request());
        }
        if (awaiting.isPresent() && isPast(awaiting.get().deadlineNanos())) {
            long request = awaiting.get().request();
            awaiting = Optional.empty();
            refuse(request);
        }
    }

    private boolean isPast(long deadlineNanos) {
        return state.nowNanos() - deadlineNanos >= 0;
    }

    private void refuse(long request) {
        var refusal = new Refusal.NotHandedOver(state.leader());
        state.outbox.add(new Effect.RefuseRequest(request, refusal));
    }

    /** Tells the target to campaign, once it holds all of the log and callers their answers. */
    void tellWhenDue() {
        if (handing.isEmpty() || handing.get().isTold()) return;
        Handing now = handing.get();
        if (!holdsAll(now.to())) return;
        boolean isAllApplied = state.log.appliedIndex() == state.log.lastIndex();
        if (!isAllApplied && !isPast(now.applyUntilNanos())) return;
        handing = Optional.of(now.told());
        tell(now.to());
    }

    private boolean holdsAll(NodeId target) {
        return replication
                .find(target)
                .filter(progress -> progress.matchIndex() == state.log.lastIndex())
                .isPresent();
    }

    private void tell(NodeId to) {
        toldInTerm = state.currentTerm();
        state.outbox.send(to, new RaftMessage.TimeoutNow(state.currentTerm()));
    }

    /** A leader that is a voter no more lets somebody else lead at once. */
    void abdicate() {
        mostUpToDate().ifPresent(this::tell);
    }

    /** Leadership ends, by this hand-over or for another reason. */
    void end() {
        if (handing.isEmpty()) return;
        long deadline = state.nowNanos() + 2 * state.config.electionTimeoutNanos();
        awaiting = Optional.of(new Awaiting(handing.get().request(), deadline));
        handing = Optional.empty();
    }

    /** Somebody leads in a later term. */
    void leaderKnown(NodeId leader) {
        if (awaiting.isEmpty()) return;
        long request = awaiting.get().request();
        awaiting = Optional.empty();
        state.outbox.add(new Effect.Transferred(request, leader));
    }
}
