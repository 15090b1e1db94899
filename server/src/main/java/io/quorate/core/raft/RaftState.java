package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a server (Figure 2): currentTerm, votedFor and the log, which survive a crash; its
 * role, the leader it knows and commitIndex, which do not. Changes by small steps that keep the
 * rules of each variable; which step to take is decided elsewhere.
 */
final class RaftState {

    final RaftConfig config;
    final NodeId self;
    final RaftLog log;
    final Memberships memberships;
    final Mending mending;
    final Outbox outbox = new Outbox();

    private long nowNanos;
    private long currentTerm;
    private Optional<NodeId> votedFor;
    private boolean promiseIsChanged;
    private long promiseTicket;
    private boolean isJustMended;
    private Role role = Role.FOLLOWER;
    private Optional<NodeId> leader = Optional.empty();

    /** Who was seen to lead this term, remembered when {@link #leader} is not known any more. */
    private Optional<NodeId> leaderOfTerm = Optional.empty();

    private long commitIndex;

    RaftState(RaftConfig config, NodeId self, Recovered recovered) {
        this.config = config;
        this.self = self;
        log = new RaftLog(recovered, config.bounds().cacheBytesMax());
        mending = new Mending(log, recovered.hole());
        memberships = new Memberships(recovered.base().index(), recovered.members());
        if (recovered.tailFollows()) {
            for (Entry entry : recovered.tail()) {
                if (entry.kind() == Entry.Kind.MEMBERSHIP) memberships.append(entry);
            }
        }
        Promise promise = recovered.promise();
        // A snapshot can be durable before the term that it taught, and what a hole took may have
        // been a promise. No vote was given in the term that is entered for that.
        long taught = Math.max(recovered.base().term(), Mending.firstTerm(recovered.hole()));
        boolean isTermTaught = taught > promise.round();
        currentTerm = isTermTaught ? taught : promise.round();
        votedFor = isTermTaught ? Optional.empty() : promise.node();
        promiseIsChanged = isTermTaught;
        commitIndex = recovered.base().index();
        InvariantViolation.require(
                log.last().term() <= currentTerm,
                "the log ends in term %d, but only term %d was promised",
                log.last().term(),
                currentTerm);
    }

    long nowNanos() {
        return nowNanos;
    }

    void advanceTo(long now) {
        nowNanos = now;
    }

    long currentTerm() {
        return currentTerm;
    }

    Optional<NodeId> votedFor() {
        return votedFor;
    }

    Role role() {
        return role;
    }

    boolean isLeader() {
        return role == Role.LEADER;
    }

    /** Which sets of nodes decide, by the last membership in the log. */
    Membership membership() {
        return memberships.quorums();
    }

    /** The last membership in the log. */
    Members members() {
        return memberships.current();
    }

    boolean isVoter() {
        return membership().isVoter(self);
    }

    /**
     * Whether this node stands for election. One that is no voter by its latest membership does so
     * still while that may be truncated and it is a voter by the one before: it may be the only one
     * whom the others can elect (thesis 4.2.2).
     */
    boolean isCandidate() {
        if (mending.isUnderWay()) return false;
        return isVoter()
                || memberships.beneath().filter(before -> before.isVoter(self)).isPresent();
    }

    /** Appends an entry; a membership counts from here on. */
    void append(Entry entry) {
        log.append(entry);
        if (entry.kind() != Entry.Kind.MEMBERSHIP) return;
        EngineStatus.Role before = publicRole();
        memberships.append(entry);
        membersChanged(before);
    }

    /** Deletes the entry at an index and all that follow it. */
    void truncate(long from) {
        log.truncate(from);
        EngineStatus.Role before = publicRole();
        if (memberships.truncate(from)) membersChanged(before);
    }

    /** The log begins anew behind an index, and the membership with it. */
    void rebaseMembers(long index, Members membersThere) {
        EngineStatus.Role before = publicRole();
        Members members = members();
        memberships.rebase(index, membersThere, log.lastIndex());
        memberships.commit(commitIndex);
        if (!members.equals(members())) membersChanged(before);
    }

