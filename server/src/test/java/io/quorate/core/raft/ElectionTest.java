package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;
import static io.quorate.core.raft.Servers.n;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.raft.RaftMessage.PreVote;
import io.quorate.core.raft.RaftMessage.PreVoteReply;
import io.quorate.core.raft.RaftMessage.RequestVote;
import io.quorate.core.raft.RaftMessage.RequestVoteReply;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** Sections 5.1, 5.2 and 5.4.1 of the paper; 4.2.3, 6.2 and 9.6 of the thesis. */
class ElectionTest {

    private static RequestVote requestVote(long term, long lastTerm, long lastIndex) {
        return new RequestVote(term, new LogId(lastTerm, lastIndex));
    }

    private static PreVote preVote(long term, long lastTerm, long lastIndex) {
        return new PreVote(term, new LogId(lastTerm, lastIndex));
    }

    /** Section 5.2: "Each server will vote for at most one candidate in a given term." */
    @Test
    void votesForOneCandidateInATermAndOnceTheVoteIsDurable() {
        var n1 = Servers.follower(1);
        assertEquals(
                List.of(
                        "note term 2 has no leader",
                        "persist #1 promise=2/n2",
                        "once #1 send n2 RequestVoteReply term=2 granted"),
                afterALeader(n1, 1).receives(2, requestVote(2, 0, 0)));
        assertEquals(
                List.of("once #1 send n3 RequestVoteReply term=2 denied"),
                n1.receives(3, requestVote(2, 0, 0)));
    }

    /** A server that knew a leader, whose connection closed. */
    private static Servers afterALeader(Servers server, long term) {
        server.receives(3, append(term, 0, 0, 0));
        server.closed(3);
        return server;
    }

    /** The reply may have been lost: the same candidate is told again. */
    @Test
    void grantsTheSameCandidateAgain() {
        var n1 = Servers.follower(1);
        n1.receives(2, requestVote(2, 0, 0));
        n1.persisted();
        assertEquals(
                List.of("send n2 RequestVoteReply term=2 granted"),
                n1.receives(2, requestVote(2, 0, 0)));
    }

    /** Figure 2: votedFor survives a crash. */
    @Test
    void aRestartedServerKeepsItsVote() {
        var n1 = Servers.restarted(new Promise(2, Optional.of(n(2))), LogId.NONE);
        assertEquals(
                List.of("send n3 RequestVoteReply term=2 denied"),
                n1.receives(3, requestVote(2, 0, 0)));
        assertEquals(
                List.of("send n2 RequestVoteReply term=2 granted"),
                n1.receives(2, requestVote(2, 0, 0)));
    }

    /** Figure 2, RequestVote receiver: "Reply false if term < currentTerm". */
    @Test
    void deniesACandidateOfAPassedTerm() {
        assertEquals(
                List.of("send n2 RequestVoteReply term=5 denied"),
                Servers.follower(5).receives(2, requestVote(4, 0, 0)));
    }

    /**
     * Section 5.4.1: "If the logs have last entries with different terms, then the log with the
     * later term is more up-to-date. If the logs end with the same term, then whichever log is
     * longer is more up-to-date."
     */
    @Test
    void comparesLogsByLastTermThenByLength() {
        assertTrue(isGranted(Servers.follower(4, 1, 2), requestVote(5, 3, 1)));
        assertTrue(isGranted(Servers.follower(4, 1, 2), requestVote(5, 2, 2)));
        assertTrue(!isGranted(Servers.follower(4, 1, 2), requestVote(5, 1, 9)));
        assertTrue(!isGranted(Servers.follower(4, 1, 2), requestVote(5, 2, 1)));
    }

    private static boolean isGranted(Servers server, RequestVote request) {
        return server.receives(2, request).toString().contains("granted");
    }

    /**
     * Section 5.2: "a follower increments its current term and transitions to candidate state. It
     * then votes for itself and issues RequestVote RPCs in parallel to each of the other servers".
     * Its own vote is durable before it asks for others.
     */
    @Test
    void aCandidatePersistsItsVoteBeforeItAsks() {
        var n1 = Servers.follower(1, 1);
        n1.ticks(600);
        assertEquals(
                List.of(
                        "persist #1 promise=2/n1",
                        "once #1 send n2 RequestVote term=2 last=1/1",
                        "once #1 send n3 RequestVote term=2 last=1/1"),
                n1.receives(2, new PreVoteReply(2, true)));
    }

    /** A candidate's vote for itself counts when its disk holds it, not before. */
    @Test
    void aCandidatesOwnVoteCountsOnceDurable() {
        var n1 = Servers.follower(1);
        n1.ticks(600);
        n1.receives(2, new PreVoteReply(2, true));
        assertEquals(List.of(), n1.receives(2, new RequestVoteReply(2, true)));
        assertEquals(Role.CANDIDATE, n1.status().role());
        n1.persisted();
        assertEquals(Role.LEADER, n1.status().role());
    }

