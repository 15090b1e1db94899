package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.matched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.LogId;
import io.quorate.core.raft.RaftMessage.PreVoteReply;
import io.quorate.core.raft.RaftMessage.RequestVote;
import io.quorate.core.raft.RaftMessage.TimeoutNow;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Thesis 3.10, at one server. */
class TransferTest {

    private static final String TOLD = "send n2 TimeoutNow term=2";

    private static Servers leader() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.receives(3, matched(2, 1));
        n1.applied(1);
        return n1;
    }

    /** Pitfall 19. */
    @Test
    void theHeirIsToldOnceItHoldsAllOfTheLog() {
        var n1 = leader();
        n1.proposes("a");
        n1.persisted();
        n1.receives(3, matched(2, 2));
        n1.applied(2);
        assertFalse(n1.transfers(2).contains(TOLD));
        assertTrue(n1.receives(2, matched(2, 2)).contains(TOLD));
    }

    /** Else its outcome would be unknown, once this leader steps down. */
    @Test
    void theHeirIsToldOnceAllThatWasAcceptedIsApplied() {
        var n1 = leader();
        n1.proposes("a");
        n1.transfers(2);
        assertFalse(n1.receives(2, matched(2, 2)).contains(TOLD));
        assertFalse(n1.persisted().contains(TOLD));
        assertTrue(n1.applied(2).contains(TOLD));
    }

    /** The disk of a leader that hands over may be full. */
    @Test
    void theHeirIsToldAlsoIfThisDiskTakesNothing() {
        var n1 = leader();
        n1.proposes("a");
        n1.transfers(2);
        n1.receives(2, matched(2, 2));
        assertFalse(n1.ticks(74).contains(TOLD));
        assertTrue(n1.ticks(1).contains(TOLD), "a quarter of 300 ms");
        assertFalse(n1.ticks(1).contains(TOLD), "once");
    }

    @Test
    void onlyAVoterCanBeTheHeir() {
        var n1 = leader();
        assertEquals(List.of("refuse 78 NOT_A_MEMBER n7"), n1.transfers(7));
        assertEquals(List.of("transferred 78 to n1"), n1.transfers(1));
        assertEquals(List.of("refuse 78 NotLeader"), Servers.follower(1).transfers(2));
    }

    /** Pitfall 18: nothing of it is left behind. */
    @Test
    void aTransferThatIsCutShortByAStepDownLeavesNothingBehind() {
        var n1 = leader();
        n1.transfers(2);
        n1.receives(3, new PreVoteReply(3, false));
        n1.persisted();
        assertEquals(Role.FOLLOWER, n1.status().role());
        assertTrue(n1.ticks(600).contains("refuse 78 NotHandedOver"));
        n1.elected();
        assertEquals(List.of("note term 4 is handed over to n3"), n1.transfers(3));
    }

    @Test
    void aLeaderThatIsStillThereAfterAnElectionTimeoutLeadsOn() {
        var n1 = leader();
        n1.transfers(2);
        n1.receives(2, matched(2, 1));
        n1.receives(3, matched(2, 1));
        assertEquals(List.of("refuse [1] HandingOver to n2"), n1.proposes("a"));
        n1.ticks(150);
        n1.receives(2, matched(2, 1));
        assertTrue(n1.ticks(150).contains("refuse 78 NotHandedOver (n1 leads)"));
        assertTrue(n1.proposes("b").toString().contains("accepted [2]"));
    }

    /** Pitfall 19: only this term's leader can say so, and what comes late says nothing. */
    @Test
    void aLateOrRepeatedOrForgedTimeoutNowIsHarmless() {
        var n1 = Servers.follower(2, 2);
        assertEquals(List.of(), n1.receives(2, new TimeoutNow(2)), "n2 is not known to lead");
        n1.receives(2, Servers.append(2, 2, 1, 0));
        n1.persisted();
        assertEquals(List.of(), n1.receives(3, new TimeoutNow(2)));
        assertEquals(List.of(), n1.receives(2, new TimeoutNow(1)));
        assertTrue(
                n1.receives(2, new TimeoutNow(2))
                        .contains("note campaign for term 3: n2 hands over"));
        assertEquals(List.of(), n1.receives(2, new TimeoutNow(2)));
        assertEquals(3, n1.status().round());
    }

    @Test
    void aLearnerIsNoHeir() {
        var n3 = Servers.learner(2, 2);
        n3.receives(2, Servers.append(2, 2, 1, 0));
        assertEquals(List.of(), n3.receives(2, new TimeoutNow(2)));
    }

    /** Thesis 4.2.3: the request says that it is allowed to disrupt the leader. */
    @Test
    void theHeirIsVotedForAlthoughTheLeaderIsLive() {
        var n1 = Servers.follower(2, 2);
        n1.receives(2, Servers.append(2, 2, 1, 0));
        n1.persisted();
        var request = new RequestVote(3, new LogId(2, 1));
        assertEquals(List.of("send n3 RequestVoteReply term=2 denied"), n1.receives(3, request));
        var heirs = new RequestVote(3, new LogId(2, 1), true);
        assertTrue(n1.receives(3, heirs).toString().contains("granted"));
    }
}
