package io.quorate.replica;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Recovered;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Keyspaces;
import io.quorate.replica.snapshot.SnapshotMessage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Replicas over journals and stores in memory, moved by hand on one thread by virtual time: each
 * step is a millisecond, in which messages of the step before arrive, disks finish and turns run.
 */
final class ReplicaCluster {

    /** Makes the engine that is under test. */
    interface Engines {
        Engine make(NodeId self, Recovered recovered);
    }

    private static final long STEP_NANOS = 1_000_000;
    private static final int STEPS_MAX = 60_000;

    private record Flying(NodeId from, NodeId to, PeerMessage message) {}

    /** What becomes of a message. */
    enum Fate {
        IN_TIME,
        LATE,
        TWICE,
        LOST,
        /** A bit of its content is another. */
        DAMAGED
    }

    private final List<ReplicaMember> members = new ArrayList<>();
    private final List<Flying> network = new ArrayList<>();
    private final List<Flying> late = new ArrayList<>();
    private Function<PeerMessage, Fate> fates = _ -> Fate.IN_TIME;
    private long nowNanos;

    ReplicaCluster(int size, Limits limits, Engines engines) {
        this(size, _ -> limits, engines);
    }

    /** Members need not have the same limits. */
    ReplicaCluster(int size, Function<NodeId, Limits> limits, Engines engines) {
        var ids = new TreeSet<NodeId>();
        for (int i = 1; i <= size; i++) ids.add(new NodeId("n" + i));
        Members first = Members.withoutAddresses(ids, List.of());
        for (NodeId id : ids) {
            members.add(
                    new ReplicaMember(
                            id,
                            limits.apply(id),
                            recovered -> engines.make(id, recovered),
                            first,
                            outbox(id)));
        }
    }

    private Outbox outbox(NodeId from) {
        return new Outbox() {
            @Override
            public void send(GroupId group, NodeId to, PeerMessage message) {
                var flying = new Flying(from, to, message);
                switch (fates.apply(message)) {
                    case IN_TIME -> network.add(flying);
                    case LATE -> late.add(flying);
                    case LOST -> {}
                    case TWICE -> {
                        network.add(flying);
                        network.add(flying);
                    }
                    case DAMAGED -> network.add(new Flying(from, to, damaged(message)));
                }
            }

            @Override
            public void flush() {}
        };
    }

    private static PeerMessage damaged(PeerMessage message) {
        if (!(message instanceof SnapshotMessage.Chunk chunk)) return message;
        byte[] content = chunk.content().toArray();
        content[content.length / 2] ^= 4;
        return new SnapshotMessage.Chunk(
                chunk.snapshot(), chunk.file(), chunk.offset(), chunk.crc(), Bytes.wrap(content));
    }

    /** From here on each message has the fate that is said. */
    void disturb(Function<PeerMessage, Fate> ofMessages) {
        fates = ofMessages;
    }

    List<ReplicaMember> members() {
        return members;
    }

    /** One millisecond. */
    void step() {
        nowNanos += STEP_NANOS;
        List<Flying> arriving = List.copyOf(network);
        network.clear();
        network.addAll(late);
        late.clear();
        for (Flying flying : arriving) {
            member(flying.to()).post(new Arrival.FromPeer(flying.from(), flying.message()));
        }
        for (ReplicaMember member : members) member.step(nowNanos);
    }

    /** Steps until something is so; a cluster that does not get there in a minute is stuck. */
    void runUntil(String what, BooleanSupplier isSo) {
        for (int steps = 0; !isSo.getAsBoolean(); steps++) {
            if (steps == STEPS_MAX) throw new AssertionError("never: " + what);
            step();
        }
    }

    void run(int milliseconds) {
        for (int i = 0; i < milliseconds; i++) step();
    }

    /** The one that leads, once it knows that it does. */
    ReplicaMember leader() {
        runUntil("a leader", () -> findLeader().isPresent());
        return findLeader().orElseThrow();
    }

    private Optional<ReplicaMember> findLeader() {
        return members.stream()
                .filter(ReplicaMember::isUp)
                .filter(member -> member.status().engine().role() == EngineStatus.Role.LEADER)
                .findFirst();
    }

    /** Offers a write to a member and answers what becomes of it. */
    WriteRecord put(ReplicaMember member, String key, String value) {
        var put = new Command.Put(Keyspaces.DEFAULT, Bytes.utf8(key), Bytes.utf8(value));
        var record = new WriteRecord();
        member.post(new Arrival.Write(CommandCodec.encode(put), record));
        return record;
    }

    /** Writes through whoever leads until it is done. */
    void putSurely(String key, String value) {
        WriteRecord written = put(leader(), key, value);
        runUntil("an answer to " + key, written::isAnswered);
        if (!written.isDone()) putSurely(key, value);
    }

    /** Steps until every member that is up has applied as much as the one that has most. */
    void settle() {
        runUntil(
                "equal states",
                () ->
                        members.stream()
                                        .filter(ReplicaMember::isUp)
                                        .map(member -> member.status().appliedIndex())
                                        .distinct()
                                        .count()
                                == 1);
    }

    private ReplicaMember member(NodeId id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst().orElseThrow();
    }
}