    /** Section 5.2: "A candidate wins an election if it receives votes from a majority". */
    @Test
    void countsEachVoterOnceInTheRightTermAlone() {
        var n1 = Servers.of(5, 1);
        n1.ticks(600);
        n1.receives(2, new PreVoteReply(2, true));
        n1.receives(3, new PreVoteReply(2, true));
        n1.persisted();
        n1.receives(2, new RequestVoteReply(2, true));
        n1.receives(2, new RequestVoteReply(2, true));
        n1.receives(3, new RequestVoteReply(1, true));
        n1.receives(4, new RequestVoteReply(2, false));
        assertEquals(Role.CANDIDATE, n1.status().role());
        n1.receives(3, new RequestVoteReply(2, true));
        assertEquals(Role.LEADER, n1.status().role());
    }

    /**
     * Section 5.2: "If the leader's term ... is at least as large as the candidate's current term,
     * then the candidate recognizes the leader as legitimate and returns to follower state."
     */
    @Test
    void aCandidateFollowsTheLeaderOfItsTerm() {
        var n1 = Servers.follower(1);
        n1.ticks(600);
        n1.receives(2, new PreVoteReply(2, true));
        n1.persisted();
        assertEquals(
                List.of(
                        "note FOLLOWER in term 2",
                        "note term 2 is led by n3",
                        "send n3 AppendEntriesReply term=2 match=0"),
                n1.receives(3, append(2, 0, 0, 0)));
    }

    /** Thesis 9.6: a pre-vote changes neither term nor vote, on either side. */
    @Test
    void aPreVoteChangesNothing() {
        var n1 = Servers.follower(1);
        assertEquals(
                List.of("send n2 PreVoteReply term=9 granted"), n1.receives(2, preVote(9, 0, 0)));
        assertEquals(1, n1.status().round());
        assertEquals(
                List.of(
                        "note campaign for term 2: no leader was heard of",
                        "note CANDIDATE in term 1",
                        "send n2 PreVote term=2 last=0/0",
                        "send n3 PreVote term=2 last=0/0"),
                n1.ticks(600));
        assertEquals(1, n1.status().round());
    }

    /** Thesis 9.6: refused within the election timeout of hearing from a leader, and after not. */
    @Test
    void aPreVoteIsRefusedWhileALeaderIsLive() {
        var n1 = Servers.follower(1);
        n1.receives(3, append(1, 0, 0, 0));
        assertEquals(
                List.of("send n2 PreVoteReply term=1 denied"), n1.receives(2, preVote(2, 0, 0)));
        n1.ticks(299);
        assertEquals(
                List.of("send n2 PreVoteReply term=1 denied"), n1.receives(2, preVote(2, 0, 0)));
        n1.ticks(1);
        assertEquals(
                List.of("send n2 PreVoteReply term=2 granted"), n1.receives(2, preVote(2, 0, 0)));
    }

    /** One of three is down, and a pre-vote failed before: a node with a dead leader still wins. */
    @Test
    void aFailedPreVoteDoesNotKeepANodeFromWinningLater() {
        var n1 = Servers.follower(1);
        n1.receives(3, append(1, 0, 0, 0));
        n1.closed(3);
        n1.ticks(60);
        n1.receives(2, new PreVoteReply(1, false));
        assertEquals(Role.CANDIDATE, n1.status().role());
        n1.ticks(300);
        n1.receives(2, new PreVoteReply(2, true));
        n1.persisted();
        n1.receives(2, new RequestVoteReply(2, true));
        assertEquals(Role.LEADER, n1.status().role());
    }

    /**
     * Thesis 4.2.3: "if a server receives a RequestVote request within the minimum election timeout
     * of hearing from a current leader, it does not update its term or grant its vote."
     */
    @Test
    void aVoteIsRefusedAndTheTermKeptWhileALeaderIsLive() {
        var n1 = Servers.follower(1);
        n1.receives(3, append(1, 0, 0, 0));
        assertEquals(
                List.of("send n2 RequestVoteReply term=1 denied"),
                n1.receives(2, requestVote(9, 0, 0)));
        assertEquals(1, n1.status().round());
        var leader = Servers.leader(2);
        assertEquals(
                List.of("send n2 RequestVoteReply term=2 denied"),
                leader.receives(2, requestVote(9, 1, 5)));
        assertEquals(Role.LEADER, leader.status().role());
    }

