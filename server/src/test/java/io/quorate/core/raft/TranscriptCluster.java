package io.quorate.core.raft;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Proposal;
import io.quorate.core.engine.Target;
import io.quorate.core.raft.RaftConfig.ReadLease;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A cluster that does what a transcript says, and writes down everything that can be seen of it.
 * The commands are described in {@code transcripts/README.md}. Nothing moves by itself: messages
 * wait to be delivered, disks to answer, time to pass.
 */
final class TranscriptCluster {

    private static final long MILLISECOND = 1_000_000;

    private record InTransit(NodeId from, NodeId to, RaftMessage message) {
        boolean isOn(String link) {
            return link.equals("all") || link.equals(from + "->" + to);
        }
    }

    private final TreeMap<NodeId, SimulatedServer> servers = new TreeMap<>();
    private final List<InTransit> transit = new ArrayList<>();
    private final TreeSet<String> cutLinks = new TreeSet<>();
    private Members first = Members.NONE;
    private StringBuilder output = new StringBuilder();
    private long nowNanos = MILLISECOND;

    /** Does one command; what was seen comes back, a line each. */
    String perform(String line) {
        output = new StringBuilder();
        boolean isQuiet = line.startsWith("quiet ");
        String[] words = (isQuiet ? line.substring("quiet ".length()) : line).split(" +", -1);
        perform(words[0], Arrays.copyOfRange(words, 1, words.length));
        return isQuiet ? "" : output.toString();
    }

    private void perform(String command, String[] arguments) {
        switch (command) {
            case "cluster" -> cluster(arguments);
            case "tick" -> tick(arguments);
            case "run" -> run(arguments[0]);
            case "campaign" -> campaign(server(arguments[0]));
            case "deliver" -> deliver(arguments.length == 0 ? "all" : arguments[0]);
            case "drop" -> transit.removeIf(message -> message.isOn(arguments[0]));
            case "repeat" -> repeat(arguments[0]);
            case "settle" -> settle();
            case "persist" -> persist(server(arguments[0]));
            case "propose" -> propose(arguments);
            case "members" -> reconfigure(arguments);
            case "transfer" -> transfer(arguments);
            case "read" -> server(arguments[0]).read(nowNanos);
            case "partition" -> partition(arguments);
            case "cut" -> cutLinks.add(arguments[0]);
            case "heal" -> cutLinks.clear();
            case "crash" -> crash(server(arguments[0]), arguments);
            case "restart" -> server(arguments[0]).start(nowNanos);
            case "closed" ->
                    server(arguments[0])
                            .turn(nowNanos, new Input.ConnectionClosed(new NodeId(arguments[1])));
            case "status" -> servers.values().forEach(this::showStatus);
            case "transit" -> transit.forEach(message -> show("", message));
            default -> throw new IllegalArgumentException("no such command: " + command);
        }
    }

    SimulatedServer server(String name) {
        SimulatedServer server = servers.get(new NodeId(name));
        if (server == null) throw new IllegalArgumentException("no such server: " + name);
        return server;
    }

    /**
     * {@code cluster 3 [learners=1] [outsiders=1] [lease=1] [window=MESSAGES] [cache=BYTES]
     * [append=BYTES]}.
     */
    private void cluster(String[] arguments) {
        int voters = Integer.parseInt(arguments[0]);
        int learners = setting(arguments, "learners", 0);
        var voterIds = new TreeSet<NodeId>();
        var learnerIds = new TreeSet<NodeId>();
        for (int i = 1; i <= voters + learners; i++) {
            (i <= voters ? voterIds : learnerIds).add(new NodeId("n" + i));
        }
        first = Members.withoutAddresses(voterIds, learnerIds);
        RaftConfig.Bounds d = RaftConfig.defaults().bounds();
        var bounds =
                new RaftConfig.Bounds(
                        setting(arguments, "window", d.inflightMessagesMax()),
                        d.inflightBytesMax(),
                        setting(arguments, "append", d.appendBytesMax()),
                        d.entryBytesMax(),
                        setting(arguments, "unapplied", (int) d.unappliedBytesMax()),
                        d.unappliedEntriesMax(),
                        d.applyingBytesMax(),
                        setting(arguments, "cache", (int) d.cacheBytesMax()),
                        d.readsWaitingMax(),
                        d.readRoundsMax());
        RaftConfig config =
                RaftConfig.defaults()
                        .with(bounds)
                        .with(ReadLease.values()[setting(arguments, "lease", 0)]);
        for (NodeId id : first.ids()) servers.put(id, server(id, config, first));
        for (int i = setting(arguments, "outsiders", 0); i > 0; i--) {
            var outsider = new NodeId("n" + (servers.size() + 1));
            servers.put(outsider, server(outsider, config, Members.NONE));
        }
        for (SimulatedServer server : servers.values()) server.start(nowNanos);
    }

