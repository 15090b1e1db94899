package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.LogId;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;
import io.quorate.core.raft.RaftMessage.PreVoteReply;
import io.quorate.core.raft.RaftMessage.RequestVote;
import io.quorate.core.raft.RaftMessage.RequestVoteReply;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * Sections 5.1 and 5.2 of the paper, 6.2 of the thesis: how a leadership ends, or must not begin.
 */
class LeadershipTest {

    private static RequestVote requestVote(long term, long lastTerm, long lastIndex) {
        return new RequestVote(term, new LogId(lastTerm, lastIndex));
    }

    /** Thesis 6.2: without a quorum's answers for an election timeout a leader steps down. */
    @Test
    void aLeaderThatNoQuorumAnswersStepsDown() {
        var n1 = Servers.leader(2);
        n1.ticks(200);
        n1.receives(2, Servers.matched(2, 1));
        n1.ticks(299);
        assertEquals(Role.LEADER, n1.status().role());
        assertEquals(
                List.of(
                        "note stepped down in term 2: no quorum answers",
                        "note FOLLOWER in term 2",
                        "note term 2 has no leader",
                        "abandoned"),
                n1.ticks(1));
    }

    /** A leader that steps down keeps the vote that it gave itself. */
    @Test
    void aLeaderThatStepsDownKeepsItsVoteInTheTerm() {
        var n1 = Servers.leader(2);
        n1.ticks(300);
        assertEquals(
                List.of("send n2 RequestVoteReply term=2 denied"),
                n1.receives(2, requestVote(2, 1, 9)));
    }

    /** Whom it could not hand over to may yet be elected by those whom it does not reach. */
    @Test
    void aLeaderThatResignsLetsTheOthersGoFirst() {
        var n1 = Servers.leader(2);
        assertEquals(
                List.of(
                        "note stepped down in term 2: nobody took over from it",
                        "note FOLLOWER in term 2",
                        "note term 2 has no leader",
                        "abandoned"),
                n1.resigns());
        assertEquals(List.of(), n1.ticks(4 * 300 - 1));
        assertTrue(n1.ticks(1).contains("send n2 PreVote term=3 last=2/1"));
    }

    @Test
    void aLeaderWithoutWhomTheOthersCannotDecideDoesNotResign() {
        var n1 = Servers.of(2, 1).elected();
        assertEquals(List.of(), n1.resigns());
        assertEquals(Role.LEADER, n1.status().role());
    }

    /** A leader whose disk stalls is in the others' way: nothing commits, yet heartbeats go on. */
    @Test
    void aLeaderWhoseDiskStallsStepsDownAndDoesNotCampaignMeanwhile() {
        var n1 = Servers.leader(2);
        n1.proposes("x");
        for (int i = 0; i < 6; i++) {
            n1.ticks(100);
            n1.receives(2, Servers.matched(2, 1));
        }
        assertEquals(Role.LEADER, n1.status().role());
        assertTrue(n1.ticks(1).contains("note stepped down in term 2: its disk does not answer"));
        assertEquals(List.of(), n1.ticks(5_000));
        n1.persisted();
        assertTrue(n1.ticks(1).contains("send n2 PreVote term=3 last=2/2"));
    }

    /** Answers that waited during a pause do not show that nobody was elected meanwhile. */
    @Test
    void aLeaderThatWasPausedStepsDownWhateverComesFirst() {
        var n1 = Servers.leader(2);
        n1.passes(301);
        assertEquals(
                List.of(
                        "note stepped down in term 2: it was paused",
                        "note FOLLOWER in term 2",
                        "note term 2 has no leader",
                        "abandoned"),
                n1.receives(2, Servers.matched(2, 1)));
    }

    /** Figure 2: "If RPC request or response contains term T > currentTerm". */
    @Test
    void anyReplyOfAHigherTermEndsALeadership() {
        for (RaftMessage reply :
                List.of(
                        new PreVoteReply(9, false),
                        new RequestVoteReply(9, false),
                        AppendEntriesReply.rejection(9, 0, 0, LogId.NONE),
                        new RaftMessage.ReadIndexReply(9, 1, false, 0))) {
            var n1 = Servers.leader(2);
            n1.receives(2, reply);
            assertEquals(9, n1.status().round(), reply.toString());
            assertEquals(Role.FOLLOWER, n1.status().role(), reply.toString());
        }
    }

    /** A server one term above everybody is not stuck: its answer brings the leader up. */
    @Test
    void aServerInALaterTermTellsTheLeaderSo() {
        assertEquals(
                List.of("send n2 AppendEntriesReply term=5 rejected=0 agree<=0/0"),
                Servers.follower(5).receives(2, append(4, 0, 0, 0)));
    }

    /** Section 5.2: "at most one leader can be elected in a given term"; two mean damage. */
    @Test
    void twoLeadersOfATermHaltTheServer() {
        var n1 = Servers.follower(1);
        n1.receives(2, append(2, 0, 0, 0));
        assertThrows(InvariantViolation.class, () -> n1.receives(3, append(2, 0, 0, 0)));
        var leader = Servers.leader(2);
        assertThrows(InvariantViolation.class, () -> leader.receives(3, append(2, 0, 0, 0)));
    }

    /** A cluster of one elects itself, and commits an entry of its term before it serves a read. */
    @Test
    void aServerAloneElectsItselfAndCommitsBeforeItServes() {
        var n1 = Servers.of(1, 1, 1);
        assertEquals(
                List.of(
                        "note campaign for term 2: no leader was heard of",
                        "note CANDIDATE in term 1",
                        "persist #1 promise=2/n1"),
                n1.ticks(600));
        assertEquals(
                List.of(
                        "note LEADER in term 2",
                        "note term 2 is led by n1",
                        "persist #2 write=[2/2]"),
                n1.persisted());
        assertEquals(List.of(), n1.reads(1));
        assertEquals(
                List.of("serve read 1 at 2", "apply [1/1:c1 2/2]", "released 1"), n1.persisted());
    }

    /** A forged term cannot use up the terms. */
    @Test
    void anAbsurdTermIsDropped() {
        var n1 = Servers.follower(1);
        assertEquals(
                List.of(
                        "note malformed message from n2: term 9223372036854775807 is absurd in"
                                + " term 1"),
                n1.receives(2, append(Long.MAX_VALUE, 0, 0, 0)));
        assertEquals(
                List.of("note malformed message from n2: term -1"),
                n1.receives(2, append(-1, 0, 0, 0)));
        assertEquals(1, n1.status().round());
    }
}
