package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.engine.LogId;
import io.quorate.core.raft.RaftConfig.ReadLease;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;
import io.quorate.core.raft.RaftMessage.PreVote;
import io.quorate.core.raft.RaftMessage.RequestVote;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Thesis 6.4.1, at one server: reads that rest on promises, and how the promises are kept. */
class LeaseTest {

    private static final RaftConfig LEASES = RaftConfig.defaults().with(ReadLease.ON);
    private static final long TIMEOUT_NANOS = LEASES.electionTimeoutNanos();

    private static final List<String> REFUSED_VOTE =
            List.of("send n3 RequestVoteReply term=2 denied");
    private static final List<String> GRANTED_VOTE =
            List.of(
                    "note term 3 has no leader",
                    "persist #1 promise=3/n3",
                    "once #1 send n3 RequestVoteReply term=3 granted");

    /** n1 leads in term 2; its first entry is committed, and nobody has promised anything. */
    private static Servers leader() {
        var n1 = Servers.with(LEASES, 1).elected();
        n1.receives(2, answer(1, 0));
        n1.receives(3, answer(1, 0));
        n1.applied(1);
        return n1;
    }

    private static AppendEntriesReply answer(long round, long promiseNanos) {
        return AppendEntriesReply.success(2, 1, round).promising(promiseNanos);
    }

    private static AppendEntriesReply promise(long round) {
        return answer(round, TIMEOUT_NANOS);
    }

    private static List<String> round(int number) {
        return List.of(
                "send n2 AppendEntries term=2 prev=2/1 commit=1 round=" + number + " heldByAll=1",
                "send n3 AppendEntries term=2 prev=2/1 commit=1 round=" + number + " heldByAll=1");
    }

    /** n1 follows n2, which leads in term 2, and has answered it just now. */
    private static Servers follower() {
        var n1 = Servers.with(LEASES, 2, 2);
        assertEquals(
                List.of(
                        "note term 2 is led by n2",
                        "send n2 AppendEntriesReply term=2 match=1 promises=300000000"),
                n1.receives(2, Servers.append(2, 2, 1, 0)));
        return n1;
    }

    private static RequestVote vote() {
        return new RequestVote(3, new LogId(2, 1));
    }

    /** "the leader would use the normal heartbeat mechanism to maintain a lease". */
    @Test
    void aReadIsServedAtOnceWhileAQuorumHasPromised() {
        var n1 = leader();
        n1.receives(2, promise(1));
        assertEquals(List.of("serve read 1 at 1"), n1.reads(1));
    }

    /** Two voters of three: the leader itself alone is none. */
    @Test
    void whoPromisesNothingCountsForNothing() {
        assertEquals(round(2), leader().reads(1));
    }

    /** "start + electionTimeout / clockDriftBound": from when the round began, not its answer. */
    @Test
    void aPromiseCountsFromWhenTheRoundBeganAndNineTenthsOfIt() {
        var n1 = leader();
        n1.passes(200);
        assertEquals(round(2), n1.receives(2, promise(1)));
        n1.passes(40);
        assertEquals(List.of("serve read 1 at 1"), n1.reads(1));
        n1.passes(31);
        assertEquals("serve read 2 at 1", n1.reads(2).getFirst());
        n1.passes(1);
        assertEquals(round(4), n1.reads(3));
    }

    /** What a follower does not say, nobody counts on: its clock or setting may be another. */
    @Test
    void aLongerPromiseThanTheLeadersOwnTimeoutIsWorthNoMore() {
        var n1 = leader();
        n1.receives(2, answer(1, 100 * TIMEOUT_NANOS));
        n1.passes(271);
        assertEquals("serve read 1 at 1", n1.reads(1).getFirst());
        n1.passes(1);
        assertEquals(round(3), n1.reads(2));
    }

    /** A repeated or late answer takes back nothing that a later one promised, and adds nothing. */
    @Test
    void anAnswerToAnEarlierRoundChangesNoLease() {
        var n1 = leader();
        n1.passes(100);
        assertEquals(round(2), n1.run());
        n1.passes(10);
        n1.receives(2, promise(2));
        n1.receives(2, promise(1));
        n1.passes(261);
        assertEquals("serve read 1 at 1", n1.reads(1).getFirst());
        n1.passes(1);
        assertEquals(round(4), n1.reads(2));
    }

