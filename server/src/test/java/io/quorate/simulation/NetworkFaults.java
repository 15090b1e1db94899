package io.quorate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What happens to links. Every cut is healed on its own, some break the connection too. */
final class NetworkFaults {

    private static final long MILLISECOND = 1_000_000;

    private record Direction(int from, int to) {}

    private final World world;
    private final Cluster cluster;
    private final Healing healing;
    private final SplittableRandom random;

    NetworkFaults(World world, Cluster cluster, Healing healing, SplittableRandom random) {
        this.world = world;
        this.cluster = cluster;
        this.healing = healing;
        this.random = random;
    }

    private int size() {
        return cluster.hosts().size();
    }

    private long duration() {
        return Randomness.logarithmic(random, 5 * MILLISECOND, 2_000 * MILLISECOND);
    }

    private void cut(List<Direction> directions, long nanos) {
        if (directions.isEmpty()) return;
        world.saw(Situation.PARTITION);
        boolean closes = random.nextInt(3) == 0;
        for (Direction each : directions) {
            if (closes) cluster.network().link(each.from(), each.to()).reset();
            cluster.network().cut(each.from(), each.to(), true);
        }
        healing.after(
                nanos,
                () -> {
                    for (Direction each : directions) {
                        cluster.network().cut(each.from(), each.to(), false);
                    }
                });
    }

    /** Both directions between two groups of nodes. */
    private static List<Direction> between(List<SimulatedHost> some, List<SimulatedHost> others) {
        List<Direction> directions = new ArrayList<>();
        for (SimulatedHost one : some) {
            for (SimulatedHost other : others) {
                directions.add(new Direction(one.index(), other.index()));
                directions.add(new Direction(other.index(), one.index()));
            }
        }
        return directions;
    }

    void isolate() {
        isolate(cluster.anyHost(random));
    }

    void isolate(SimulatedHost host) {
        if (host.isLeader() && size() > 1) world.saw(Situation.LEADER_ISOLATED);
        List<SimulatedHost> others = new ArrayList<>(cluster.hosts());
        others.remove(host);
        cut(between(List.of(host), others), duration());
    }

    void halve() {
        List<SimulatedHost> all = cluster.shuffled(random);
        int left = all.size() / 2;
        if (left > 0) world.saw(Situation.CLUSTER_HALVED);
        cut(between(all.subList(0, left), all.subList(left, all.size())), duration());
    }

    void oneWay() {
        SimulatedHost host = cluster.anyHost(random);
        boolean isDeaf = random.nextBoolean();
        List<Direction> directions = new ArrayList<>();
        for (SimulatedHost other : cluster.hosts()) {
            if (other == host) continue;
            directions.add(
                    isDeaf
                            ? new Direction(other.index(), host.index())
                            : new Direction(host.index(), other.index()));
        }
        if (!directions.isEmpty()) world.saw(Situation.ONE_WAY_PARTITION);
        cut(directions, duration());
    }

    void partial() {
        List<Direction> directions = new ArrayList<>();
        int nth = 2 + random.nextInt(4);
        for (SimulatedHost from : cluster.hosts()) {
            for (SimulatedHost to : cluster.hosts()) {
                if (from == to || random.nextInt(nth) != 0) continue;
                directions.add(new Direction(from.index(), to.index()));
            }
        }
        if (!directions.isEmpty()) world.saw(Situation.PARTIAL_PARTITION);
        cut(directions, duration());
    }

    void bridge() {
        if (size() < 3) return;
        List<SimulatedHost> all = cluster.shuffled(random);
        world.saw(Situation.BRIDGE_PARTITION);
        int middle = 1 + (all.size() - 1) / 2;
        cut(between(all.subList(1, middle), all.subList(middle, all.size())), duration());
    }

    void flap() {
        if (size() < 2) return;
        List<SimulatedHost> all = cluster.shuffled(random);
        world.saw(Situation.FLAPPING_LINK);
        List<Direction> link = between(all.subList(0, 1), all.subList(1, 2));
        long at = 0;
        for (int i = 5 + random.nextInt(15); i > 0; i--) {
            long down = Randomness.logarithmic(random, MILLISECOND, 200 * MILLISECOND);
            healing.after(at, () -> cut(link, down));
            at += down + Randomness.logarithmic(random, MILLISECOND, 200 * MILLISECOND);
        }
    }

    void reset() {
        if (size() < 2) return;
        List<SimulatedHost> all = cluster.shuffled(random);
        world.saw(Situation.CONNECTION_RESET);
        cluster.network().link(all.get(0).index(), all.get(1).index()).reset();
        if (random.nextBoolean()) {
            cluster.network().link(all.get(1).index(), all.get(0).index()).reset();
        }
    }

    /** Messages between all, or from one to another, travel alone and badly. */
    void disturb() {
        double loss = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.3);
        double repeat = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.5);
        long delay = Randomness.logarithmic(random, MILLISECOND / 10, 100 * MILLISECOND);
        boolean isEverywhere = random.nextBoolean();
        long nanos = duration();
        for (SimulatedHost from : cluster.hosts()) {
            for (SimulatedHost to : cluster.hosts()) {
                if (from == to || !(isEverywhere || random.nextInt(size()) == 0)) continue;
                Link link = cluster.network().link(from.index(), to.index());
                link.disturb(loss, repeat, delay);
                healing.after(nanos, link::calm);
            }
        }
    }

    /**
     * A node is not heard any more, and what is said to it comes about an election timeout late: a
     * leader so goes on for a while by answers that mean nothing any more.
     */
    void hearLate() {
        SimulatedHost host = cluster.anyHost(random);
        if (size() < 2) return;
        world.saw(Situation.NODE_HEARS_LATE);
        long timeout = world.swarm().raft().electionTimeoutNanos();
        long delay = Randomness.logarithmic(random, timeout / 4, 2 * timeout);
        long nanos = Randomness.logarithmic(random, timeout, 6 * timeout);
        List<Direction> directions = new ArrayList<>();
        for (SimulatedHost other : cluster.hosts()) {
            if (other == host) continue;
            directions.add(new Direction(host.index(), other.index()));
            Link back = cluster.network().link(other.index(), host.index());
            back.disturb(0, 0, delay);
            healing.after(nanos, back::calm);
        }
        // What is answered from here on is late; what is sent from then on is not heard.
        healing.after(timeout / 2, () -> cut(directions, nanos));
    }

    void cutClientOff() {
        SimulatedClient client = cluster.clients().get(random.nextInt(cluster.clients().size()));
        world.saw(Situation.CLIENT_CUT_OFF);
        long nanos = duration();
        for (ClientLink link : client.links()) {
            if (random.nextInt(3) == 0) continue;
            link.cut();
            healing.after(nanos, link::heal);
        }
    }
}
