package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.MembershipChange;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;
import io.quorate.core.state.Digest;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestVerdict;
import io.quorate.core.state.Family;
import io.quorate.replica.digest.DigestLimits;
import io.quorate.replica.digest.DigestMessage;
import io.quorate.replica.digest.DigestStatus;
import io.quorate.replica.snapshot.SnapshotMessage;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Members whose states are compared, and what becomes of one that is not as it should be. */
class DigestReplicaTest {

    private static final long MILLISECOND = 1_000_000;

    private static final DigestLimits COMPARING = new DigestLimits(200 * MILLISECOND, 0, 0);

    private static final DigestLimits SCRUBBING =
            new DigestLimits(200 * MILLISECOND, 1 << 20, 300 * MILLISECOND);

    private static Engine engine(NodeId self, Recovered recovered) {
        var random = new SplittableRandom(self.hashCode());
        return new RaftEngine(RaftConfig.defaults(), self, recovered, random);
    }

    private static ReplicaCluster cluster(int size, DigestLimits digests) {
        Limits limits = Limits.defaults().with(digests);
        var cluster = new ReplicaCluster(size, limits, DigestReplicaTest::engine);
        cluster.putSurely("first", "of all");
        return cluster;
    }

    private static ReplicaMember follower(ReplicaCluster cluster) {
        ReplicaMember leader = cluster.leader();
        return cluster.members().stream().filter(member -> member != leader).findFirst().get();
    }

    /** Of a state that lies in memory a test can change what a disk would. */
    private static void rot(ReplicaMember member) {
        member.liveStore().rot(Family.LATEST, Bytes.utf8("~rot"), Bytes.utf8("nobody wrote this"));
    }

    /** After the restart the member goes on with a digest that is not its rows'. */
    private static void goWrong(ReplicaMember member) {
        member.liveStore().rot(Family.META, Bytes.utf8("d"), new Digest(1, 2).encode());
        member.killProcess();
        member.start();
    }

    private static DigestStatus compare(ReplicaCluster cluster, ReplicaMember member) {
        List<DigestStatus> said = new ArrayList<>();
        member.post(new Arrival.AskDigests((status, _) -> said.add(status)));
        cluster.runUntil("a comparison", () -> !said.isEmpty());
        return said.getFirst();
    }

