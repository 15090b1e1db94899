package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;
import static io.quorate.core.raft.Servers.entries;
import static io.quorate.core.raft.Servers.matched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftMessage.AppendEntries;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Section 7 and Figure 13: what a server does when the log alone cannot help. */
class SnapshotTest {

    /** Three entries and the no-op of term 2, none of them in memory; n3 lacks all. */
    private static Servers leaderOfAGoneLog() {
        var n1 = Servers.with(ReplicationTest.small(), 1, 1, 1, 1).elected();
        n1.receives(2, matched(2, 4));
        n1.persisted();
        n1.applied(4);
        assertEquals(List.of("fetch #1 1..4"), n1.receives(3, rejected(3)));
        return n1;
    }

    private static RaftMessage.AppendEntriesReply rejected(long index) {
        return RaftMessage.AppendEntriesReply.rejection(2, 0, index, LogId.NONE);
    }

    /** "the leader must occasionally send snapshots to followers that lag behind". */
    @Test
    void aFollowerWhoseNextEntryIsGoneGetsASnapshot() {
        assertEquals(List.of("snapshot to n3"), leaderOfAGoneLog().fetched(1, List.of()));
    }

    @Test
    void aFollowerThatGetsASnapshotGetsHeartbeatsAndNoEntries() {
        var n1 = leaderOfAGoneLog();
        n1.fetched(1, List.of());
        n1.proposes("x");
        List<String> sent = n1.ticks(50);
        assertTrue(sent.contains("send n3 AppendEntries term=2 prev=0/0 commit=4"), sent::toString);
    }

    /** What the receiver has is what it says itself: matchIndex waits for its answer. */
    @Test
    void afterItsSnapshotAFollowerIsAskedWhetherItAgreesThere() {
        var n1 = leaderOfAGoneLog();
        n1.fetched(1, List.of());
        assertEquals(List.of("fetch #2 4..4"), n1.snapshotEnded(3, Optional.of(new LogId(1, 3))));
        assertEquals(0L, n1.status().matchIndexes().get(new NodeId("n3")));
        assertEquals(
                List.of("send n3 AppendEntries term=2 prev=1/3 entries=[2/4] commit=4"),
                n1.fetched(2, List.of(Entry.noOp(2, 4))));
    }

    @Test
    void aSnapshotThatDidNotGetThereIsNotSentAgainAtOnce() {
        var n1 = leaderOfAGoneLog();
        n1.fetched(1, List.of());
        assertEquals(List.of(), n1.snapshotEnded(3, Optional.empty()));
        for (int i = 0; i < 9; i++) {
            n1.receives(2, matched(2, 4));
            n1.receives(3, matched(2, 0));
            assertFalse(n1.ticks(100).contains("fetch #2 1..4"));
        }
        n1.receives(2, matched(2, 4));
        n1.receives(3, matched(2, 0));
        assertTrue(n1.ticks(110).contains("fetch #2 1..4"));
    }

    /** The word that it ended may be lost: what the follower matches tells it as well. */
    @Test
    void aFollowerThatMatchesMoreThanBeforeNeedsNoSnapshotAnyMore() {
        var n1 = leaderOfAGoneLog();
        n1.fetched(1, List.of());
        n1.proposes("x");
        assertEquals(List.of("fetch #2 3..4", "released 2"), n1.receives(3, matched(2, 3)));
    }

    /** Rule 7: "discard the entire log". */
    @Test
    void aLogThatEndsBeforeTheSnapshotBeginsAnewBehindIt() {
        var n1 = Servers.follower(2, 1, 1);
        assertEquals(List.of("persist #1 rebase=2/9"), n1.snapshotInstalled(2, 9));
        assertEquals(9, n1.status().lastIndex());
        assertEquals(9, n1.status().commitIndex());
        assertEquals(
                "persist #2 write=[2/10:c10]",
                n1.receives(2, append(2, 2, 9, 9, 2)).stream()
                        .filter(effect -> effect.startsWith("persist"))
                        .findFirst()
                        .orElseThrow());
        n1.persisted();
        assertEquals("apply [2/10:c10]", n1.receives(2, append(2, 2, 10, 10)).getLast());
    }

    /** Rule 7 too: what stands there is of a log that lost, and so is all that follows. */
    @Test
    void aLogWithAnotherEntryAtTheSnapshotsEndIsDiscardedWhole() {
        var n1 = Servers.follower(3, 1, 1, 1, 1);
        assertEquals(List.of("persist #1 rebase=2/3"), n1.snapshotInstalled(2, 3));
        assertEquals(3, n1.status().lastIndex());
    }

    /** Rule 6: "retain log entries following it and reply". The disk has nothing to change. */
    @Test
    void aLogThatHoldsTheSnapshotsLastEntryKeepsWhatFollowsIt() {
        var n1 = Servers.follower(2, 1, 1, 2, 2);
        assertEquals(List.of(), n1.snapshotInstalled(2, 3));
        assertEquals(4, n1.status().lastIndex());
        assertEquals(3, n1.status().commitIndex());
        assertEquals("apply [2/4:c4]", n1.receives(2, append(2, 2, 4, 4)).getLast());
    }

