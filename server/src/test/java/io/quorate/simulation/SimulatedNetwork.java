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

    private final Swarm swarm;
    private final Randomness randomness;
    private final Scheduler scheduler;
    private final Trace trace;
    private final Counts counts;
    private final List<? extends Receiver> receivers;
    private final Link[][] links;
    private final CodecCheck codec;

    SimulatedNetwork(
            Swarm swarm,
            Randomness randomness,
            Scheduler scheduler,
            Trace trace,
            Counts counts,
            List<? extends Receiver> receivers) {
        this.swarm = swarm;
        this.randomness = randomness;
        this.scheduler = scheduler;
        this.trace = trace;
        this.counts = counts;
        this.receivers = receivers;
        links = new Link[receivers.size()][receivers.size()];
        codec = new CodecCheck(swarm.everyNthThroughCodec());
    }

    /** One direction between two nodes; made at its first use. */
    Link link(int from, int to) {
        if (links[from][to] == null) links[from][to] = made(from, to);
        return links[from][to];
    }

    private Link made(int from, int to) {
        SplittableRandom random = randomness.of("link", from * links.length + to);
        var ends = new Link.Ends(from, to, receivers.get(from), receivers.get(to));
        return new Link(ends, swarm.network(), random, scheduler, trace, counts);
    }

    /** Takes what a turn sends to one peer. */
    void send(GroupId group, int from, int to, List<PeerMessage> messages) {
        codec.check(group, messages);
        link(from, to).send(messages);
    }

    /** Cuts or heals one direction of a link. Cuts are counted: each is healed on its own. */
    void cut(int from, int to, boolean isCut) {
        if (isCut) link(from, to).cut();
        else link(from, to).heal();
    }

    /** Every link between these nodes is as good as can be, from now on. */
    void makeGood(List<Integer> nodes) {
        for (int from : nodes) {
            for (int to : nodes) {
                if (from != to) link(from, to).makeGood();
            }
        }
    }

    /** A process ended and its system closes its connections. */
    void closeAllOf(int node) {
        for (int other = 0; other < links.length; other++) {
            if (links[node][other] != null) links[node][other].reset();
            if (links[other][node] != null) links[other][node].reset();
        }
    }
}