    private void membersChanged(EngineStatus.Role before) {
        outbox.note(new Event.MembersChanged(memberships.index(), members()));
        if (publicRole() != before) {
            outbox.note(new Event.RoleChanged(publicRole(), currentTerm));
        }
    }

    Optional<NodeId> leader() {
        return leader;
    }

    boolean isLedBy(NodeId node) {
        return leader.isPresent() && leader.get().equals(node);
    }

    long commitIndex() {
        return commitIndex;
    }

    /** "latest term server has seen (... increases monotonically)" (Figure 2). */
    void enterTerm(long term, Optional<NodeId> vote) {
        InvariantViolation.require(
                term > currentTerm, "term %d does not follow term %d", term, currentTerm);
        currentTerm = term;
        votedFor = vote;
        leaderOfTerm = Optional.empty();
        promiseIsChanged = true;
    }

    /** Gives the vote of this term. */
    void vote(NodeId candidate) {
        InvariantViolation.require(
                votedFor.isEmpty() || votedFor.get().equals(candidate),
                "the vote of term %d went to %s already, not to %s",
                currentTerm,
                votedFor,
                candidate);
        if (votedFor.isPresent()) return;
        votedFor = Optional.of(candidate);
        promiseIsChanged = true;
    }

    /** Whether a crash would leave this term and vote as they are. */
    boolean isPromiseDurable() {
        return !promiseIsChanged && promiseTicket <= outbox.persistedTicket();
    }

    /** Takes a role. "at most one leader can be elected in a given term" (section 5.2). */
    void become(Role next, Optional<NodeId> nextLeader) {
        if (nextLeader.isPresent()) {
            InvariantViolation.require(
                    leaderOfTerm.isEmpty() || leaderOfTerm.equals(nextLeader),
                    "term %d has two leaders: %s and %s",
                    currentTerm,
                    leaderOfTerm,
                    nextLeader);
            leaderOfTerm = nextLeader;
        }
        EngineStatus.Role before = publicRole();
        role = next;
        if (publicRole() != before) {
            outbox.note(new Event.RoleChanged(publicRole(), currentTerm));
        }
        if (!leader.equals(nextLeader)) {
            leader = nextLeader;
            outbox.note(new Event.LeaderChanged(currentTerm, leader));
        }
    }

    EngineStatus.Role publicRole() {
        return switch (role) {
            case FOLLOWER -> {
                if (mending.isUnderWay()) yield EngineStatus.Role.MENDING;
                if (isVoter()) yield EngineStatus.Role.FOLLOWER;
                yield membership().isLearner(self)
                        ? EngineStatus.Role.LEARNER
                        : EngineStatus.Role.OUTSIDER;
            }
            case PRE_CANDIDATE, CANDIDATE -> EngineStatus.Role.CANDIDATE;
            case LEADER -> EngineStatus.Role.LEADER;
        };
    }

    void commit(long index) {
        InvariantViolation.require(
                index >= commitIndex && index <= log.lastIndex(),
                "commitIndex %d cannot become %d, the log ends at %d",
                commitIndex,
                index,
                log.lastIndex());
        commitIndex = index;
        if (memberships.isUncommitted()) memberships.commit(index);
    }

    /** Once the log reaches far enough, a server that lost something is like any other again. */
    void mend() {
        if (!mending.ends()) return;
        isJustMended = true;
        outbox.note(new Event.Mended(log.durableLast()));
        outbox.note(new Event.RoleChanged(publicRole(), currentTerm));
    }

    /** Hands the turn's writes to the disk under one ticket, and the promises that wait for it. */
    void flush() {
        if (!promiseIsChanged && !isJustMended && !log.hasUnhanded()) {
            outbox.flush(nowNanos, List.of());
            return;
        }
        var records = new ArrayList<Durable>(4);
        if (promiseIsChanged) {
            records.add(new Durable.Promised(new Promise(currentTerm, votedFor)));
        }
        if (isJustMended) records.add(new Durable.Mended());
        isJustMended = false;
        log.takeUnhanded(records);
        long ticket = outbox.flush(nowNanos, records);
        log.handedUnder(ticket);
        if (promiseIsChanged) promiseTicket = ticket;
        promiseIsChanged = false;
    }
}
