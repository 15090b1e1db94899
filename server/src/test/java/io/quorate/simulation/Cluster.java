package io.quorate.simulation;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The hosts, the network between them, and the clients. */
final class Cluster {

    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final SimulatedNetwork network;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private int lossesLeft;

    Cluster(List<NodeId> ids, World world) {
        var members = Members.withoutAddresses(ids, List.of());
        for (NodeId id : ids) hosts.add(new SimulatedHost(id, ids, members, world));
        network =
                new SimulatedNetwork(
                        world.swarm(),
                        world.randomness(),
                        world.scheduler(),
                        world.trace(),
                        world.counts(),
                        hosts);
        for (SimulatedHost host : hosts) host.connect(network);
        for (int i = 0; i < world.swarm().clients(); i++) {
            clients.add(new SimulatedClient(i, hosts, world));
        }
        lossesLeft = (ids.size() - 1) / 2;
    }

    List<SimulatedHost> hosts() {
        return hosts;
    }

    SimulatedNetwork network() {
        return network;
    }

    List<SimulatedClient> clients() {
        return clients;
    }

    /** Whether one more node may lose what it promised; a minority at most ever does. */
    boolean mayLoseAnother() {
        if (lossesLeft == 0) return false;
        lossesLeft--;
        return true;
    }

    /** Some host, half of the time the leader's. */
    SimulatedHost anyHost(SplittableRandom random) {
        if (random.nextBoolean()) {
            Optional<SimulatedHost> leader =
                    hosts.stream().filter(SimulatedHost::isLeader).findFirst();
            if (leader.isPresent()) return leader.get();
        }
        return hosts.get(random.nextInt(hosts.size()));
    }

    /** The hosts in random order. */
    List<SimulatedHost> shuffled(SplittableRandom random) {
        List<SimulatedHost> left = new ArrayList<>(hosts);
        List<SimulatedHost> shuffled = new ArrayList<>();
        while (!left.isEmpty()) shuffled.add(left.remove(random.nextInt(left.size())));
        return shuffled;
    }
}
