package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;
import io.quorate.replica.snapshot.SnapshotEvent;
import io.quorate.replica.snapshot.SnapshotLimits;
import io.quorate.replica.snapshot.SnapshotMessage;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Three members of which one comes back when the others' journals do not reach back to it. */
class SnapshotReplicaTest {

    private static final long TAIL_BYTES = 20_000;

    private static Engine engine(NodeId self, Recovered recovered) {
        var random = new SplittableRandom(self.hashCode());
        RaftConfig.Bounds usual = RaftConfig.defaults().bounds();
        // Little is kept in memory, so that who lags is served from the journal.
        var bounds =
                new RaftConfig.Bounds(
                        usual.inflightMessagesMax(),
                        usual.inflightBytesMax(),
                        usual.appendBytesMax(),
                        usual.entryBytesMax(),
                        usual.unappliedBytesMax(),
                        usual.unappliedEntriesMax(),
                        usual.applyingBytesMax(),
                        4_000,
                        usual.readsWaitingMax(),
                        usual.readRoundsMax());
        RaftConfig config = RaftConfig.defaults().with(bounds);
        return new RaftEngine(config, self, recovered, random);
    }

    private static SnapshotLimits snapshots(long bytesPerSecond) {
        return new SnapshotLimits(
                1_000,
                4,
                bytesPerSecond,
                TimeUnit.MILLISECONDS.toNanos(500),
                TimeUnit.MILLISECONDS.toNanos(200),
                TimeUnit.SECONDS.toNanos(2),
                TimeUnit.SECONDS.toNanos(10),
                TimeUnit.SECONDS.toNanos(60),
                3);
    }

    private static ReplicaCluster cluster(long bytesPerSecond) {
        Limits limits = ReplicaContract.flushingAt(5_000);
        return new ReplicaCluster(
                3, limits.with(TAIL_BYTES, snapshots(bytesPerSecond)), SnapshotReplicaTest::engine);
    }

    /** A member that does not lead goes; the others write until their journals leave it behind. */
    private static ReplicaMember leaveBehind(ReplicaCluster cluster) {
        cluster.putSurely("first", "of all");
        cluster.settle();
        ReplicaMember gone = follower(cluster);
        gone.crash();
        write(cluster, "a", 600);
        cluster.runUntil(
                "journals that do not reach back",
                () ->
                        cluster.members().stream()
                                .filter(ReplicaMember::isUp)
                                .allMatch(member -> member.releasedIndex() > 100));
        return gone;
    }

    private static ReplicaMember follower(ReplicaCluster cluster) {
        ReplicaMember leader = cluster.leader();
        return cluster.members().stream().filter(member -> member != leader).findFirst().get();
    }

