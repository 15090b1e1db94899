package io.quorate.simulation;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The hosts, the network between them, and the clients. */
final class Cluster {

    private final World world;
    private final List<SimulatedHost> pool = new ArrayList<>();
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final SimulatedNetwork network;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final OpenChanges changes = new OpenChanges();

    /**
     * @param ids of all nodes that the run may have; the first of them are the first members
     */
    Cluster(List<NodeId> ids, Members members, World world) {
        this.world = world;
        int size = world.swarm().size();
        for (NodeId id : ids) {
            Members first = pool.size() < size ? members : Members.NONE;
            pool.add(new SimulatedHost(id, ids, first, world));
        }
        network =
                new SimulatedNetwork(
                        world.swarm(),
                        world.randomness(),
                        world.scheduler(),
                        world.trace(),
                        world.counts(),
                        pool);
        for (SimulatedHost host : pool) host.connect(network);
        hosts.addAll(pool.subList(0, size));
        for (int i = 0; i < world.swarm().clients(); i++) clients.add(client(i));
    }

    /** A client that is told of all nodes that are in use. */
    SimulatedClient client(int number) {
        return new SimulatedClient(number, hosts, pool, world);
    }

    /** All that are in use, or were and may come back. */
    List<SimulatedHost> hosts() {
        return hosts;
    }

    SimulatedNetwork network() {
        return network;
    }

    List<SimulatedClient> clients() {
        return clients;
    }

    SimulatedHost host(NodeId id) {
        for (SimulatedHost host : pool) {
            if (host.id().equals(id)) return host;
        }
        throw new AssertionError("there is no " + id);
    }

    /** Sets up a new node that waits to be added, if there is one left. */
    Optional<SimulatedHost> setUp() {
        for (SimulatedHost host : pool) {
            if (host.wasSetUp()) continue;
            hosts.add(host);
            for (SimulatedClient client : clients) client.hearOf(host);
            host.start();
            return Optional.of(host);
        }
        return Optional.empty();
    }

    /** A removed node is taken out of use. */
    void retire(SimulatedHost host) {
        host.retire();
        hosts.remove(host);
    }

    /** Who has not lost what it promised. */
    Set<NodeId> whole() {
        Set<NodeId> whole = new TreeSet<>();
        for (SimulatedHost host : pool) {
            if (!host.isLost()) whole.add(host.id());
        }
        return whole;
    }

    /** Whether those that have lost nothing can decide. */
    boolean canDecide() {
        return world.invariants().memberships().isQuorumOfAllThatCount(whole());
    }

    /** Whether a node may lose what it promised: the others must be able to go on without it. */
    boolean mayLose(SimulatedHost host) {
        if (host.isLost()) return false;
        Set<NodeId> left = whole();
        left.remove(host.id());
        return world.invariants().memberships().isQuorumOfAllThatCount(left)
                && changes.canAllBeDecidedBy(left);
    }

    /** What an operator asked for and nobody has answered. */
    OpenChanges changes() {
        return changes;
    }

    /** Whether those that have lost nothing could decide once a change is through. */
    boolean survives(Target target) {
        return switch (world.swarm().diskLosses()) {
            case SURVIVABLE -> OpenChanges.canDecide(target, whole());
            case UNBOUNDED -> true;
        };
    }

    /** Some host, half of the time the leader's. */
    SimulatedHost anyHost(SplittableRandom random) {
        if (random.nextBoolean()) {
            Optional<SimulatedHost> leader = leader();
            if (leader.isPresent()) return leader.get();
        }
        return hosts.get(random.nextInt(hosts.size()));
    }

    /** One that leads, if any does. */
    Optional<SimulatedHost> leader() {
        return hosts.stream().filter(SimulatedHost::isLeader).findFirst();
    }

    /** The hosts in random order. */
    List<SimulatedHost> shuffled(SplittableRandom random) {
        List<SimulatedHost> left = new ArrayList<>(hosts);
        List<SimulatedHost> shuffled = new ArrayList<>();
        while (!left.isEmpty()) shuffled.add(left.remove(random.nextInt(left.size())));
        return shuffled;
    }
}