    private SimulatedServer server(NodeId id, RaftConfig config, Members members) {
        return new SimulatedServer(
                id, config, members, new SmallNumbers(servers.size()), this::send, this::show);
    }

    /** Seeded; but what is drawn first, where the contexts of reads begin, is a small number. */
    private static final class SmallNumbers implements RandomGenerator {
        private final SplittableRandom random;
        private boolean isContextDrawn;

        SmallNumbers(int seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public long nextLong() {
            if (isContextDrawn) return random.nextLong();
            isContextDrawn = true;
            return 100;
        }
    }

    private static int setting(String[] arguments, String name, int otherwise) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> Integer.parseInt(argument.substring(name.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }

    /** {@code tick 50ms [n1 ...]}: time passes in steps of 5 ms; these servers, or all, notice. */
    private void tick(String[] arguments) {
        long millis = Long.parseLong(arguments[0].replace("ms", ""));
        List<SimulatedServer> ticked =
                arguments.length == 1
                        ? List.copyOf(servers.values())
                        : Arrays.stream(arguments).skip(1).map(this::server).toList();
        for (long passed = 0; passed < millis; passed += 5) {
            nowNanos += Math.min(5, millis - passed) * MILLISECOND;
            for (SimulatedServer server : ticked) {
                if (server.isUp()) server.turn(nowNanos, new Input.Tick());
            }
        }
    }

    /** {@code run 500ms}: time passes for all, messages arrive and disks answer all the while. */
    private void run(String duration) {
        long end = nowNanos + Long.parseLong(duration.replace("ms", "")) * MILLISECOND;
        while (nowNanos < end) {
            tick(new String[] {"5ms"});
            settle();
        }
    }

    /** Two election timeouts pass, and this server alone notices. */
    private void campaign(SimulatedServer server) {
        nowNanos += 2 * RaftConfig.defaults().electionTimeoutNanos();
        server.turn(nowNanos, new Input.Tick());
    }

    private void send(NodeId from, NodeId to, RaftMessage message) {
        if (!cutLinks.contains(from + "->" + to)) transit.add(new InTransit(from, to, message));
    }

    /** What is in transit on a link arrives, in order; what that leads to waits. */
    private void deliver(String link) {
        List<InTransit> arriving = transit.stream().filter(message -> message.isOn(link)).toList();
        transit.removeIf(message -> message.isOn(link));
        for (InTransit message : arriving) {
            SimulatedServer receiver = servers.get(message.to());
            if (!receiver.isUp()) continue;
            show("", message);
            receiver.turn(nowNanos, new Input.Received(message.from(), message.message()));
        }
    }

    private void repeat(String link) {
        transit.addAll(transit.stream().filter(message -> message.isOn(link)).toList());
    }

    /** Messages arrive and disks answer until nothing moves any more; no time passes. */
    private void settle() {
        boolean moves = true;
        while (moves) {
            moves = !transit.isEmpty();
            deliver("all");
            for (SimulatedServer server : servers.values()) {
                moves |= server.pendingWrites() > 0;
                persist(server);
            }
        }
    }

    private void persist(SimulatedServer server) {
        while (server.isUp() && server.pendingWrites() > 0) {
            output.append(server.id).append(" disk answers\n");
            server.persistNext(nowNanos);
        }
    }

    private void propose(String[] arguments) {
        SimulatedServer server = server(arguments[0]);
        var proposals = new ArrayList<Proposal>();
        for (String command : Arrays.asList(arguments).subList(1, arguments.length)) {
            for (int i = repeats(command); i > 0; i--) {
                Bytes bytes = Bytes.utf8(command.replaceAll("\\*\\d+$", ""));
                proposals.add(new Proposal(server.nextRequest(), bytes));
            }
        }
        server.turn(nowNanos, new Input.Propose(proposals));
    }

    /** {@code members n1 n1 n2 (n4)}: a caller of n1 wants the voters n1 and n2, n4 as learner. */
    private void reconfigure(String[] arguments) {
        var voters = new TreeMap<NodeId, String>();
        var learners = new TreeMap<NodeId, String>();
        for (String word : Arrays.asList(arguments).subList(1, arguments.length)) {
            boolean isLearner = word.startsWith("(");
            NodeId id = new NodeId(isLearner ? word.substring(1, word.length() - 1) : word);
            (isLearner ? learners : voters).put(id, "");
        }
        SimulatedServer server = server(arguments[0]);
        var target = new Target(voters, learners);
        server.turn(nowNanos, new Input.Reconfigure(server.nextRequest(), target));
    }

    /** {@code transfer n1 [n2]}: a caller of n1 wants another leader, this one or any. */
    private void transfer(String[] arguments) {
        SimulatedServer server = server(arguments[0]);
        Optional<NodeId> to =
                arguments.length == 1 ? Optional.empty() : Optional.of(new NodeId(arguments[1]));
        server.turn(nowNanos, new Input.TransferLeadership(server.nextRequest(), to));
    }

    /** {@code x*20} is the command x, twenty times. */
    private static int repeats(String command) {
        int star = command.indexOf('*');
        return star < 0 ? 1 : Integer.parseInt(command.substring(star + 1));
    }

    /** {@code partition n1 | n2 n3}: nothing passes between the sides, nor what is in transit. */
    private void partition(String[] arguments) {
        cutLinks.clear();
        int bar = Arrays.asList(arguments).indexOf("|");
        for (int i = 0; i < bar; i++) {
            for (int j = bar + 1; j < arguments.length; j++) {
                cutLinks.add(arguments[i] + "->" + arguments[j]);
                cutLinks.add(arguments[j] + "->" + arguments[i]);
            }
        }
        for (Iterator<InTransit> each = transit.iterator(); each.hasNext(); ) {
            InTransit message = each.next();
            if (cutLinks.contains(message.from() + "->" + message.to())) each.remove();
        }
    }

    /**
     * {@code crash n1 [INDEX]}: the state machine keeps what it applied up to the index, or all.
     */
    private void crash(SimulatedServer server, String[] arguments) {
        server.crash(arguments.length > 1 ? Long.parseLong(arguments[1]) : server.applied.size());
    }

    private void show(SimulatedServer server, Effect effect) {
        output.append("  ").append(server.id).append(' ').append(Rendering.of(effect)).append('\n');
    }

    private void show(String indent, InTransit message) {
        output.append(indent)
                .append(message.from())
                .append("->")
                .append(message.to())
                .append(' ')
                .append(Rendering.of(message.message()))
                .append('\n');
    }

    private void showStatus(SimulatedServer server) {
        output.append(server.id);
        if (server.isUp()) {
            EngineStatus status = server.engine().status();
            output.append(' ').append(status.role()).append(" term=").append(status.round());
            status.leader().ifPresent(leader -> output.append(" leader=").append(leader));
            output.append(" commit=").append(status.commitIndex());
            output.append(" last=").append(status.lastIndex());
            if (!status.members().equals(first)) {
                output.append(" members=").append(Rendering.of(status.members()));
            }
            if (!status.matchIndexes().isEmpty()) {
                output.append(" match=").append(status.matchIndexes());
            }
        } else {
            output.append(" down");
        }
        output.append(" disk=")
                .append(Rendering.entries(List.copyOf(server.durableLog().values())))
                .append('\n');
    }
}