    /** Only who saw its leader's connection close drops its stickiness, and campaigns soon. */
    @Test
    void aClosedConnectionFromTheLeaderStartsAPreVoteSoon() {
        var n1 = Servers.follower(1);
        n1.receives(3, append(1, 0, 0, 0));
        assertEquals(List.of(), n1.closed(2));
        assertEquals(List.of(), n1.ticks(60));
        assertEquals(List.of(), n1.closed(3));
        assertEquals(List.of(), n1.ticks(4));
        assertEquals(
                List.of(
                        "note campaign for term 2: the leader's connection closed",
                        "note CANDIDATE in term 1",
                        "note term 1 has no leader",
                        "send n2 PreVote term=2 last=0/0",
                        "send n3 PreVote term=2 last=0/0"),
                n1.ticks(46));
    }

    /** The connection broke and came back: the leader's next message ends the matter. */
    @Test
    void aLeaderHeardAgainAfterAClosedConnectionIsFollowedOn() {
        var n1 = Servers.follower(1);
        n1.receives(3, append(1, 0, 0, 0));
        n1.closed(3);
        n1.receives(3, append(1, 0, 0, 0));
        assertEquals(List.of(), n1.ticks(60));
        assertEquals(Optional.of(n(3)), n1.status().leader());
    }

    /** Messages that no candidate sends. */
    @Test
    void forgedRequestsForVotesAreDropped() {
        assertMalformed(Servers.follower(1), 2, requestVote(2, 2, 1));
        assertMalformed(Servers.follower(1), 2, requestVote(2, 1, -1));
        assertMalformed(Servers.follower(1), 1, requestVote(2, 0, 0));
    }

    /**
     * Thesis 4.1: "A server grants its vote to a candidate that is not part of the server's latest
     * configuration": the candidate's own may be later, and its voters are counted by that.
     */
    @Test
    void aCandidateThatThisServerDoesNotKnowGetsItsVote() {
        assertEquals(
                List.of(
                        "persist #1 promise=2/n7",
                        "once #1 send n7 RequestVoteReply term=2 granted"),
                Servers.follower(1).receives(7, requestVote(2, 0, 0)));
    }

    private static void assertMalformed(Servers server, int from, RaftMessage message) {
        List<String> effects = server.receives(from, message);
        assertEquals(1, effects.size());
        assertTrue(effects.getFirst().startsWith("note malformed message from n" + from));
    }

    /** It tells callers who leads: they would wait for one that is gone. */
    @Test
    void aLearnerForgetsALeaderThatIsSilent() {
        var n3 = Servers.learner(1, 1);
        n3.receives(2, append(1, 1, 1, 0));
        assertEquals(List.of(), n3.ticks(299));
        assertEquals(List.of("note term 1 has no leader"), n3.ticks(301));
        assertEquals(Optional.empty(), n3.status().leader());
        n3.receives(2, append(1, 1, 1, 0));
        assertEquals(Optional.of(n(2)), n3.status().leader());
    }

    /**
     * Thesis 4.2.1: a learner does not campaign, after a restart neither. But it votes when asked:
     * it may have been made a voter by an entry that it has not got yet, and be needed.
     */
    @Test
    void aLearnerDoesNotCampaignButAnswersAsAVoterWould() {
        var n3 = Servers.learner(1, 1);
        assertEquals(List.of(), n3.ticks(10_000));
        assertEquals(
                List.of(
                        "persist #1 promise=2/n2",
                        "once #1 send n2 RequestVoteReply term=2 granted"),
                n3.receives(2, requestVote(2, 1, 1)));
        assertEquals(Role.LEARNER, n3.status().role());
    }

    /** Section 5.2: "Raft uses randomized election timeouts"; and T at least. */
    @Test
    void electionTimeoutsAreRandomBetweenTAndTwoT() {
        var n1 = Servers.follower(1);
        n1.receives(2, append(1, 0, 0, 0));
        assertEquals(List.of(), n1.ticks(299));
        assertEquals(4, n1.ticks(301).size() - 1);
    }

    /** Only a vote that is given postpones a node's own election, never one that is refused. */
    @Test
    void aRefusedCandidateDoesNotPostponeAnElection() {
        var n1 = Servers.follower(2, 2);
        n1.ticks(290);
        n1.receives(2, requestVote(3, 1, 1));
        n1.persisted();
        assertTrue(n1.ticks(310).contains("send n2 PreVote term=4 last=2/1"));
        var voter = Servers.follower(2, 2);
        voter.ticks(290);
        voter.receives(2, requestVote(3, 2, 1));
        voter.persisted();
        assertEquals(List.of(), voter.ticks(299));
    }

    /** The log cannot know more terms than were promised: the promise is written first. */
    @Test
    void aLogBeyondThePromisedTermIsDamage() {
        assertThrows(
                InvariantViolation.class,
                () -> Servers.restarted(Promise.NONE, LogId.NONE, Entry.noOp(1, 1)));
    }
}
