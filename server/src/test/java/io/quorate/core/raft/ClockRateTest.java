package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Proposal;
import io.quorate.core.raft.RaftConfig.ReadLease;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Pitfall 85: three servers whose clocks run at rates of their own. The leader is cut off from the
 * others, they elect another, and the old one is read from: by a lease that is stale only if the
 * clocks differ by more than leases allow for, without one never.
 */
class ClockRateTest {

    private static final List<NodeId> ALL = List.of(Servers.n(1), Servers.n(2), Servers.n(3));
    private static final long MILLISECOND = Servers.MILLISECOND;
    private static final long DEADLINE_MILLIS = 60_000;

    private record InTransit(NodeId from, NodeId to, RaftMessage message) {}

    private static final class Cluster {
        private final TreeMap<NodeId, SimulatedServer> servers = new TreeMap<>();
        private final TreeMap<NodeId, Integer> percents = new TreeMap<>();
        private final ArrayDeque<InTransit> transit = new ArrayDeque<>();
        private Optional<NodeId> cutOff = Optional.empty();
        private Optional<Long> servedAt = Optional.empty();
        private long trueMillis;

        Cluster(ReadLease lease, int percent, int othersPercent) {
            RaftConfig config = RaftConfig.defaults().with(lease);
            Members members = Members.withoutAddresses(ALL, List.of());
            for (NodeId id : ALL) {
                var random = new SplittableRandom(servers.size());
                servers.put(
                        id,
                        new SimulatedServer(id, config, members, random, this::send, this::seen));
                percents.put(id, id.equals(Servers.n(1)) ? percent : othersPercent);
            }
            servers.values().forEach(server -> server.start(now(server)));
        }

        private long now(SimulatedServer server) {
            return trueMillis * MILLISECOND * percents.get(server.id) / 100;
        }

        private void send(NodeId from, NodeId to, RaftMessage message) {
            boolean isCut = cutOff.filter(node -> node.equals(from) || node.equals(to)).isPresent();
            if (!isCut) transit.add(new InTransit(from, to, message));
        }

        private void seen(SimulatedServer server, Effect effect) {
            if (effect instanceof Effect.ServeRead(long ticket, long index)) {
                servedAt = Optional.of(index);
            }
        }

        private void turn(SimulatedServer server, Input input) {
            server.turn(now(server), input);
            while (server.pendingWrites() > 0) server.persistNext(now(server));
        }

        private SimulatedServer server(NodeId id) {
            return servers.get(id);
        }

        /** A millisecond of true time: all notice, and what is sent arrives. */
        private void passes() {
            trueMillis++;
            for (SimulatedServer server : servers.values()) turn(server, new Input.Tick());
            while (!transit.isEmpty()) {
                InTransit next = transit.removeFirst();
                turn(server(next.to()), new Input.Received(next.from(), next.message()));
            }
        }

        private boolean leads(NodeId id) {
            return server(id).engine().status().role() == Role.LEADER;
        }

        private void lead(NodeId id) {
            while (!leads(id)) {
                assertTrue(trueMillis < DEADLINE_MILLIS, id + " does not come to lead");
                passes();
                Optional<NodeId> other = ALL.stream().filter(this::leads).findFirst();
                if (other.isPresent() && !leads(id)) {
                    var transfer = new Input.TransferLeadership(1, Optional.of(id));
                    turn(server(other.get()), transfer);
                }
            }
            for (int i = 0; i < 100; i++) passes();
            assertTrue(leads(id), id + " leads no more");
        }

        /** One of the others leads, and has committed another entry. */
        private long elect(List<NodeId> others) {
            while (others.stream().noneMatch(this::leads)) {
                assertTrue(trueMillis < DEADLINE_MILLIS, "nobody else comes to lead");
                passes();
            }
            SimulatedServer leader = server(others.stream().filter(this::leads).findFirst().get());
            turn(leader, new Input.Propose(List.of(new Proposal(1, Bytes.utf8("news")))));
            long news = leader.engine().status().lastIndex();
            while (leader.engine().status().commitIndex() < news) passes();
            return news;
        }
    }

    /** At which index n1 serves a read after n2 or n3 committed news, and at which the news is. */
    private record Read(Optional<Long> servedAt, long news) {}

    private static Read readOfDeposed(ReadLease lease, int percent, int othersPercent) {
        var cluster = new Cluster(lease, percent, othersPercent);
        NodeId n1 = ALL.getFirst();
        cluster.lead(n1);
        cluster.cutOff = Optional.of(n1);
        long news = cluster.elect(ALL.subList(1, 3));
        cluster.server(n1).read(cluster.now(cluster.server(n1)));
        return new Read(cluster.servedAt, news);
    }

    /** The bound is there for a reason: this is what it keeps away. */
    @Test
    void aLeaseFarOutsideItsBoundServesAStaleRead() {
        Read read = readOfDeposed(ReadLease.ON, 50, 200);
        assertTrue(read.servedAt().orElseThrow() < read.news(), read.toString());
    }

    @ParameterizedTest
    @CsvSource({"95, 105", "100, 100", "105, 95"})
    void aLeaseWithinItsBoundServesNoStaleRead(int percent, int othersPercent) {
        Read read = readOfDeposed(ReadLease.ON, percent, othersPercent);
        assertEquals(Optional.empty(), read.servedAt(), read.toString());
    }

    @ParameterizedTest
    @CsvSource({"50, 200", "50, 100", "100, 100", "200, 100", "200, 50"})
    void withoutLeasesNoReadIsStaleWhateverTheClocksDo(int percent, int othersPercent) {
        Read read = readOfDeposed(ReadLease.OFF, percent, othersPercent);
        assertEquals(Optional.empty(), read.servedAt(), read.toString());
    }
}
