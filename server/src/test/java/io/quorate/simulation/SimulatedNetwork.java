package io.quorate.simulation;

import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.PeerMessage;

import java.util.List;
import java.util.SplittableRandom;

/** The links between all nodes, each direction on its own. */
final class SimulatedNetwork {

    /** Who receives. */
    interface Receiver {

        /** A message came. */
        void received(int from, PeerMessage message);

        /** The connection on which a peer sends was closed. */
        void closed(int from);

        /** Counts up with every process of the node: a connection does not outlive it. */
        int life();
    }

    private final Link[][] links;
    private final CodecCheck codec;

    SimulatedNetwork(
            Swarm swarm,
            Randomness randomness,
            Scheduler scheduler,
            Trace trace,
            Counts counts,
            List<? extends Receiver> receivers) {
        int size = receivers.size();
        links = new Link[size][size];
        codec = new CodecCheck(swarm.everyNthThroughCodec());
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                if (from == to) continue;
                SplittableRandom random = randomness.of("link", from * size + to);
                links[from][to] =
                        new Link(
                                new Link.Ends(from, to, receivers.get(from), receivers.get(to)),
                                swarm.network(),
                                random,
                                scheduler,
                                trace,
                                counts);
            }
        }
    }

    Link link(int from, int to) {
        return links[from][to];
    }

    /** Takes what a turn sends to one peer. */
    void send(GroupId group, int from, int to, List<PeerMessage> messages) {
        codec.check(group, messages);
        links[from][to].send(messages);
    }

    /** Cuts or heals one direction of a link. Cuts are counted: each is healed on its own. */
    void cut(int from, int to, boolean isCut) {
        if (isCut) links[from][to].cut();
        else links[from][to].heal();
    }

    /** Whether messages pass in this direction. */
    boolean isCut(int from, int to) {
        return links[from][to].isCut();
    }

    /** Every link between these nodes is as good as can be, from now on. */
    void makeGood(List<Integer> nodes) {
        for (int from : nodes) {
            for (int to : nodes) {
                if (from != to) links[from][to].makeGood();
            }
        }
    }

    /** A process ended and its system closes its connections. */
    void closeAllOf(int node) {
        for (int other = 0; other < links.length; other++) {
            if (other == node) continue;
            links[node][other].reset();
            links[other][node].reset();
        }
    }
}