    private static void settleAlike(ReplicaCluster cluster) {
        cluster.runUntil(
                "equal members",
                () -> compare(cluster, cluster.leader()).verdict() instanceof DigestVerdict.Alike);
        cluster.settle();
        for (ReplicaMember member : cluster.members()) {
            assertEquals(cluster.leader().get("first"), member.get("first"));
            assertEquals(Optional.empty(), member.liveStore().get(Family.LATEST, bytes("~rot")));
        }
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    @Test
    void allMembersSayWhatTheirStatesComeToAtOneEntry() {
        ReplicaCluster cluster = cluster(3, COMPARING);
        for (ReplicaMember member : cluster.members()) {
            DigestStatus status = compare(cluster, member);
            assertEquals(new DigestVerdict.Alike(), status.verdict());
            assertEquals(3, status.reports().all().size());
            assertEquals(
                    1, status.reports().all().stream().map(each -> each.said()).distinct().count());
            assertTrue(status.isSound());
        }
    }

    @Test
    void aFollowerThatDiffersIsReplacedByAMemberOfTheMajority() {
        ReplicaCluster cluster = cluster(3, COMPARING);
        ReplicaMember wrong = follower(cluster);
        goWrong(wrong);
        cluster.runUntil("another state", wrong::hasBeenReplaced);
        settleAlike(cluster);
    }

    @Test
    void aStateThatIsKnownToBeWrongIsShownToNobody() {
        ReplicaCluster cluster = cluster(3, COMPARING);
        ReplicaMember wrong = follower(cluster);
        cluster.disturb(
                message ->
                        message instanceof SnapshotMessage
                                ? ReplicaCluster.Fate.LOST
                                : ReplicaCluster.Fate.IN_TIME);
        goWrong(wrong);
        cluster.runUntil("a verdict", wrong::isCondemned);
        for (Arrival.Level level : Arrival.Level.values()) {
            var read = new ReadRecord("first");
            wrong.post(new Arrival.Read(level, read));
            cluster.runUntil("an answer", read::isAnswered);
            assertInstanceOf(Failure.StateUnsound.class, read.failure().orElseThrow());
        }
        wrong.killProcess();
        wrong.start();
        cluster.runUntil("the same verdict after a restart", wrong::isCondemned);
        cluster.putSurely("second", "without it");
    }

    @Test
    void rotIsFoundByAScrubAndReplaced() {
        ReplicaCluster cluster = cluster(3, SCRUBBING);
        ReplicaMember rotten = follower(cluster);
        rot(rotten);
        cluster.runUntil("another state", rotten::hasBeenReplaced);
        settleAlike(cluster);
    }

    @Test
    void aRottenLeaderGivesUpLeading() {
        ReplicaCluster cluster = cluster(3, SCRUBBING);
        ReplicaMember rotten = cluster.leader();
        rot(rotten);
        cluster.runUntil("another state", rotten::hasBeenReplaced);
        settleAlike(cluster);
    }

    /** Two cannot outvote each other: nobody is replaced, and nothing is written. */
    @Test
    void withNoMajorityNothingIsWrittenAndNobodyIsReplaced() {
        ReplicaCluster cluster = cluster(2, COMPARING);
        ReplicaMember wrong = follower(cluster);
        goWrong(wrong);
        awaitDivision(cluster);
        assertNothingIsWritten(cluster);
        cluster.run(2_000);
        for (ReplicaMember member : cluster.members()) assertFalse(member.hasBeenReplaced());
    }

    private static void awaitDivision(ReplicaCluster cluster) {
        cluster.runUntil(
                "a verdict",
                () ->
                        compare(cluster, cluster.leader()).verdict()
                                instanceof DigestVerdict.Divided);
    }

    private static void assertNothingIsWritten(ReplicaCluster cluster) {
        WriteRecord write = cluster.put(cluster.leader(), "second", "refused");
        cluster.runUntil("an answer", write::isAnswered);
        assertInstanceOf(Failure.StatesDivided.class, write.failure().orElseThrow());
    }

    /** One who does not tell may still differ, whoever leads, and whatever was restarted. */
    @Test
    void aDivisionLastsWhileOneOfThemIsSilent() {
        ReplicaCluster cluster = cluster(2, COMPARING);
        goWrong(follower(cluster));
        awaitDivision(cluster);
        cluster.disturb(
                message ->
                        message instanceof DigestMessage
                                ? ReplicaCluster.Fate.LOST
                                : ReplicaCluster.Fate.IN_TIME);
        for (int restarts = 0; restarts < 2; restarts++) {
            cluster.runUntil("silence", () -> hasSilent(compare(cluster, cluster.leader())));
            DigestStatus status = compare(cluster, cluster.leader());
            assertTrue(hasSilent(status));
            assertInstanceOf(DigestVerdict.Divided.class, status.verdict());
            assertNothingIsWritten(cluster);
            ReplicaMember leader = cluster.leader();
            leader.killProcess();
            leader.start();
        }
    }

    private static boolean hasSilent(DigestStatus status) {
        return status.reports().all().stream()
                .anyMatch(report -> report.said() instanceof Said.Silent);
    }

    /** Which of two states is to be kept an operator says by removing the other. */
    @Test
    void whoIsRemovedDividesNobodyAnyMore() {
        ReplicaCluster cluster = cluster(2, COMPARING);
        goWrong(follower(cluster));
        awaitDivision(cluster);
        ReplicaMember kept = cluster.leader();
        ChangeRecord removal = remove(cluster, kept, follower(cluster));
        assertTrue(removal.isDone(), () -> "refused: " + removal.failure());
        cluster.runUntil(
                "a verdict", () -> compare(cluster, kept).verdict() instanceof DigestVerdict.Alike);
        WriteRecord write = cluster.put(kept, "second", "by one");
        cluster.runUntil("an answer", write::isAnswered);
        assertTrue(write.isDone(), () -> "refused: " + write.failure());
    }

    /** Two members of whom one is bad could not tell which. */
    @Test
    void aChangeThatLeavesTooFewSoundStatesIsRefused() {
        ReplicaCluster cluster = cluster(3, COMPARING);
        cluster.disturb(
                message ->
                        message instanceof SnapshotMessage
                                ? ReplicaCluster.Fate.LOST
                                : ReplicaCluster.Fate.IN_TIME);
        ReplicaMember wrong = follower(cluster);
        goWrong(wrong);
        cluster.runUntil("a verdict", wrong::isCondemned);
        ReplicaMember leader = cluster.leader();
        ReplicaMember sound =
                cluster.members().stream()
                        .filter(member -> member != leader && member != wrong)
                        .findFirst()
                        .get();
        ChangeRecord removal = remove(cluster, leader, sound);
        assertInstanceOf(Failure.WouldLoseSoundMajority.class, removal.failure().orElseThrow());
        ChangeRecord better = remove(cluster, leader, wrong);
        assertTrue(better.isDone(), () -> "refused: " + better.failure());
    }

    private static ChangeRecord remove(
            ReplicaCluster cluster, ReplicaMember leader, ReplicaMember leaver) {
        var change = new MembershipChange.Remove(new TreeSet<>(Set.of(leaver.id())));
        var record = new ChangeRecord();
        leader.post(new Arrival.Change(change, record));
        cluster.runUntil("an answer", record::isAnswered);
        return record;
    }

    @Test
    void aMemberThatIsDownIsNoReasonToStop() {
        ReplicaCluster cluster = cluster(3, SCRUBBING);
        follower(cluster).crash();
        DigestStatus status = compare(cluster, cluster.leader());
        assertEquals(new DigestVerdict.Alike(), status.verdict());
        cluster.putSurely("second", "with two");
    }
}