    private static void write(ReplicaCluster cluster, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            cluster.put(cluster.leader(), prefix + i, "v".repeat(100));
            if (i % 20 == 19) cluster.step();
        }
        cluster.putSurely(prefix, "last");
    }

    private static long installed(ReplicaMember member) {
        return member.snapshotEvents().stream()
                .filter(event -> event instanceof SnapshotEvent.Installed)
                .count();
    }

    private static void assertEqualStates(ReplicaCluster cluster, String... keys) {
        cluster.settle();
        for (ReplicaMember member : cluster.members()) {
            for (String key : keys) {
                assertEquals(cluster.leader().get(key), member.get(key), member.id() + ", " + key);
            }
            assertEquals(cluster.leader().status().revision(), member.status().revision());
        }
    }

    @Test
    void aMemberThatTheJournalsLeftBehindIsFilledByASnapshot() {
        ReplicaCluster cluster = cluster(10_000_000);
        ReplicaMember late = leaveBehind(cluster);
        late.start();
        cluster.putSurely("then", "on");
        assertEqualStates(cluster, "first", "a0", "a599", "a", "then");
        assertEquals(1, installed(late));
        cluster.run(5);
        assertTrue(late.journalFirstIndex() > 100, "its log begins behind the snapshot");
    }

    /** Pitfalls 71 and 73: the view is of one moment, and the log goes on from there. */
    @Test
    void writesGoOnWhileASnapshotIsSentAndInstalled() {
        ReplicaCluster cluster = cluster(100_000);
        ReplicaMember late = leaveBehind(cluster);
        late.start();
        int written = 0;
        while (installed(late) == 0) {
            cluster.putSurely("b" + written, "v".repeat(100));
            written++;
            assertTrue(written < 5_000, "it is never installed");
        }
        assertTrue(written > 50, "only " + written + " writes while it came");
        assertEqualStates(cluster, "first", "a599", "b0", "b" + (written - 1));
        assertEquals(1, installed(late));
    }

    /** Pitfall 74: the rate is kept, and heartbeats are not held up by what is sent. */
    @Test
    void aSnapshotIsSentAtTheRateThatIsSet() {
        ReplicaCluster cluster = cluster(20_000);
        ReplicaMember late = leaveBehind(cluster);
        long term = cluster.leader().status().engine().round();
        late.start();
        cluster.runUntil("an offer", () -> !late.snapshotEvents().isEmpty());
        var began = (SnapshotEvent.ReceivingBegan) late.snapshotEvents().getFirst();
        int millis = 0;
        for (; installed(late) == 0; millis++) cluster.step();
        long least = began.bytes() * 1_000 / 20_000;
        assertTrue(millis > least * 9 / 10, millis + " ms, at least " + least);
        assertTrue(millis < least * 2, millis + " ms, at least " + least);
        assertEquals(term, cluster.leader().status().engine().round());
    }

    /** Pitfall 70: what came before a restart in the middle is not asked for again. */
    @Test
    void aTransferGoesOnAfterARestartOfTheReceiver() {
        ReplicaCluster cluster = cluster(20_000);
        ReplicaMember late = leaveBehind(cluster);
        late.start();
        cluster.runUntil("an offer", () -> !late.snapshotEvents().isEmpty());
        var began = (SnapshotEvent.ReceivingBegan) late.snapshotEvents().getFirst();
        assertEquals(0, began.bytesHeld());
        cluster.run((int) (began.bytes() * 1_000 / 20_000 * 2 / 3));
        assertEquals(0, installed(late));
        late.killProcess();
        late.start();
        cluster.runUntil("an install", () -> installed(late) > 0);
        var again =
                late.snapshotEvents().stream()
                        .filter(event -> event instanceof SnapshotEvent.ReceivingBegan)
                        .map(event -> (SnapshotEvent.ReceivingBegan) event)
                        .toList();
        assertTrue(again.size() >= 2);
        assertTrue(again.getLast().bytesHeld() > began.bytes() / 3, again::toString);
        assertEqualStates(cluster, "first", "a599");
    }

    /** Pitfall 72. */
    @Test
    void aChangeOfLeaderInTheMiddleOnlyTakesLonger() {
        ReplicaCluster cluster = cluster(20_000);
        ReplicaMember late = leaveBehind(cluster);
        late.start();
        cluster.runUntil("an offer", () -> !late.snapshotEvents().isEmpty());
        cluster.run(1_000);
        ReplicaMember first = cluster.leader();
        first.crash();
        // The one that comes is no majority with the other before it has the state: it only waits.
        cluster.run(2_000);
        first.start();
        cluster.runUntil("an install", () -> installed(late) > 0);
        cluster.putSurely("then", "on");
        assertEqualStates(cluster, "first", "a599", "then");
    }

    /**
     * Pitfall 68: while it is put in place, another leader's longer journal may bring entries that
     * go beyond it. They wait, since the state that they would be applied to is on its way out.
     */
    @Test
    void nothingIsAppliedWhileASnapshotTakesTheStatesPlace() {
        var keeper = new NodeId("n1");
        Limits usual = ReplicaContract.flushingAt(5_000);
        var cluster =
                new ReplicaCluster(
                        3,
                        id ->
                                usual.with(
                                        id.equals(keeper) ? 1 << 20 : TAIL_BYTES,
                                        snapshots(1 << 20)),
                        SnapshotReplicaTest::engine);
        ReplicaMember longTail = cluster.members().getFirst();
        letAnotherLeadThan(longTail, cluster);
        ReplicaMember late =
                cluster.members().stream()
                        .filter(member -> member != longTail && member != cluster.leader())
                        .findFirst()
                        .orElseThrow();
        late.crash();
        write(cluster, "a", 600);
        cluster.runUntil("a short journal", () -> cluster.leader().releasedIndex() > 100);
        late.start();
        late.holdInstalls();
        cluster.runUntil("an install", late::isInstallHeld);
        long appliedBefore = late.status().appliedIndex();

        ReplicaMember shortTail = cluster.leader();
        shortTail.crash();
        cluster.runUntil("another leader", () -> leads(longTail));
        write(cluster, "b", 50);
        long last = longTail.status().engine().commitIndex();
        cluster.runUntil("all", () -> late.status().engine().commitIndex() >= last);
        assertEquals(appliedBefore, late.status().appliedIndex());

        late.letInstallsGo();
        cluster.runUntil("an install", () -> installed(late) > 0);
        shortTail.start();
        assertEqualStates(cluster, "first", "a0", "a599", "b0", "b");
    }

    private static void letAnotherLeadThan(ReplicaMember member, ReplicaCluster cluster) {
        cluster.putSurely("first", "of all");
        while (leads(member)) {
            member.crash();
            cluster.putSurely("first", "of all");
            member.start();
        }
        cluster.settle();
    }

    private static boolean leads(ReplicaMember member) {
        return member.status().engine().role() == EngineStatus.Role.LEADER;
    }

    /** The messages of a transfer may be lost, doubled and come in any order. */
    @Test
    void aTransferLivesWithALossyNetwork() {
        for (long seed = 0; seed < 8; seed++) {
            var random = new SplittableRandom(seed);
            ReplicaCluster cluster = cluster(10_000_000);
            ReplicaMember late = leaveBehind(cluster);
            cluster.disturb(
                    message ->
                            message instanceof SnapshotMessage
                                    ? switch (random.nextInt(10)) {
                                        case 0, 1 -> ReplicaCluster.Fate.LOST;
                                        case 2 -> ReplicaCluster.Fate.TWICE;
                                        case 3, 4 -> ReplicaCluster.Fate.LATE;
                                        default -> ReplicaCluster.Fate.IN_TIME;
                                    }
                                    : ReplicaCluster.Fate.IN_TIME);
            late.start();
            cluster.runUntil("an install with seed " + seed, () -> installed(late) > 0);
            assertEqualStates(cluster, "first", "a0", "a599");
        }
    }

    /** A flipped bit on the way, behind the connection's own checksums. */
    @Test
    void aDamagedChunkIsNotBelieved() {
        ReplicaCluster cluster = cluster(10_000_000);
        ReplicaMember late = leaveBehind(cluster);
        int[] chunks = {0};
        cluster.disturb(
                message ->
                        message instanceof SnapshotMessage.Chunk && ++chunks[0] % 3 == 0
                                ? ReplicaCluster.Fate.DAMAGED
                                : ReplicaCluster.Fate.IN_TIME);
        late.start();
        cluster.runUntil("an install", () -> installed(late) > 0);
        assertEqualStates(cluster, "first", "a599");
    }

    @Test
    void aReceiverWhoseDiskIsFullIsFilledOnceItIsNot() {
        ReplicaCluster cluster = cluster(10_000_000);
        ReplicaMember late = leaveBehind(cluster);
        late.states().fill(true);
        late.start();
        cluster.run(5_000);
        assertEquals(0, installed(late));
        assertTrue(
                late.snapshotEvents().stream()
                        .anyMatch(event -> event instanceof SnapshotEvent.NotInstalled));
        late.states().fill(false);
        cluster.runUntil("an install", () -> installed(late) > 0);
        assertEqualStates(cluster, "first", "a599");
    }

    @Test
    void aLeaderWithoutRoomForASnapshotServesOn() {
        ReplicaCluster cluster = cluster(10_000_000);
        ReplicaMember late = leaveBehind(cluster);
        cluster.leader().states().fill(true);
        late.start();
        cluster.run(3_000);
        cluster.putSurely("then", "on");
        assertEquals(0, installed(late));
        cluster.leader().states().fill(false);
        cluster.runUntil("an install", () -> installed(late) > 0);
        assertEqualStates(cluster, "first", "a599", "then");
    }

    /** Pitfall 71: compaction does not outrun who gets a snapshot. */
    @Test
    void theJournalWaitsForWhoGetsASnapshot() {
        ReplicaCluster cluster = cluster(60_000);
        ReplicaMember late = leaveBehind(cluster);
        late.start();
        cluster.runUntil("an offer", () -> !late.snapshotEvents().isEmpty());
        write(cluster, "b", 400);
        cluster.runUntil("an install", () -> installed(late) > 0);
        assertEqualStates(cluster, "first", "a599", "b399");
        assertEquals(1, installed(late), "one was enough");
    }

    /** But it does not wait without a bound: another snapshot is cheaper than a full disk. */
    @Test
    void theJournalWaitsForNobodyWithoutABound() {
        ReplicaCluster cluster = cluster(1_000);
        ReplicaMember late = leaveBehind(cluster);
        late.start();
        cluster.runUntil("an offer", () -> !late.snapshotEvents().isEmpty());
        long released = cluster.leader().releasedIndex();
        write(cluster, "b", 2_000);
        cluster.run(100);
        assertTrue(cluster.leader().releasedIndex() > released + 100);
    }

    /** The disk of a dead member's peers does not fill. */
    @Test
    void journalsKeepATailAndNoMoreForAMemberThatIsGone() {
        ReplicaCluster cluster = cluster(10_000_000);
        ReplicaMember gone = leaveBehind(cluster);
        write(cluster, "b", 2_000);
        cluster.run(100);
        for (ReplicaMember member : cluster.members()) {
            if (member == gone) continue;
            long kept = member.status().appliedIndex() - member.releasedIndex();
            assertTrue(kept < 400, member.id() + " keeps " + kept + " entries");
            assertTrue(kept > 100, member.id() + " keeps " + kept + " entries");
        }
    }

    /** Each of the three is left behind in turn, and power goes everywhere in the end. */
    @Test
    void whatWasAcknowledgedIsOnEveryMemberAfterManySnapshots() {
        ReplicaCluster cluster = cluster(10_000_000);
        cluster.leader();
        for (int round = 0; round < 6; round++) {
            ReplicaMember gone = cluster.members().get(round % 3);
            gone.crash();
            write(cluster, "r" + round + "-", 500);
            gone.start();
            cluster.settle();
        }
        cluster.members().forEach(ReplicaMember::crash);
        cluster.members().forEach(ReplicaMember::start);
        cluster.putSurely("after", "all");
        assertEqualStates(cluster, "r0-", "r1-", "r2-", "r3-", "r4-", "r5-", "r0-499", "after");
        assertFalse(
                cluster.members().stream().allMatch(member -> installed(member) == 0),
                "nobody was ever left behind");
        assertEquals(Optional.of("last"), cluster.leader().get("r5-"));
    }
}
