package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Member;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Refusal;
import io.quorate.core.engine.Target;

import java.util.Optional;

/**
 * The leader's changes of the membership (section 6, thesis 4): new voters learn first (thesis
 * 4.2.1), then old and new voters decide together (C_old,new), then the new ones alone (C_new). How
 * far a change is stands in the log, so whoever leads next goes on with it.
 *
 * <p>A membership is appended only when the one before it is committed, and only after this leader
 * has committed an entry of its own term: without that, two memberships without a common quorum
 * could each have a leader.
 */
final class Reconfiguration {

    private record Asked(long request, long index) {}

    private record Held(long request, Target target) {}

    private final RaftState state;
    private final Replication replication;
    private final CatchUp catchUp;
    private final Incarnations incarnations = new Incarnations();
    private Optional<Asked> asked = Optional.empty();

    /** What waits for an entry that records incarnations alone, and so is no change under way. */
    private Optional<Held> held = Optional.empty();

    /** Where the last such entry of this leadership stands; 0 if there is none. */
    private long recordIndex;

    private long termStartIndex;

    Reconfiguration(RaftState state, Replication replication) {
        this.state = state;
        this.replication = replication;
        this.catchUp = new CatchUp(state);
    }

    /**
     * A leadership begins.
     *
     * @param noOpIndex the index of the term's first entry
     */
    void begin(long noOpIndex) {
        termStartIndex = noOpIndex;
        catchUp.begin();
    }

    /** Leadership ends. Whoever asked and was not answered does not know. */
    void end() {
        asked = Optional.empty();
        held = Optional.empty();
        recordIndex = 0;
    }

    /** A node said by which data directory it is known. */
    void met(NodeId node, long incarnation) {
        incarnations.met(node, incarnation, state.members());
    }

    /** Begins a change, or says why not; at once, or when what is recorded is committed. */
    void propose(long request, Target target) {
        if (isRecording() && held.isEmpty()) held = Optional.of(new Held(request, target));
        else begin(request, target);
    }

    private boolean isRecording() {
        return state.memberships.isUncommitted() && state.memberships.index() == recordIndex;
    }

    private void begin(long request, Target target) {
        Optional<Refusal> refusal = whyNot(target);
        if (refusal.isPresent()) {
            state.outbox.add(new Effect.RefuseRequest(request, refusal.get()));
            return;
        }
        catchUp.begin();
        Members begun = state.members().towards(target);
        if (begun.voters().equals(begun.nextVoters())) append(begun.settled());
        else append(begun.voters().containsAll(begun.nextVoters()) ? begun.joint() : begun);
        asked = Optional.of(new Asked(request, state.memberships.index()));
    }

    private Optional<Refusal> whyNot(Target target) {
        if (!state.isLeader()) return Optional.of(new Refusal.NotLeader(state.leader()));
        if (!hasBegun()) return Optional.of(new Refusal.TermNotBegun());
        if (state.memberships.isUncommitted() || state.members().isJoint() || asked.isPresent()) {
            return Optional.of(new Refusal.ChangeInProgress());
        }
        Optional<Refusal> unfit = target.whyNotFrom(state.members());
        if (unfit.isPresent()) return unfit;
        return keepsQuorum(target) ? Optional.empty() : Optional.of(new Refusal.WouldLoseQuorum());
    }

    private boolean hasBegun() {
        return state.commitIndex() >= termStartIndex;
    }

    /** Whether a majority of the target's voters is up; who is new is, for all that is known. */
    private boolean keepsQuorum(Target target) {
        int up = 0;
        for (NodeId voter : target.voters().keySet()) {
            if (isNew(voter) || isUp(voter)) up++;
        }
        return 2 * up > target.voters().size();
    }

    private boolean isNew(NodeId node) {
        return state.members().find(node).isEmpty();
    }

    private boolean isUp(NodeId node) {
        return node.equals(state.self)
                || replication.find(node).filter(replication::isHeardFrom).isPresent();
    }

    /** Goes on with the change under way, as far as it may. */
    void turnEnds() {
        if (asked.isPresent() && state.commitIndex() >= asked.get().index()) {
            Asked done = asked.get();
            asked = Optional.empty();
            state.outbox.add(new Effect.Reconfigured(done.request(), done.index()));
        }
        if (state.memberships.isUncommitted() || !hasBegun()) return;
        if (held.isPresent()) {
            Held next = held.get();
            held = Optional.empty();
            begin(next.request(), next.target());
        } else if (!record()) {
            goOn(state.members());
        }
    }

    /**
     * Writes the incarnations that the membership lacks into the log. It is an entry of its own,
     * under the rules of every other membership, and changes no quorum. A joint membership is left
     * as it is: it is going to be settled.
     */
    private boolean record() {
        Members members = state.members();
        if (members.isJoint() || !state.isVoter()) return false;
        Members known = members.withIncarnations(incarnations.all());
        if (known == members) return false;
        append(known);
        recordIndex = state.memberships.index();
        return true;
    }

    private void goOn(Members members) {
        switch (members.phase()) {
            case SETTLED -> {}
            case CATCHING_UP -> {
                if (isCaughtUp(members) && keepsQuorum(members.target())) append(members.joint());
            }
            case JOINT -> append(members.settled());
        }
    }

    private boolean isCaughtUp(Members members) {
        boolean areAll = true;
        for (Member member : members.members()) {
            boolean isToVote =
                    member.next() == Member.Standing.VOTER && member.now() != member.next();
            // Each is asked, so that each one's rounds go on.
            if (isToVote && !isCaughtUp(member.id())) areAll = false;
        }
        return areAll;
    }

    private boolean isCaughtUp(NodeId learner) {
        Optional<Progress> progress = replication.find(learner);
        if (progress.isEmpty()) return false;
        boolean keepsUp = catchUp.isCaughtUp(progress.get());
        return keepsUp && replication.isHeardFrom(progress.get());
    }

    private void append(Members members) {
        state.append(members.entry(state.currentTerm(), state.log.lastIndex() + 1));
        replication.follow(state.members());
    }

    /**
     * Whether this leader has nothing left to lead: "the leader steps down ... once it has
     * committed the C_new log entry" (section 6). It has applied it too, so that everybody who
     * waits for an entry before it has an answer.
     */
    boolean isToStepDown() {
        return !state.isVoter()
                && !state.memberships.isUncommitted()
                && state.log.appliedIndex() >= state.memberships.index();
    }
}