    /** Pitfall 69: the membership travels in the snapshot, as of where that ends. */
    @Test
    void theMembersOfASnapshotAreTheMembersFromThereOn() {
        var n1 = Servers.follower(2, 1, 1);
        assertEquals(
                List.of("note members at 9: {n1 n2 n4}", "persist #1 rebase=2/9"),
                n1.snapshotInstalled(2, 9, members(1, 2, 4)));
        assertEquals(members(1, 2, 4), n1.status().members());
        assertEquals(9, n1.status().membersIndex());
    }

    /** Pitfall 69: it was of a log that lost. Its quorums need not meet those that decide now. */
    @Test
    void aMembershipOfTheLogThatASnapshotDiscardsCountsNoMore() {
        var n1 = Servers.follower(1, 1, 1);
        Entry joint = members(1, 2, 3).towards(Servers.target(1, 4, 5)).joint().entry(1, 3);
        n1.receives(2, new AppendEntries(1, new LogId(1, 2), List.of(joint), 0, 0, 0));
        assertTrue(n1.status().members().isJoint());
        n1.snapshotInstalled(2, 2, members(1, 2, 3));
        assertEquals(members(1, 2, 3), n1.status().members());
        assertEquals(2, n1.status().membersIndex());
    }

    private static Members members(int... voters) {
        List<NodeId> ids = Arrays.stream(voters).mapToObj(Servers::n).toList();
        return Members.withoutAddresses(ids, List.of());
    }

    /** What is in the snapshot need not be written any more, and what follows it must be. */
    @Test
    void entriesThatTheSnapshotOvertookOnTheirWayToTheDiskAreLeftOut() {
        var n1 = Servers.follower(2);
        List<String> effects =
                n1.run(
                        new Input.Received(Servers.n(2), append(2, 0, 0, 0, 2, 2, 2)),
                        new Input.SnapshotInstalled(new LogId(2, 2), Members.NONE));
        assertTrue(effects.contains("persist #1 rebase=2/2 write=[2/3:c3]"), effects::toString);
        assertEquals(3, n1.status().lastIndex());
    }

    /** An acknowledgement of entries that are gone must not come of a write that was under way. */
    @Test
    void aWriteUnderWayAcknowledgesNothingOfALogThatWasDiscarded() {
        var n1 = Servers.follower(2);
        n1.receives(2, append(2, 0, 0, 0, 2, 2, 2, 2));
        n1.snapshotInstalled(3, 2);
        n1.receives(3, append(3, 3, 2, 2, 3, 3));
        List<String> effects = n1.persisted(1);
        assertFalse(effects.toString().contains("match=4"), effects::toString);
    }

    @Test
    void whatWasGivenToBeAppliedAndIsInTheSnapshotIsNotWaitedFor() {
        var n1 = Servers.follower(2, 2, 2, 2, 2);
        assertEquals("apply [2/1:c1 2/2:c2 2/3:c3]", n1.receives(2, append(2, 2, 4, 3)).getLast());
        n1.applied(1);
        n1.snapshotInstalled(2, 2);
        n1.applied(3);
        assertEquals("apply [2/4:c4]", n1.receives(2, append(2, 2, 4, 4)).getLast());
    }

    /** A snapshot can be there before any message of its term. */
    @Test
    void aSnapshotOfALaterTermTakesTheServerIntoIt() {
        var n1 = Servers.follower(2, 1);
        List<String> effects = n1.snapshotInstalled(5, 9);
        assertTrue(effects.contains("persist #1 promise=5 rebase=5/9"), effects::toString);
        assertEquals(5, n1.status().round());
    }

    /** The snapshot was durable before the term: no vote was given in it, so none is forgotten. */
    @Test
    void aServerRestartsInTheTermThatItsSnapshotTaughtIt() {
        var n1 =
                Servers.restarted(
                        new Recovered(
                                new Promise(2, Optional.of(Servers.n(3))),
                                new LogId(5, 9),
                                List.of(),
                                false));
        assertEquals(5, n1.status().round());
        assertEquals(9, n1.status().commitIndex());
    }

    /** Pitfall 54: entries behind another one than the snapshot's last must not come back. */
    @Test
    void aRestartDiscardsATailThatDoesNotFollowTheStateMachine() {
        var recovered =
                new Recovered(
                        new Promise(5, Optional.empty()), new LogId(5, 9), entries(9, 2, 2), false);
        var n1 = Servers.restarted(recovered);
        assertEquals(9, n1.status().lastIndex());
        assertTrue(
                n1.receives(2, append(5, 5, 9, 9, 5))
                        .contains("once #2 send n2 AppendEntriesReply term=5 match=10"));
    }

    @Test
    void aSnapshotBelowWhatIsAppliedIsABrokenInvariant() {
        var n1 = Servers.restarted(new Promise(2, Optional.empty()), new LogId(2, 9));
        assertThrows(InvariantViolation.class, () -> n1.snapshotInstalled(2, 9));
    }

    @Test
    void aSnapshotThatContradictsWhatIsCommittedIsABrokenInvariant() {
        var n1 = Servers.follower(2, 2, 2, 2);
        n1.receives(2, append(2, 2, 3, 3));
        assertThrows(InvariantViolation.class, () -> n1.snapshotInstalled(1, 2));
    }
}