    /** Section 8: under a lease too a leader must know first what is committed. */
    @Test
    void aLeaseServesNothingBeforeTheTermsFirstCommit() {
        var n1 = Servers.with(LEASES, 1).elected();
        n1.receives(2, AppendEntriesReply.success(2, 0, 1).promising(TIMEOUT_NANOS));
        assertEquals(List.of(), n1.reads(1));
    }

    /** Thesis 3.10: the heir may be elected at any time from when it was told. */
    @Test
    void whoHandsOverServesNothingByItsLease() {
        var n1 = leader();
        n1.receives(2, promise(1));
        n1.receives(3, promise(1));
        assertEquals(
                List.of("note term 2 is handed over to n2", "send n2 TimeoutNow term=2"),
                n1.transfers(2));
        assertEquals(round(2), n1.reads(1));
    }

    /** "even if the hand-over failed": the heir may have been told, and campaign late. */
    @Test
    void aTermInWhichSomebodyWasToldToTakeOverHasNoLeaseAnyMore() {
        var n1 = leader();
        n1.transfers(2);
        n1.ticks(200);
        n1.receives(3, promise(2));
        assertEquals("refuse 78 NotHandedOver (n1 leads)", n1.ticks(100).get(1));
        n1.receives(3, promise(3));
        assertEquals(round(4), n1.reads(1));
        assertEquals(List.of("serve read 1 at 1"), n1.receives(3, promise(4)));
    }

    /** "followers ... would not vote for another leader" while the promise lasts. */
    @Test
    void aVoterElectsNobodyForAsLongAsItPromised() {
        var n1 = follower();
        n1.passes(299);
        assertEquals(REFUSED_VOTE, n1.receives(3, vote()));
        n1.passes(1);
        assertEquals(GRANTED_VOTE, n1.receives(3, vote()));
    }

    /** Without leases a closed connection frees the voter; what it promised binds it. */
    @Test
    void aVoterKeepsItsPromiseWhenTheLeadersConnectionCloses() {
        var n1 = follower();
        assertEquals(List.of(), n1.closed(2));
        assertEquals(List.of(), n1.ticks(299), "nor does it campaign itself");
        assertEquals(REFUSED_VOTE, n1.receives(3, vote()));
        assertEquals(
                List.of("send n3 PreVoteReply term=2 denied"),
                n1.receives(3, new PreVote(3, new LogId(2, 1))));
        n1.passes(1);
        assertEquals(GRANTED_VOTE, n1.receives(3, vote()));
    }

    /** Pitfall 15: who starts anew does not know what it promised, and waits as if it had. */
    @Test
    void aVoterKeepsAcrossARestartWhatItMayHavePromised() {
        var n1 = Servers.with(LEASES, 2, 2);
        n1.passes(299);
        assertEquals(REFUSED_VOTE, n1.receives(3, vote()));
        n1.passes(1);
        assertEquals(
                List.of(
                        "persist #1 promise=3/n3",
                        "once #1 send n3 RequestVoteReply term=3 granted"),
                n1.receives(3, vote()));
    }

    /** Pitfall 84: the leader itself wants it, and has given up its lease before. */
    @Test
    void theHeirAloneIsElectedDespiteThePromise() {
        var n1 = follower();
        assertEquals(GRANTED_VOTE, n1.receives(3, new RequestVote(3, new LogId(2, 1), true)));
    }

    /** Pitfall 83: what it promised itself passed while it stood still. */
    @Test
    void aLeaderThatWasPausedBeyondItsLeaseServesNothing() {
        var n1 = leader();
        n1.receives(2, promise(1));
        n1.passes(301);
        assertEquals(
                List.of(
                        "note stepped down in term 2: it was paused",
                        "note FOLLOWER in term 2",
                        "note term 2 has no leader",
                        "abandoned",
                        "refuse read 1 NotLeader"),
                n1.reads(1));
    }
}
