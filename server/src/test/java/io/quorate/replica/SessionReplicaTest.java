package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;
import io.quorate.core.session.Floor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Session reads and reads of bounded staleness at the members of a Raft cluster. */
final class SessionReplicaTest {

    private static final long LONG = Long.MAX_VALUE;

    private final ReplicaCluster cluster = cluster();
    private final List<PeerMessage> sent = new ArrayList<>();

    private static ReplicaCluster cluster() {
        return new ReplicaCluster(3, Limits.defaults(), SessionReplicaTest::engine);
    }

    private static RaftEngine engine(NodeId self, Recovered recovered) {
        var random = new SplittableRandom(self.hashCode());
        return new RaftEngine(RaftConfig.defaults(), self, recovered, random);
    }

    private static ReplicaMember followerOf(ReplicaCluster cluster) {
        ReplicaMember leader = cluster.leader();
        return cluster.members().stream().filter(member -> member != leader).findFirst().get();
    }

    private static ReadRecord session(ReplicaMember member, long revision, long waitNanosMax) {
        var read = new ReadRecord("k");
        member.post(new Arrival.ReadSession(new Floor(0, revision), waitNanosMax, read));
        return read;
    }

    private static ReadRecord bounded(ReplicaMember member, long millis) {
        var read = new ReadRecord("k");
        member.post(new Arrival.ReadBounded(millis * 1_000_000, read));
        return read;
    }

    /** All messages that any member sends while something goes on at a follower. */
    private static List<String> messagesWhile(java.util.function.Consumer<ReplicaMember> what) {
        ReplicaCluster cluster = cluster();
        cluster.putSurely("k", "v");
        cluster.settle();
        List<String> messages = new ArrayList<>();
        ReplicaMember follower = followerOf(cluster);
        cluster.disturb(
                message -> {
                    messages.add(message.toString());
                    return ReplicaCluster.Fate.IN_TIME;
                });
        for (int i = 0; i < 500; i++) {
            what.accept(follower);
            cluster.step();
        }
        return messages;
    }

    /** The same cluster with and without the reads: not one message is more or another. */
    @Test
    void sessionReadsAtAFollowerCostNoMessage() {
        List<ReadRecord> reads = new ArrayList<>();
        List<String> without = messagesWhile(_ -> {});
        List<String> with = messagesWhile(follower -> reads.add(session(follower, 1, LONG)));
        assertEquals(without, with);
        assertFalse(without.isEmpty(), "heartbeats at least");
        for (ReadRecord read : reads) assertEquals(Optional.of("v"), read.value());
    }

    @Test
    void aFollowerThatIsBehindWaitsAndThenShowsWhatTheSessionWrote() {
        cluster.putSurely("k", "old");
        cluster.settle();
        ReplicaMember follower = followerOf(cluster);
        follower.stallStore(true);
        cluster.putSurely("k", "new");
        ReadRecord eventual = new ReadRecord("k");
        follower.post(new Arrival.Read(Arrival.Level.EVENTUAL, eventual));
        ReadRecord read = session(follower, 2, LONG);
        cluster.run(100);
        assertEquals(Optional.of("old"), eventual.value(), "what it has to show else");
        assertFalse(read.isAnswered());
        follower.stallStore(false);
        cluster.runUntil("an answer", read::isAnswered);
        assertEquals(Optional.of("new"), read.value());
    }

    @Test
    void aFollowerThatStaysBehindNamesTheLeader() {
        cluster.putSurely("k", "old");
        cluster.settle();
        ReplicaMember follower = followerOf(cluster);
        follower.stallStore(true);
        cluster.putSurely("k", "new");
        ReadRecord hasty = session(follower, 2, 30_000_000);
        ReadRecord patient = session(follower, 2, LONG);
        cluster.run(40);
        var behind =
                new Failure.Behind(
                        new Floor(0, 2), new Floor(0, 1), Optional.of(cluster.leader().id()));
        assertEquals(Optional.of(behind), hasty.failure());
        assertFalse(patient.isAnswered());
        cluster.run(500);
        assertEquals(Optional.of(behind), patient.failure());
    }

    @Test
    void aFollowerThatNobodyReachesIsBehindAndNotStale() {
        cluster.putSurely("k", "old");
        cluster.settle();
        ReplicaMember follower = followerOf(cluster);
        cluster.members().stream().filter(other -> other != follower).forEach(ReplicaMember::crash);
        ReadRecord read = session(follower, 2, LONG);
        cluster.runUntil("an answer", read::isAnswered);
        assertTrue(read.failure().orElseThrow() instanceof Failure.Behind, read.failure() + "");
    }

    @Test
    void aFloorThatNobodyMadeIsRefusedAtEveryMember() {
        cluster.putSurely("k", "v");
        for (ReplicaMember member : cluster.members()) {
            ReadRecord read = session(member, 2, LONG);
            cluster.runUntil("an answer", read::isAnswered);
            assertEquals(
                    Optional.of(new Failure.FutureFloor(new Floor(0, 2), new Floor(0, 1))),
                    read.failure());
        }
    }

    @Test
    void boundedReadsAskTheLeaderOnlyWhenTheyMust() {
        cluster.putSurely("k", "v");
        cluster.settle();
        ReplicaMember follower = followerOf(cluster);
        cluster.disturb(
                message -> {
                    if (message.getClass().getSimpleName().equals("ReadIndex")) sent.add(message);
                    return ReplicaCluster.Fate.IN_TIME;
                });
        ReadRecord first = bounded(follower, 50);
        cluster.runUntil("an answer", first::isAnswered);
        assertEquals(1, sent.size());
        for (int i = 0; i < 30; i++) {
            ReadRecord next = bounded(follower, 50);
            cluster.step();
            assertEquals(Optional.of("v"), next.value());
        }
        assertEquals(1, sent.size());
        cluster.run(50);
        ReadRecord late = bounded(follower, 50);
        cluster.step();
        assertFalse(late.isAnswered());
        cluster.runUntil("an answer", late::isAnswered);
        assertEquals(2, sent.size());
    }
}
