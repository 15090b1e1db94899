package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Membership.Purpose;
import io.quorate.core.raft.RaftMessage.PreVote;
import io.quorate.core.raft.RaftMessage.PreVoteReply;
import io.quorate.core.raft.RaftMessage.RequestVote;
import io.quorate.core.raft.RaftMessage.RequestVoteReply;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Elections (section 5.2), with pre-vote (thesis 9.6) before them and with votes refused while a
 * leader is live (thesis 4.2.3). Owns the election timer and the votes that this node gathers.
 */
final class Election {

    /** Attempts after which the wait between them has grown to the full election timeout. */
    private static final int ATTEMPTS_SHORTER = 2;

    /**
     * How many election timeouts one stays away that has resigned: the others wait one for the
     * leader they had, and up to two between attempts.
     */
    private static final int RESIGNED_TIMEOUTS = 4;

    /** Why a vote is not given. */
    enum Denial {
        TERM_HAS_PASSED,
        LEADER_IS_LIVE,
        VOTER_IS_MENDING,
        VOTE_IS_GIVEN,
        LOG_IS_BEHIND
    }

    private final RaftState state;
    private final RandomGenerator random;
    private final TreeSet<NodeId> votes = new TreeSet<>();
    private long deadlineNanos;
    private int attempts;
    private String why = "no leader was heard of";

    private boolean isLeaderLive;
    private long leaderHeardAtNanos;

    /** A member said that this node was removed. */
    private boolean isRemoved;

    Election(RaftState state, RandomGenerator random) {
        this.state = state;
        this.random = random;
    }

    /**
     * The server starts. What it promised a lease before is not known any more, so with leases on
     * it waits as if it had heard from a leader just now.
     */
    void start() {
        leaderHeardAtNanos = state.nowNanos();
        resetTimer();
    }

    /** "election timeouts are chosen randomly from a fixed interval" (section 5.2). */
    void resetTimer() {
        long timeout = state.config.electionTimeoutNanos();
        deadlineNanos = state.nowNanos() + timeout + random.nextLong(timeout);
        why = "no leader was heard of";
    }

    /** Who has resigned waits for as long as the others need to elect one of them. */
    void letOthersFirst() {
        deadlineNanos = state.nowNanos() + RESIGNED_TIMEOUTS * state.config.electionTimeoutNanos();
    }

    /** The leader of this term spoke. */
    void heardFromLeader() {
        isLeaderLive = true;
        leaderHeardAtNanos = state.nowNanos();
        attempts = 0;
        resetTimer();
    }

    /**
     * This node stops to wait for the leader it had: it votes again, and campaigns soon. What it
     * promised for a lease it keeps.
     */
    void leaderConnectionClosed() {
        if (hasPromised()) return;
        isLeaderLive = false;
        long range = state.config.closedDelayMaxNanos() - state.config.closedDelayMinNanos();
        long delay = state.config.closedDelayMinNanos() + random.nextLong(range);
        deadlineNanos = state.nowNanos() + delay;
        why = "the leader's connection closed";
    }

    /** A node that leads no more has no leader to wait for. */
    void forgetLeader() {
        isLeaderLive = false;
    }

    /** A member says that this node was removed: it is in the others' way if it campaigns. */
    void toldRemoved(NodeId by) {
        if (isRemoved) return;
        isRemoved = true;
        state.outbox.note(new Event.Removed(by));
    }

    /** Whether no leader was heard of for as long as whoever may campaign waits. */
    boolean isOverdue() {
        return state.nowNanos() - deadlineNanos >= 0;
    }

    /** Whether it is time to campaign; learners never do, nor does a node whose disk stalls. */
    boolean isDue() {
        return !state.isLeader() && isOverdue() && mayCampaign();
    }

    private boolean mayCampaign() {
        return state.isCandidate()
                && !isRemoved
                && !state.outbox.isDiskStalled(
                        state.nowNanos(), state.config.electionTimeoutNanos());
    }

    /**
     * Asks whether a campaign would succeed; neither term nor vote changes (thesis 9.6).
     *
     * @return whether this node alone is a quorum
     */
    boolean preVote() {
        waitForVotes(attempts++);
        state.outbox.note(new Event.CampaignBegan(state.currentTerm() + 1, why));
        state.become(Role.PRE_CANDIDATE, Optional.empty());
        isLeaderLive = false;
        votes.clear();
        votes.add(state.self);
        if (isElected()) return true;
        var request = new PreVote(state.currentTerm() + 1, state.log.last());
        for (NodeId voter : otherVoters()) state.outbox.send(voter, request);
        return false;
    }

    /**
     * "To begin an election, a follower increments its current term and transitions to candidate
     * state. It then votes for itself and issues RequestVote RPCs in parallel" (section 5.2). Its
     * vote is a promise like any other: it counts, and the requests leave, once it is durable.
     */
    void campaign() {
        campaign(new RequestVote(state.currentTerm() + 1, state.log.last()));
    }

    private void campaign(RequestVote request) {
        waitForVotes(Math.max(0, attempts - 1));
        state.enterTerm(state.currentTerm() + 1, Optional.of(state.self));
        state.become(Role.CANDIDATE, Optional.empty());
        votes.clear();
        for (NodeId voter : otherVoters()) state.outbox.sendOnceDurable(voter, request);
    }

