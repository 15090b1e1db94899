package io.quorate.core.raft;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Proposal;
import io.quorate.core.raft.RaftConfig.ReadLease;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One random run: servers over a network that loses, delays, repeats, reorders and cuts messages,
 * with crashes that lose what is not durable. How much of each is drawn from the seed too. After
 * every event the {@link Properties} are checked; then everything heals, and progress is demanded.
 */
final class RandomCluster {

    private static final long MILLISECOND = 1_000_000;
    private static final int EVENTS = 4_000;

    private sealed interface Happening {
        record Deliver(NodeId from, NodeId to, RaftMessage message) implements Happening {}

        record Tick(NodeId node) implements Happening {}

        record DiskAnswers(NodeId node, int life) implements Happening {}

        record Starts(NodeId node) implements Happening {}
    }

    private record Scheduled(long atNanos, long order, Happening happening)
            implements Comparable<Scheduled> {
        @Override
        public int compareTo(Scheduled other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final SplittableRandom random;
    private final SplittableRandom network;
    private final TreeMap<NodeId, SimulatedServer> servers = new TreeMap<>();
    private final TreeMap<NodeId, Integer> lives = new TreeMap<>();
    private final PriorityQueue<Scheduled> schedule = new PriorityQueue<>();
    private final TreeSet<String> cutLinks = new TreeSet<>();
    private final Properties properties;
    private final Churn churn;
    private final TreeMap<String, Long> readFloors = new TreeMap<>();

    private final double loss;
    private final double repeat;
    private final long delayMaxNanos;
    private final long diskMaxNanos;
    private final double crash;
    private final double hole;
    private final double cut;
    private final double pause;
    private final double close;
    private final long tickMaxNanos;
    private final TreeMap<NodeId, Long> pausedUntil = new TreeMap<>();
    private long nowNanos = 1;
    private long order;
    private boolean isHealed;
    private long commands;
    private int mended;

    /** Three or five servers, always the same. */
    RandomCluster(long seed) {
        this(seed, Churn.NONE, 0);
    }

    /** Servers that come and go. */
    RandomCluster(long seed, Churn churn) {
        this(seed, churn, 0);
    }

    /** The same servers, whose disks lose records when they crash: a minority's at a time. */
    static RandomCluster withHoles(long seed) {
        return new RandomCluster(seed, Churn.NONE, 0.5);
    }

    private RandomCluster(long seed, Churn churn, double hole) {
        this.churn = churn;
        this.hole = hole;
        random = new SplittableRandom(seed);
        network = random.split();
        loss = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.3);
        repeat = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.3);
        delayMaxNanos = MILLISECOND * (1 + random.nextInt(random.nextBoolean() ? 20 : 400));
        diskMaxNanos = MILLISECOND * (1 + random.nextInt(random.nextBoolean() ? 5 : 200));
        crash = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.02);
        cut = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.02);
        pause = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.01);
        close = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.05);
        tickMaxNanos = MILLISECOND * (5 + random.nextInt(45));
        int size = random.nextBoolean() ? 3 : 5;
        var ids = new TreeSet<NodeId>();
        for (int i = 1; i <= size; i++) ids.add(new NodeId("n" + i));
        var bounds = random.nextBoolean() ? RaftConfig.defaults() : tightConfig();
        var config = bounds.with(ReadLease.values()[random.nextInt(2)]);
        Members first = Members.withoutAddresses(ids, List.of());
        properties = new Properties(first);
        for (NodeId id : ids) servers.put(id, server(id, config, first));
        for (NodeId id : churn.laterIds()) servers.put(id, server(id, config, Members.NONE));
        for (NodeId id : servers.keySet()) lives.put(id, 0);
    }

    private SimulatedServer server(NodeId id, RaftConfig config, Members first) {
        var server =
                new SimulatedServer(id, config, first, random.split(), this::send, this::observe);
        if (!churn.laterIds().isEmpty() || hole > 0) server.keepsAll();
        return server;
    }

    /** Windows and caches so small that their bounds are met all the time. */
    private RaftConfig tightConfig() {
        return RaftConfig.defaults()
                .with(
                        new RaftConfig.Bounds(
                                1 + random.nextInt(4),
                                1 + random.nextInt(400),
                                1 + random.nextInt(200),
                                1000,
                                2_000,
                                20,
                                1 + random.nextInt(300),
                                random.nextInt(200),
                                4,
                                1 + random.nextInt(3)));
    }

    void run() {
        for (SimulatedServer server : servers.values()) begin(server);
        for (int i = 0; i < EVENTS; i++) {
            disturb();
            next();
        }
        heal();
    }

    private void begin(SimulatedServer server) {
        server.start(nowNanos);
        scheduleDisk(server);
        after(MILLISECOND * 2, new Happening.Tick(server.id));
    }

    private void after(long nanos, Happening happening) {
        schedule.add(new Scheduled(nowNanos + nanos, order++, happening));
    }

    private void next() {
        Scheduled scheduled = schedule.remove();
        nowNanos = Math.max(nowNanos, scheduled.atNanos());
        long pauseEnds = pausedUntil.getOrDefault(whose(scheduled.happening()), 0L);
        if (pauseEnds > nowNanos) {
            // What comes during a pause comes right after it, in any order.
            long jitter = random.nextLong(MILLISECOND);
            after(pauseEnds - nowNanos + jitter, scheduled.happening());
            return;
        }
        switch (scheduled.happening()) {
            case Happening.Deliver(NodeId from, NodeId to, RaftMessage message) -> {
                if (!isCut(from, to)) turn(servers.get(to), new Input.Received(from, message));
            }
            case Happening.Tick(NodeId node) -> {
                turn(servers.get(node), new Input.Tick());
                after(1 + random.nextLong(tickMaxNanos), scheduled.happening());
            }
            case Happening.DiskAnswers(NodeId node, int life) -> {
                SimulatedServer server = servers.get(node);
                if (server.isUp() && lives.get(node) == life && server.pendingWrites() > 0) {
                    server.persistNext(nowNanos);
                    if (server.pendingWrites() > 0) scheduleDisk(server);
                }
            }
            case Happening.Starts(NodeId node) -> {
                if (!servers.get(node).isUp()) begin(servers.get(node));
            }
        }
        properties.check(servers.values());
    }

    private static NodeId whose(Happening happening) {
        return switch (happening) {
            case Happening.Deliver(NodeId from, NodeId to, RaftMessage message) -> to;
            case Happening.Tick(NodeId node) -> node;
            case Happening.DiskAnswers(NodeId node, int life) -> node;
            case Happening.Starts(NodeId node) -> node;
        };
    }

    private boolean isRunning(SimulatedServer server) {
        return server.isUp() && pausedUntil.getOrDefault(server.id, 0L) <= nowNanos;
    }

    private void turn(SimulatedServer server, Input input) {
        if (!isRunning(server)) return;
        int before = server.pendingWrites();
        server.turn(nowNanos, input);
        if (before == 0 && server.pendingWrites() > 0) scheduleDisk(server);
    }

    private void scheduleDisk(SimulatedServer server) {
        long delay = isHealed ? MILLISECOND : random.nextLong(diskMaxNanos) + 1;
        after(delay, new Happening.DiskAnswers(server.id, lives.get(server.id)));
    }

    private void send(NodeId from, NodeId to, RaftMessage message) {
        if (isCut(from, to) || (!isHealed && network.nextDouble() < loss)) return;
        long delayMax = isHealed ? MILLISECOND : delayMaxNanos;
        after(network.nextLong(delayMax) + 1, new Happening.Deliver(from, to, message));
        if (!isHealed && network.nextDouble() < repeat) {
            after(network.nextLong(3 * delayMax) + 1, new Happening.Deliver(from, to, message));
        }
    }

    private boolean isCut(NodeId from, NodeId to) {
        return cutLinks.contains(from + ">" + to);
    }

    private void disturb() {
        SimulatedServer server = anyServer();
        if (random.nextDouble() < crash && server.isUp()) crash(server);
        if (random.nextDouble() < cut) cutSome();
        if (random.nextDouble() < 2 * cut) cutLinks.clear();
        if (random.nextInt(10) == 0) propose(server);
        if (random.nextInt(20) == 0) read(server);
        if (random.nextDouble() < close) {
            turn(server, new Input.ConnectionClosed(anyServer().id));
        }
        churn.disturb(random, server).ifPresent(input -> turn(server, input));
        if (random.nextDouble() < pause) {
            pausedUntil.put(server.id, nowNanos + random.nextLong(1_500 * MILLISECOND));
        }
    }

    private SimulatedServer anyServer() {
        var all = List.copyOf(servers.values());
        return all.get(random.nextInt(all.size()));
    }

    private void crash(SimulatedServer server) {
        lives.merge(server.id, 1, Integer::sum);
        readFloors.keySet().removeIf(key -> key.startsWith(server.id + "/"));
        server.crash(random.nextLong(server.applied.size() + 1));
        if (hole > 0 && mayLose(server) && random.nextDouble() < hole) server.loseRecords();
        properties.crashed(server);
        schedule.removeIf(
                scheduled ->
                        scheduled.happening() instanceof Happening.Tick(NodeId node)
                                && node.equals(server.id));
        after(MILLISECOND * (1 + random.nextInt(2_000)), new Happening.Starts(server.id));
    }

    private boolean mayLose(SimulatedServer server) {
        long others =
                servers.values().stream()
                        .filter(other -> other != server && other.isMending())
                        .count();
        return 2 * (others + 1) < servers.size();
    }

    /** How often a server became whole again. */
    int mended() {
        return mended;
    }

    /** Cuts one link, in one direction, or all links of a node, in one direction or both. */
    private void cutSome() {
        NodeId one = anyServer().id;
        int kind = random.nextInt(4);
        for (NodeId other : servers.keySet()) {
            if (kind == 3 && random.nextInt(servers.size()) != 0) continue;
            if (kind != 0) cutLinks.add(one + ">" + other);
            if (kind != 1) cutLinks.add(other + ">" + one);
        }
    }

    private void propose(SimulatedServer server) {
        var proposals = new ArrayList<Proposal>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Bytes command = Bytes.utf8("c" + commands++ + "x".repeat(random.nextInt(100)));
            proposals.add(new Proposal(server.nextRequest(), command));
        }
        turn(server, new Input.Propose(proposals));
    }

    private void read(SimulatedServer server) {
        if (!isRunning(server)) return;
        long floor = properties.committedIndex();
        // The ticket's answer may come within the turn, so the floor is noted under the next one.
        readFloors.put(server.id + "/" + server.nextReadTicket(), floor);
        int before = server.pendingWrites();
        server.read(nowNanos);
        if (before == 0 && server.pendingWrites() > 0) scheduleDisk(server);
    }

    private void observe(SimulatedServer server, Effect effect) {
        properties.observe(server, effect);
        churn.observe(server.id, effect);
        if (effect instanceof Effect.Note(Event.Mended _)) mended++;
        if (effect instanceof Effect.ServeRead(long ticket, long index)) {
            Long floor = readFloors.remove(server.id + "/" + ticket);
            Properties.require(floor != null, "%s answers read %s twice", server.id, ticket);
            Properties.require(
                    index >= floor,
                    "%s serves read %s at %s, but %s was committed before it came",
                    server.id,
                    ticket,
                    index,
                    floor);
        } else if (effect instanceof Effect.RefuseRead(long ticket, var refusal)) {
            Properties.require(
                    readFloors.remove(server.id + "/" + ticket) != null,
                    "%s answers read %s twice: %s",
                    server.id,
                    ticket,
                    refusal);
        }
    }

    /** Heals all; then a command proposed anew must be applied everywhere, soon. */
    private void heal() {
        isHealed = true;
        cutLinks.clear();
        pausedUntil.clear();
        for (SimulatedServer server : servers.values()) {
            if (!server.isUp()) begin(server);
        }
        long deadline = nowNanos + 20_000 * MILLISECOND;
        Bytes last = Bytes.utf8("the last command");
        long proposedAt = 0;
        for (int i = 0; i % 32 != 0 || !isAppliedEverywhere(last); i++) {
            Properties.require(nowNanos < deadline, "no progress after healing: %s", statuses());
            if (nowNanos - proposedAt > 1_000 * MILLISECOND) {
                proposedAt = nowNanos;
                for (SimulatedServer server : servers.values()) {
                    if (server.engine().status().role() == EngineStatus.Role.LEADER) {
                        var proposal = new Proposal(server.nextRequest(), last);
                        turn(server, new Input.Propose(List.of(proposal)));
                    }
                }
            }
            next();
        }
        Properties.require(readsAreAnswered(), "reads without an answer: %s", readFloors);
    }

    /** Every read gets an answer, if only a refusal, an election timeout after the last pause. */
    private boolean readsAreAnswered() {
        long deadline = nowNanos + 3_000 * MILLISECOND;
        while (!readFloors.isEmpty() && nowNanos < deadline) next();
        return readFloors.isEmpty();
    }

    private boolean isAppliedEverywhere(Bytes command) {
        Members members = newestMembers();
        if (members.isChanging()) return false;
        return servers.values().stream()
                .filter(server -> members.ids().contains(server.id))
                .allMatch(
                        server ->
                                server.applied.stream()
                                        .anyMatch(entry -> entry.payload().equals(command)));
    }

    /** As whoever has committed most sees it. */
    private Members newestMembers() {
        return servers.values().stream()
                .map(server -> server.engine().status())
                .max(Comparator.comparingLong(EngineStatus::commitIndex))
                .orElseThrow()
                .members();
    }

    private String statuses() {
        var lines = new StringBuilder();
        for (SimulatedServer server : servers.values()) {
            lines.append('\n').append(server.id).append(' ').append(server.engine().status());
        }
        return lines.toString();
    }
}
