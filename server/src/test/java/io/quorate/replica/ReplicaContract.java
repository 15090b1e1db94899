package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.Recovered;
import io.quorate.core.state.Outcome;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What a replica does under any engine, over the journal's own code and a disk in memory. */
abstract class ReplicaContract {

    /** The engine under test. */
    abstract Engine engine(NodeId self, Recovered recovered);

    private ReplicaCluster cluster() {
        return cluster(Limits.defaults());
    }

    ReplicaCluster cluster(Limits limits) {
        return new ReplicaCluster(3, limits, this::engine);
    }

    @Test
    void aWriteIsAnsweredOnceAMajorityHasItDurableAndNotBefore() {
        ReplicaCluster cluster = cluster();
        ReplicaMember leader = cluster.leader();
        cluster.putSurely("warm", "up");
        List<ReplicaMember> followers = new ArrayList<>(cluster.members());
        followers.remove(leader);
        followers.forEach(follower -> follower.stickDisk(true));

        WriteRecord write = cluster.put(leader, "k", "v");
        cluster.run(100);
        assertFalse(write.isAnswered(), "the leader's disk alone is no majority");

        followers.getFirst().stickDisk(false);
        cluster.runUntil("an answer", write::isAnswered);
        assertEquals(Optional.of(new Outcome.Put(2)), write.outcome());
    }

    @Test
    void theLeadersOwnCopyCountsOnlyOnceItIsDurable() {
        ReplicaCluster cluster = cluster();
        ReplicaMember leader = cluster.leader();
        cluster.putSurely("warm", "up");
        List<ReplicaMember> followers = new ArrayList<>(cluster.members());
        followers.remove(leader);
        followers.getFirst().stickDisk(true);
        leader.stickDisk(true);

        WriteRecord write = cluster.put(leader, "k", "v");
        cluster.run(100);
        assertFalse(write.isAnswered(), "one follower's disk alone is no majority");

        leader.stickDisk(false);
        cluster.runUntil("an answer", write::isAnswered);
        assertTrue(write.isDone());
    }

    @Test
    void acknowledgedWritesSurviveALossOfPowerOfAllNodes() {
        ReplicaCluster cluster = cluster();
        for (int i = 0; i < 50; i++) cluster.putSurely("k" + i, "v" + i);

        cluster.members().forEach(ReplicaMember::crash);
        cluster.members().forEach(ReplicaMember::start);
        cluster.putSurely("after", "all");
        cluster.settle();

        for (ReplicaMember member : cluster.members()) {
            for (int i = 0; i < 50; i++) assertEquals(Optional.of("v" + i), member.get("k" + i));
        }
    }

    @Test
    void whatTheStoreLostIsAppliedAgainExactlyOnce() {
        ReplicaCluster cluster = cluster(flushingAt(2_000));
        for (int i = 0; i < 200; i++) cluster.putSurely("k", "v" + i);
        cluster.settle();
        long revision = cluster.members().getFirst().status().revision();

        cluster.members().forEach(ReplicaMember::crash);
        cluster.members().forEach(ReplicaMember::start);
        cluster.putSurely("k", "last");
        cluster.settle();

        for (ReplicaMember member : cluster.members()) {
            assertEquals(revision + 1, member.status().revision(), "revisions are dense");
            assertEquals(Optional.of("last"), member.get("k"));
        }
    }

    @Test
    void theJournalIsReleasedOnlyUpToWhatIsDurablyApplied() {
        ReplicaCluster cluster = cluster(flushingAt(20_000));
        for (int i = 0; i < 3_000; i++) cluster.put(cluster.leader(), "k" + i, "v".repeat(100));
        cluster.settle();
        cluster.run(1_000);
        for (ReplicaMember member : cluster.members()) {
            assertTrue(
                    member.releasedIndex() <= member.durablyAppliedIndex(),
                    member.id() + " released " + member.releasedIndex());
            assertTrue(member.journalFirstIndex() <= member.durablyAppliedIndex() + 1);
        }
    }

    @Test
    void aLinearizableReadSeesEveryWriteAcknowledgedBeforeIt() {
        ReplicaCluster cluster = cluster();
        for (int i = 0; i < 30; i++) {
            cluster.putSurely("k", "v" + i);
            ReadRecord read = read(cluster.leader(), Arrival.Level.LINEARIZABLE);
            cluster.runUntil("an answer", read::isAnswered);
            assertEquals(Optional.of("v" + i), read.value());
        }
    }

    @Test
    void anEventualReadIsServedFromWhatIsHereWithoutAskingAnybody() {
        ReplicaCluster cluster = cluster();
        cluster.putSurely("k", "v");
        cluster.settle();
        ReplicaMember alone = cluster.members().getLast();
        cluster.members().stream().filter(other -> other != alone).forEach(ReplicaMember::crash);

        ReadRecord read = read(alone, Arrival.Level.EVENTUAL);
        cluster.step();
        assertEquals(Optional.of("v"), read.value());
    }

