package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;
import static io.quorate.core.raft.Servers.entries;
import static io.quorate.core.raft.Servers.matched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.engine.LogId;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Sections 5.3, 5.4.2 and 5.5 of the paper, 10.2.1 of the thesis. */
class ReplicationTest {

    private static AppendEntriesReply rejected(long term, long index, long atTerm, long atIndex) {
        return AppendEntriesReply.rejection(term, 0, index, new LogId(atTerm, atIndex));
    }

    /**
     * Thesis 10.2.1: "The leader can reduce latency by writing to its disk in parallel with
     * replicating to the followers". All commands of a turn are one write and one message each.
     */
    @Test
    void aTurnIsOneWriteAndOneMessageAFollowerSentBeforeTheWrite() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.receives(3, matched(2, 1));
        n1.applied(1);
        assertEquals(
                List.of(
                        "accepted [1, 2] from 2/2",
                        "accepted [3] from 2/4",
                        "send n2 AppendEntries term=2 prev=2/1 entries=[2/2:a 2/3:b 2/4:c]"
                                + " commit=1 heldByAll=1",
                        "send n3 AppendEntries term=2 prev=2/1 entries=[2/2:a 2/3:b 2/4:c]"
                                + " commit=1 heldByAll=1",
                        "persist #3 write=[2/2:a 2/3:b 2/4:c]"),
                n1.run(n1.propose("a", "b"), n1.propose("c")));
    }

    /** Figure 2: "If successful: update nextIndex and matchIndex"; the leader counts itself too. */
    @Test
    void commitsWhatAMajorityHoldsDurably() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        n1.proposes("a");
        assertEquals(
                List.of("apply [2/2:a]"), applies(n1.persisted(), n1.receives(2, matched(2, 2))));
        assertEquals(2, n1.status().commitIndex());
    }

    private static List<String> applies(List<String> before, List<String> effects) {
        assertEquals(List.of(), before);
        return effects;
    }

    /** The leader's own entry counts once its own disk holds it; two followers suffice without. */
    @Test
    void aLeadersOwnEntryCountsOnceDurable() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        n1.proposes("a");
        n1.receives(2, matched(2, 2));
        assertEquals(1, n1.status().commitIndex());
        n1.receives(3, matched(2, 2));
        assertEquals(2, n1.status().commitIndex());
        assertEquals(List.of("apply [2/2:a]", "released 1"), n1.persisted());
    }

    /**
     * Section 5.4.2: "Raft never commits log entries from previous terms by counting replicas. Only
     * log entries from the leader's current term are committed by counting replicas".
     */
    @Test
    void commitsNoEntryOfAnEarlierTermByCountingReplicas() {
        var n1 = Servers.leader(5, 1, 1);
        n1.receives(2, matched(5, 2));
        n1.receives(3, matched(5, 2));
        assertEquals(0, n1.status().commitIndex());
        assertTrue(n1.receives(2, matched(5, 3)).contains("apply [1/1:c1 1/2:c2 5/3]"));
    }

    /** An answer of an earlier leadership of the same server counts for nothing. */
    @Test
    void anAnswerOfAnEarlierTermCountsForNothing() {
        var n1 = Servers.leader(5, 1, 1);
        n1.receives(2, matched(4, 3));
        n1.receives(3, matched(4, 3));
        assertEquals(0, n1.status().commitIndex());
    }

    /** matchIndex never falls, and never passes the leader's own log. */
    @Test
    void anOldAnswerLowersNothingAndAForgedOneIsDropped() {
        var n1 = Servers.leader(2);
        n1.proposes("a", "b");
        n1.receives(2, matched(2, 3));
        n1.receives(2, matched(2, 1));
        n1.receives(2, rejected(2, 2, 0, 0));
        assertEquals(3, n1.status().matchIndexes().get(Servers.n(2)));
        assertEquals(
                List.of("note malformed message from n2: matches up to 9, the log ends at 3"),
                n1.receives(2, matched(2, 9)));
    }

    /**
     * Section 5.3: "After a rejection, the leader decrements nextIndex and retries"; with the hint,
     * one round trip a term.
     */
    @Test
    void aRejectionMovesTheProbeToWhereTheLogsMayAgree() {
        var n1 = Servers.leader(7, 1, 1, 4, 5, 6);
        assertEquals(
                List.of(
                        "send n2 AppendEntries term=7 prev=1/2 entries=[4/3:c3 5/4:c4 6/5:c5 7/6]"
                                + " commit=0"),
                n1.receives(2, rejected(7, 5, 2, 5)));
        assertEquals(List.of(), n1.receives(2, rejected(7, 5, 2, 5)));
    }

    /** A window bounds what is on its way; an answer opens it again. */
    @Test
    void aWindowOfMessagesBoundsWhatIsOnItsWay() {
        var n1 = Servers.with(small(), 1).elected();
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        List<String> sent = n1.proposes("a", "b", "c", "d");
        assertEquals(2, sent.stream().filter(each -> each.startsWith("send n2")).count());
        assertEquals(
                List.of("send n2 AppendEntries term=2 prev=2/3 entries=[2/4:c] commit=1"),
                n1.receives(2, matched(2, 2)));
    }

    /** The same in bytes, however few the messages are; one may always be on its way. */
    @Test
    void aWindowOfBytesBoundsWhatIsOnItsWay() {
        var n1 = Servers.with(small(64, 1), 1).elected();
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        List<String> sent = n1.proposes("a", "b", "c", "d");
        assertEquals(1, sent.stream().filter(each -> each.startsWith("send n2")).count());
        assertEquals(
                List.of("send n2 AppendEntries term=2 prev=2/2 entries=[2/3:b] commit=1"),
                n1.receives(2, matched(2, 2)));
    }

    /** One entry a message, two messages on their way, little of anything else. */
    static RaftConfig small() {
        return small(2, RaftConfig.defaults().bounds().inflightBytesMax());
    }

    private static RaftConfig small(int inflightMessages, int inflightBytes) {
        return RaftConfig.defaults()
                .with(
                        new RaftConfig.Bounds(
                                inflightMessages, inflightBytes, 40, 100, 500, 20, 100, 0, 2, 1));
    }

    /** What was lost is sent again after a while, as one probe, and not in a storm. */
    @Test
    void whatIsNotAcknowledgedIsSentAgainAsOneProbe() {
        var n1 = Servers.with(small(), 1).elected();
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        n1.proposes("a", "b", "c");
        n1.persisted();
        n1.ticks(150);
        n1.receives(2, matched(2, 1));
        assertEquals(
                List.of("send n2 AppendEntries term=2 prev=2/1 entries=[2/2:a] commit=1"),
                n1.ticks(60).stream().filter(each -> each.startsWith("send n2")).toList());
        assertEquals(List.of(), n1.ticks(5));
    }

    /** A follower that is silent for an election timeout gets heartbeats alone. */
    @Test
    void nothingPilesUpForAFollowerThatIsSilent() {
        var n1 = Servers.leader(2);
        for (int i = 0; i < 4; i++) {
            n1.receives(2, matched(2, 1));
            n1.ticks(100);
        }
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        assertEquals(
                List.of(
                        "accepted [1] from 2/2",
                        "send n2 AppendEntries term=2 prev=2/1 entries=[2/2:x] commit=1",
                        "persist #3 write=[2/2:x]"),
                n1.proposes("x"));
        assertEquals(
                List.of(
                        "send n2 AppendEntries term=2 prev=2/1 commit=1",
                        "send n3 AppendEntries term=2 prev=0/0 commit=1"),
                n1.ticks(50));
    }

    /** Section 5.2: heartbeats are AppendEntries without entries, and prove what is matched. */
    @Test
    void aHeartbeatBuildsOnWhatIsMatched() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        n1.proposes("x");
        n1.persisted();
        assertEquals("send n2 AppendEntries term=2 prev=2/1 commit=1", n1.ticks(50).getFirst());
    }

    /** Entries that left the memory come from the journal, with the entry before them. */
    @Test
    void entriesOutOfMemoryAreFetched() {
        var n1 = Servers.with(small(), 1, 1, 1).elected();
        n1.receives(2, matched(2, 3));
        n1.persisted();
        n1.applied(3);
        assertEquals(List.of("fetch #1 1..3"), n1.receives(3, rejected(2, 2, 1, 1)));
        assertEquals(
                List.of("send n3 AppendEntries term=2 prev=1/1 entries=[1/2:c2] commit=3"),
                n1.fetched(1, entries(0, 1, 1)));
        assertEquals(List.of("fetch #2 3..3", "released 1"), n1.receives(3, matched(2, 2)));
    }

    /** A command over the bound is refused when proposed: it could never be sent. */
    @Test
    void whatCannotBeSentIsRefusedWhenProposed() {
        var n1 = Servers.with(small(), 1).elected();
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        assertEquals(List.of("refuse [1] Overloaded"), n1.proposes("x".repeat(101)));
        assertEquals(1, n1.status().lastIndex());
    }

    /** One entry larger than a message's bound still travels, alone. */
    @Test
    void anEntryOverAMessagesBoundTravelsAlone() {
        var n1 = Servers.with(small(), 1).elected();
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        assertTrue(
                n1.proposes("x".repeat(90), "y")
                        .contains(
                                "send n2 AppendEntries term=2 prev=2/1 entries=[2/2:"
                                        + "x".repeat(90)
                                        + "] commit=1"));
    }

    /** A follower whose state machine is behind takes no more, but follows on. */
    @Test
    void aFollowerTakesNoMoreThanItsStateMachineCanBearAndTakesItLater() {
        var n1 = Servers.with(small(), 1);
        n1.receives(2, append(1, 0, 0, 4, 1, 1, 1, 1));
        n1.persisted();
        assertEquals(
                List.of("send n2 AppendEntriesReply term=1 match=4"),
                n1.receives(2, append(1, 1, 4, 4, 1, 1)));
        n1.applied(4);
        assertEquals(
                List.of(
                        "persist #2 write=[1/5:c5 1/6:c6]",
                        "once #2 send n2 AppendEntriesReply term=1 match=6"),
                n1.receives(2, append(1, 1, 4, 4, 1, 1)));
    }

    /** What a deposed leader accepted may survive: its outcome is unknown, never failed. */
    @Test
    void aDeposedLeaderAbandonsAndItsTailGivesWay() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.applied(1);
        n1.proposes("a");
        assertEquals(
                List.of(
                        "note stepped down in term 2: n3 is in term 3",
                        "note FOLLOWER in term 2",
                        "note term 2 has no leader",
                        "abandoned",
                        "note term 3 is led by n3",
                        "persist #4 promise=3 truncate=2 write=[3/2:c2]",
                        "once #4 send n3 AppendEntriesReply term=3 match=2"),
                n1.receives(3, append(3, 2, 1, 1, 3)));
        assertEquals(List.of("refuse [2] NotLeader (n3 leads)"), n1.proposes("b"));
    }

    /** Entries are released when every member, learners too, holds them and the one after. */
    @Test
    void releasesWhatAllMembersHold() {
        var n1 = Servers.leader(2, 1, 1);
        n1.receives(2, matched(2, 3));
        n1.applied(3);
        assertEquals(List.of("released 2"), n1.receives(3, matched(2, 3)));
        var follower = Servers.follower(2, 1, 1);
        var message = new AppendEntries(2, new LogId(1, 2), List.of(), 2, 0, 2);
        assertTrue(follower.receives(2, message).contains("released 1"));
    }
}
