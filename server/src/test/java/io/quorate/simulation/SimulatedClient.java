package io.quorate.simulation;

import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Routing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One client process: the routing that its callers share, its connections, and the calls that wait
 * for a leader, as the Java client has them.
 */
final class SimulatedClient {

    private final int number;
    private final Routing routing;
    private final List<ClientLink> links = new ArrayList<>();
    private final Set<Conversation<?>> waiting = new LinkedHashSet<>();

    /**
     * @param known whom the client is told of at first
     * @param all that there may ever be
     */
    SimulatedClient(int number, List<SimulatedHost> known, List<SimulatedHost> all, World world) {
        this.number = number;
        SplittableRandom random = world.randomness().of("client", number);
        List<String> addresses = new ArrayList<>();
        for (SimulatedHost host : known) addresses.add(Refusals.address(host.id()));
        for (int i = addresses.size(); i > 1; i--) {
            addresses.add(addresses.remove(random.nextInt(i)));
        }
        routing = new Routing(addresses, random.split());
        for (SimulatedHost host : all) links.add(new ClientLink(host, world, random.split()));
    }

    /** Somebody tells the client of a new node. */
    void hearOf(SimulatedHost host) {
        routing.endpointOf(Refusals.address(host.id()));
    }

    int number() {
        return number;
    }

    Routing routing() {
        return routing;
    }

    Set<Conversation<?>> waiting() {
        return waiting;
    }

    List<ClientLink> links() {
        return links;
    }

    ClientLink link(Endpoint endpoint) {
        for (ClientLink link : links) {
            if (Refusals.address(link.host().id()).equals(endpoint.address())) return link;
        }
        throw new AssertionError("nobody is at " + endpoint);
    }

    /** A call found the leader: those who wait need not. */
    void wakeWaiting(World world) {
        for (Conversation<?> call : List.copyOf(waiting)) {
            world.saw(Situation.CALL_WOKEN_BY_ANOTHER);
            call.leaderFound();
        }
    }
}
