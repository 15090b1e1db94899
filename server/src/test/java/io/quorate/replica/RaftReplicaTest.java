package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;
import io.quorate.core.raft.RaftMessage;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.SplittableRandom;

/** The replica and the journal under Raft. */
final class RaftReplicaTest extends ReplicaContract {

    @Override
    Engine engine(NodeId self, Recovered recovered) {
        var random = new SplittableRandom(self.hashCode());
        return new RaftEngine(RaftConfig.defaults(), self, recovered, random);
    }

    @Test
    void theJournalGivesUpWhatIsDurablyAppliedHereAndDurableEverywhere() {
        ReplicaCluster cluster = cluster(flushingAt(20_000));
        for (int i = 0; i < 4_000; i++) cluster.put(cluster.leader(), "k" + i, "v".repeat(100));
        cluster.settle();
        cluster.runUntil(
                "shorter journals",
                () ->
                        cluster.members().stream()
                                .allMatch(member -> member.journalFirstIndex() > 1));
    }

    @Test
    void aLeaderWhoseJournalHasNoRoomLetsAnotherLead() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        ReplicaMember full = cluster.leader();
        cluster.putSurely("warm", "up");
        full.post(new Arrival.JournalRoom(false));

        cluster.runUntil("another leader", () -> isLedByAnother(cluster, full));
        WriteRecord write = cluster.put(cluster.leader(), "k", "v");
        cluster.runUntil("an answer", write::isDone);
    }

    /** The two without room would hand over to each other for ever. */
    @Test
    void aLeadershipGoesRoundUntilSomebodyHasRoom() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        ReplicaMember hasRoom = cluster.members().getLast();
        hasRoom.post(new Arrival.JournalRoom(false));
        cluster.runUntil("another leader", () -> isLedByAnother(cluster, hasRoom));
        hasRoom.post(new Arrival.JournalRoom(true));
        for (ReplicaMember member : cluster.members()) {
            if (member != hasRoom) member.post(new Arrival.JournalRoom(false));
        }

        cluster.runUntil("a leader with room", () -> cluster.leader() == hasRoom);
    }

    /**
     * Its followers answer, so it keeps all others from leading, and get nothing onto their disks.
     */
    @Test
    void aLeaderThatGetsNothingCommittedLetsAnotherLead() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        ReplicaMember leader = cluster.leader();
        cluster.putSurely("warm", "up");
        long term = leader.status().engine().round();
        cluster.disturb(
                message ->
                        message instanceof RaftMessage.AppendEntries append
                                        && append.term() == term
                                        && !append.entries().isEmpty()
                                ? ReplicaCluster.Fate.LOST
                                : ReplicaCluster.Fate.IN_TIME);
        cluster.put(leader, "k", "v");

        cluster.runUntil("another leader", () -> isLedByAnother(cluster, leader));
        cluster.putSurely("k", "w");
    }

    /** Whoever it could hand over to may lack too much of the log, and reach one that does not. */
    @Test
    void aLeaderWithoutRoomResignsIfNobodyTakesOver() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        ReplicaMember full = cluster.leader();
        cluster.putSurely("warm", "up");
        cluster.disturb(
                message ->
                        message instanceof RaftMessage.TimeoutNow
                                ? ReplicaCluster.Fate.LOST
                                : ReplicaCluster.Fate.IN_TIME);
        full.post(new Arrival.JournalRoom(false));

        cluster.runUntil("another leader", () -> isLedByAnother(cluster, full));
    }

    @Test
    void aFollowerWithoutRoomNamesTheLeaderAllTheSame() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        ReplicaMember leader = cluster.leader();
        cluster.putSurely("warm", "up");
        cluster.settle();
        ReplicaMember full =
                cluster.members().stream().filter(other -> other != leader).findFirst().get();
        full.post(new Arrival.JournalRoom(false));

        WriteRecord write = cluster.put(full, "k", "v");
        cluster.runUntil("an answer", write::isAnswered);
        assertEquals(new Failure.NotLeader(Optional.of(leader.id())), write.failure().get());
    }

    /** A caller that took it for the leader would ask it for ever. */
    @Test
    void whoHasTooMuchToDoAndDoesNotLeadNamesTheLeader() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        ReplicaMember leader = cluster.leader();
        cluster.putSurely("warm", "up");
        cluster.settle();
        ReplicaMember follower =
                cluster.members().stream().filter(other -> other != leader).findFirst().get();

        var names = new Failure.NotLeader(Optional.of(leader.id()));
        var overloaded = new Failure.Overloaded("mailbox");
        assertEquals(names, writeRefusedBy(follower));
        assertEquals(overloaded, writeRefusedBy(leader));
        assertEquals(names, readRefusedBy(follower, Arrival.Level.LINEARIZABLE));
        assertEquals(overloaded, readRefusedBy(follower, Arrival.Level.EVENTUAL));
    }

    private static Failure writeRefusedBy(ReplicaMember member) {
        var write = new WriteRecord();
        member.refuse(new Arrival.Write(Bytes.utf8("never decoded"), write));
        return write.failure().orElseThrow();
    }

    private static Failure readRefusedBy(ReplicaMember member, Arrival.Level level) {
        var read = new ReadRecord("k");
        member.refuse(new Arrival.Read(level, read));
        return read.failure().orElseThrow();
    }

    @Test
    void aReadOfThePastWaitsUntilItsRevisionIsHere() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        for (int i = 1; i <= 30; i++) cluster.putSurely("k", "v" + i);
        for (ReplicaMember member : cluster.members()) {
            var read = new ReadRecord("k");
            member.post(new Arrival.ReadPast(30, read));
            cluster.runUntil("an answer", read::isAnswered);
            assertEquals(Optional.of("v30"), read.value(), member.id().toString());
        }
    }

    @Test
    void aReadOfARevisionThatWasNeverMadeIsRefused() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        cluster.putSurely("k", "v");
        for (ReplicaMember member : cluster.members()) {
            var read = new ReadRecord("k");
            member.post(new Arrival.ReadPast(2, read));
            cluster.runUntil("an answer", read::isAnswered);
            assertEquals(Optional.of(new Failure.FutureRevision(2, 1)), read.failure());
        }
    }

    @Test
    void aLeaderWhoseStoreTakesNothingForLongLetsAnotherLead() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        ReplicaMember stuck = cluster.leader();
        cluster.putSurely("warm", "up");
        stuck.stallStore(true);
        WriteRecord lost = cluster.put(stuck, "k", "v");

        cluster.runUntil("another leader", () -> isLedByAnother(cluster, stuck));
        cluster.runUntil("an answer", () -> lost.failure().isPresent());
        assertTrue(lost.failure().orElseThrow() instanceof Failure.OutcomeUnknown);
        WriteRecord write = cluster.put(cluster.leader(), "k", "w");
        cluster.runUntil("an answer", write::isDone);
    }

    @Test
    void aMemberWhoseJournalLostRecordsIsMendedByTheOthersAndCountsAgain() {
        ReplicaCluster cluster = cluster(Limits.defaults());
        for (int i = 0; i < 100; i++) cluster.putSurely("k" + i, "before");
        ReplicaMember damaged = cluster.leader();
        cluster.settle();
        damaged.crash();
        damaged.loseRecord();
        cluster.putSurely("k0", "meanwhile");
        damaged.start();
        assertEquals(EngineStatus.Role.MENDING, damaged.status().engine().role());

        cluster.runUntil(
                "a whole member",
                () -> damaged.status().engine().role() != EngineStatus.Role.MENDING);
        ReplicaMember other =
                cluster.members().stream()
                        .filter(member -> member != damaged && member != cluster.leader())
                        .findFirst()
                        .get();
        cluster.settle();
        other.crash();
        cluster.putSurely("k1", "after");
        damaged.crash();
        damaged.start();
        cluster.putSurely("k2", "after");
        cluster.settle();
        assertEquals(Optional.of("meanwhile"), damaged.get("k0"));
        assertEquals(Optional.of("after"), damaged.get("k1"));
        assertEquals(Optional.of("before"), damaged.get("k99"));
    }

    private static boolean isLedByAnother(ReplicaCluster cluster, ReplicaMember than) {
        return cluster.members().stream()
                .filter(member -> member != than)
                .anyMatch(member -> member.status().engine().role() == EngineStatus.Role.LEADER);
    }
}