    @Test
    void aStalledStoreHoldsUpNoHeartbeatAndLosesNothing() {
        ReplicaCluster cluster = cluster();
        ReplicaMember leader = cluster.leader();
        cluster.putSurely("warm", "up");
        long term = leader.status().engine().round();
        leader.stallStore(true);

        WriteRecord write = cluster.put(leader, "k", "v");
        cluster.run(3_000);
        assertFalse(write.isAnswered(), "it is committed, and not applied");
        assertEquals(leader, cluster.leader());
        assertEquals(term, leader.status().engine().round());

        leader.stallStore(false);
        cluster.runUntil("an answer", write::isAnswered);
        assertTrue(write.isDone());
        assertEquals(Optional.of("v"), leader.get("k"));
    }

    @Test
    void aJournalWithoutRoomRefusesWritesAndServesReads() {
        ReplicaCluster cluster = cluster();
        cluster.putSurely("k", "v");
        ReplicaMember leader = cluster.leader();
        leader.post(new Arrival.JournalRoom(false));

        WriteRecord refused = cluster.put(leader, "k", "w");
        ReadRecord read = read(leader, Arrival.Level.LINEARIZABLE);
        cluster.runUntil("answers", () -> refused.isAnswered() && read.isAnswered());
        assertEquals(Optional.of(new Failure.NoSpace()), refused.failure());
        assertEquals(Optional.of("v"), read.value());

        leader.post(new Arrival.JournalRoom(true));
        WriteRecord taken = cluster.put(leader, "k", "w");
        cluster.runUntil("an answer", taken::isAnswered);
        assertTrue(taken.isDone());
    }

    @Test
    void whoWritesToAFollowerIsToldWhoLeads() {
        ReplicaCluster cluster = cluster();
        cluster.putSurely("k", "v");
        cluster.settle();
        ReplicaMember leader = cluster.leader();
        ReplicaMember follower =
                cluster.members().stream().filter(other -> other != leader).findFirst().get();

        WriteRecord write = cluster.put(follower, "k", "w");
        cluster.step();
        assertEquals(Optional.of(new Failure.NotLeader(Optional.of(leader.id()))), write.failure());
    }

    @Test
    void aStoppingReplicaAnswersEveryoneWhoWaits() {
        ReplicaCluster cluster = cluster();
        ReplicaMember leader = cluster.leader();
        cluster.putSurely("warm", "up");
        cluster.members().forEach(member -> member.stickDisk(true));
        WriteRecord inTheLog = cluster.put(leader, "k", "v");
        cluster.run(5);

        leader.post(new Arrival.Stop());
        WriteRecord late = cluster.put(leader, "k", "w");
        ReadRecord read = read(leader, Arrival.Level.LINEARIZABLE);
        cluster.step();

        assertTrue(inTheLog.failure().get() instanceof Failure.OutcomeUnknown);
        assertEquals(Optional.of(new Failure.ShuttingDown()), late.failure());
        assertEquals(Optional.of(new Failure.ShuttingDown()), read.failure());
    }

    @Test
    void nothingAcknowledgedIsLostInCrashesOfAnyMember() {
        for (long seed = 0; seed < 40; seed++) {
            var random = new SplittableRandom(seed);
            ReplicaCluster cluster = cluster(flushingAt(3_000));
            Map<String, String> acknowledged = new TreeMap<>();
            for (int round = 0; round < 60; round++) {
                ReplicaMember victim = cluster.members().get(random.nextInt(3));
                if (random.nextInt(4) == 0) {
                    victim.crash();
                    cluster.run(random.nextInt(20));
                    victim.start();
                }
                String key = "k" + round;
                cluster.putSurely(key, "v" + round);
                acknowledged.put(key, "v" + round);
            }
            cluster.settle();
            for (ReplicaMember member : cluster.members()) {
                for (Map.Entry<String, String> write : acknowledged.entrySet()) {
                    assertEquals(
                            Optional.of(write.getValue()),
                            member.get(write.getKey()),
                            "seed " + seed + ", " + member.id() + ", " + write.getKey());
                }
            }
        }
    }

    private static ReadRecord read(ReplicaMember member, Arrival.Level level) {
        var read = new ReadRecord("k");
        member.post(new Arrival.Read(level, read));
        return read;
    }

    static Limits flushingAt(long bytes) {
        Limits usual = Limits.defaults();
        return new Limits(
                usual.requestsMax(),
                usual.applyEntriesMax(),
                usual.applyBytesMax(),
                usual.parkedEntriesMax(),
                bytes);
    }
}
