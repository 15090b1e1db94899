package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Proposal;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Links break one by one, so that nodes see different parts of the cluster. Wherever some node
 * still reaches a quorum, one that does is to lead, and to stay; every set of broken links among
 * three, four and five nodes is tried, with a leader that had been elected before.
 */
class PartialPartitionTest {

    private static final long MILLISECOND = 1_000_000;
    private static final int TICK_MILLIS = 10;

    /** What a network of fixed links does in so many milliseconds. */
    private static final class Network {
        final TreeMap<NodeId, SimulatedServer> servers = new TreeMap<>();
        final TreeSet<String> broken = new TreeSet<>();
        private List<Runnable> flying = new ArrayList<>();
        private long nowNanos = MILLISECOND;

        Network(int size) {
            var ids = new TreeSet<NodeId>();
            for (int i = 1; i <= size; i++) ids.add(Servers.n(i));
            for (NodeId id : ids) {
                servers.put(
                        id,
                        new SimulatedServer(
                                id,
                                RaftConfig.defaults(),
                                Members.withoutAddresses(ids, List.of()),
                                new SplittableRandom(id.hashCode()),
                                this::send,
                                (server, effect) -> {}));
            }
            for (SimulatedServer server : servers.values()) server.start(nowNanos);
        }

        private void send(NodeId from, NodeId to, RaftMessage message) {
            flying.add(
                    () -> {
                        if (broken.contains(link(from, to))) return;
                        servers.get(to).turn(nowNanos, new Input.Received(from, message));
                    });
        }

        /** Both ends see the connection close, or find out by silence. */
        void breakLink(String link, boolean isSeen) {
            broken.add(link);
            if (!isSeen) return;
            String[] ends = link.split("-", -1);
            closed(new NodeId(ends[0]), new NodeId(ends[1]));
            closed(new NodeId(ends[1]), new NodeId(ends[0]));
        }

        private void closed(NodeId node, NodeId peer) {
            servers.get(node).turn(nowNanos, new Input.ConnectionClosed(peer));
        }

        static String link(NodeId one, NodeId other) {
            return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
        }

        void run(int millis) {
            for (int passed = 0; passed < millis; passed += TICK_MILLIS) {
                nowNanos += TICK_MILLIS * MILLISECOND;
                for (SimulatedServer server : servers.values()) {
                    server.turn(nowNanos, new Input.Tick());
                }
                for (int hops = 0; hops < 8; hops++) {
                    List<Runnable> arriving = flying;
                    flying = new ArrayList<>();
                    arriving.forEach(Runnable::run);
                    for (SimulatedServer server : servers.values()) {
                        while (server.pendingWrites() > 0) server.persistNext(nowNanos);
                    }
                }
            }
        }

        boolean reachesQuorum(NodeId node) {
            long reached =
                    servers.keySet().stream()
                            .filter(other -> other.equals(node) || isLinked(node, other))
                            .count();
            return 2 * reached > servers.size();
        }

        private boolean isLinked(NodeId one, NodeId other) {
            return !broken.contains(link(one, other));
        }

        /** Who leads in the latest term. */
        Optional<SimulatedServer> leader() {
            SimulatedServer newest = null;
            for (SimulatedServer server : servers.values()) {
                var status = server.engine().status();
                if (status.role() != Role.LEADER) continue;
                if (newest == null || newest.engine().status().round() < status.round()) {
                    newest = server;
                }
            }
            return Optional.ofNullable(newest);
        }

        long highestTerm() {
            return servers.values().stream()
                    .mapToLong(server -> server.engine().status().round())
                    .max()
                    .orElseThrow();
        }

        void propose(SimulatedServer leader, String command) {
            var proposal = new Proposal(leader.nextRequest(), Bytes.utf8(command));
            leader.turn(nowNanos, new Input.Propose(List.of(proposal)));
        }
    }

    private static List<String> links(int size) {
        var links = new ArrayList<String>();
        for (int i = 1; i <= size; i++) {
            for (int j = i + 1; j <= size; j++) {
                links.add(Network.link(Servers.n(i), Servers.n(j)));
            }
        }
        return links;
    }

    private static int everySetOfBrokenLinks(int size) {
        List<String> links = links(size);
        int withQuorum = 0;
        for (int set = 0; set < 1 << links.size(); set++) {
            var network = new Network(size);
            network.run(1_500);
            assertTrue(network.leader().isPresent());
            for (int i = 0; i < links.size(); i++) {
                if ((set & 1 << i) != 0)
                    network.breakLink(links.get(i), Integer.bitCount(set) % 2 == 0);
            }
            if (network.servers.keySet().stream().noneMatch(network::reachesQuorum)) continue;
            withQuorum++;
            network.run(3_000);
            demandStableLeader(network);
        }
        return withQuorum;
    }

    private static void demandStableLeader(Network network) {
        SimulatedServer leader = network.leader().orElseThrow(() -> stuck(network));
        assertTrue(network.reachesQuorum(leader.id), () -> leader.id + ": " + network.broken);
        long term = network.highestTerm();
        assertEquals(leader.engine().status().round(), term, () -> "" + network.broken);
        network.propose(leader, "after");
        network.run(1_000);
        assertEquals(leader.id, network.leader().orElseThrow(() -> stuck(network)).id);
        assertEquals(term, network.highestTerm(), () -> "terms grow: " + network.broken);
        var status = leader.engine().status();
        assertEquals(status.lastIndex(), status.commitIndex(), () -> "" + network.broken);
    }

    private static AssertionError stuck(Network network) {
        return new AssertionError("nobody leads, broken: " + network.broken);
    }

    @Test
    void amongThreeNodesALeaderThatReachesAQuorumComesAndStays() {
        assertEquals(7, everySetOfBrokenLinks(3));
    }

    @Test
    void amongFourNodesALeaderThatReachesAQuorumComesAndStays() {
        assertEquals(54, everySetOfBrokenLinks(4));
    }

    @Test
    void amongFiveNodesALeaderThatReachesAQuorumComesAndStays() {
        assertEquals(998, everySetOfBrokenLinks(5));
    }
}