    /**
     * TimeoutNow RPC (thesis 3.10): as if the election timer had elapsed, and without a pre-vote,
     * since the leader itself wants it. Only this term's leader may say so.
     *
     * @return whether this node campaigns
     */
    boolean receiveTimeoutNow(NodeId from, long term) {
        boolean counts = term == state.currentTerm() && state.isLedBy(from) && mayCampaign();
        if (!counts) return false;
        why = from + " hands over";
        state.outbox.note(new Event.CampaignBegan(state.currentTerm() + 1, why));
        campaign(new RequestVote(state.currentTerm() + 1, state.log.last(), true));
        return true;
    }

    private List<NodeId> otherVoters() {
        return state.membership().members().stream()
                .filter(member -> !member.equals(state.self) && state.membership().isVoter(member))
                .toList();
    }

    /** A split vote is tried again soon; attempts that go on failing come ever later. */
    private void waitForVotes(int attempt) {
        int halvings = Math.max(0, ATTEMPTS_SHORTER - attempt);
        long timeout = state.config.electionTimeoutNanos() >> halvings;
        deadlineNanos = state.nowNanos() + timeout + random.nextLong(timeout);
    }

    private boolean isElected() {
        return state.membership().isQuorum(Purpose.ELECT, votes);
    }

    /** Answers a pre-vote: would this node vote so, were it asked? */
    void receive(NodeId from, PreVote request) {
        boolean isGranted = whyNotPreVote(request).isEmpty();
        long term = isGranted ? request.term() : state.currentTerm();
        state.outbox.send(from, new PreVoteReply(term, isGranted));
    }

    private Optional<Denial> whyNotPreVote(PreVote request) {
        if (request.term() <= state.currentTerm()) return Optional.of(Denial.TERM_HAS_PASSED);
        if (isSticky()) return Optional.of(Denial.LEADER_IS_LIVE);
        if (state.mending.isUnderWay()) return Optional.of(Denial.VOTER_IS_MENDING);
        if (isAheadOf(request.lastLog())) return Optional.of(Denial.LOG_IS_BEHIND);
        return Optional.empty();
    }

    /** RequestVote RPC, receiver (Figure 2); the term rule was kept before. */
    void receive(NodeId from, RequestVote request) {
        boolean isGranted = whyNotVote(from, request).isEmpty();
        if (isGranted) {
            state.vote(from);
            resetTimer();
        }
        state.outbox.sendOnceDurable(from, new RequestVoteReply(state.currentTerm(), isGranted));
    }

    /** RequestVote RPC, receiver (Figure 2, sections 5.2 and 5.4.1). */
    private Optional<Denial> whyNotVote(NodeId candidate, RequestVote request) {
        if (request.term() < state.currentTerm()) return Optional.of(Denial.TERM_HAS_PASSED);
        if (!isHeard(request)) return Optional.of(Denial.LEADER_IS_LIVE);
        if (state.mending.isUnderWay()) return Optional.of(Denial.VOTER_IS_MENDING);
        if (votedForAnother(candidate)) return Optional.of(Denial.VOTE_IS_GIVEN);
        if (isAheadOf(request.lastLog())) return Optional.of(Denial.LOG_IS_BEHIND);
        return Optional.empty();
    }

    private boolean votedForAnother(NodeId candidate) {
        return state.votedFor().isPresent() && !state.votedFor().get().equals(candidate);
    }

    private boolean isAheadOf(LogId lastLog) {
        return lastLog.compareTo(state.log.last()) < 0;
    }

    /**
     * "if a server receives a RequestVote request within the minimum election timeout of hearing
     * from a current leader, it does not update its term or grant its vote" (thesis 4.2.3). A
     * leader hears from a quorum, or it steps down.
     */
    boolean isSticky() {
        if (state.isLeader()) return true;
        return (isLeaderLive && isLeaderRecent()) || hasPromised();
    }

    /** Whether a request for a vote counts: a live leader is a reason against all but its heir. */
    boolean isHeard(RequestVote request) {
        return request.handedOver() || !isSticky();
    }

    /** With leases on, a leader that was heard is relied on, whatever was heard since. */
    private boolean hasPromised() {
        return state.config.isLeaseOn() && isLeaderRecent();
    }

    private boolean isLeaderRecent() {
        long quietNanos = state.nowNanos() - leaderHeardAtNanos;
        return quietNanos < state.config.electionTimeoutNanos();
    }

    /**
     * @return whether a campaign would succeed
     */
    boolean receive(NodeId from, PreVoteReply reply) {
        boolean isAnswer =
                state.role() == Role.PRE_CANDIDATE && reply.term() == state.currentTerm() + 1;
        if (!isAnswer || !reply.voteGranted()) return false;
        votes.add(from);
        return isElected();
    }

    /**
     * @return whether this node is elected
     */
    boolean receive(NodeId from, RequestVoteReply reply) {
        boolean isAnswer = state.role() == Role.CANDIDATE && reply.term() == state.currentTerm();
        if (!isAnswer || !reply.voteGranted()) return false;
        votes.add(from);
        return isElected();
    }

    /**
     * The disk answered: a candidate's vote for itself may count from here on.
     *
     * @return whether this node is elected
     */
    boolean persisted() {
        if (state.role() != Role.CANDIDATE || !state.isPromiseDurable()) return false;
        votes.add(state.self);
        return isElected();
    }
}
