package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;
import io.quorate.core.state.ChangeId;
import io.quorate.core.state.Digest;
import io.quorate.core.state.DigestScan;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.KnownClient;
import io.quorate.core.state.KnownLease;
import io.quorate.core.state.RangeCursor;
import io.quorate.core.state.Store;
import io.quorate.core.state.Usage;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.history.HistoryStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * How every run ends. Where any number of disks may be lost, all that are left start again, and
 * whatever they still do must be right. Elsewhere, first a random majority is healed and every
 * other fault stays as it is for ever: the majority must make progress. Then all is healed: every
 * node must come to the same state, which is the history's, with every acknowledged write in it.
 */
final class Ending {

    private static final long SECOND = 1_000_000_000;

    /** Within this a healed majority acknowledges a new write. */
    private static final long PROGRESS_NANOS_MAX = 20 * SECOND;

    /** Within this all nodes are equal. */
    private static final long CONVERGENCE_NANOS_MAX = 60 * SECOND;

    /** Whether all is well is looked at no more often than this, in events. */
    private static final int EVENTS_BETWEEN_LOOKS = 32;

    /** For so long whoever is left may try to go on, where nobody has to. */
    private static final long AFTERLIFE_NANOS = 5 * SECOND;

    private static final long PROBE_TIMEOUT_NANOS = 2 * SECOND;

    private final World world;
    private final Cluster cluster;
    private final Healing healing;
    private final Answers answers;
    private final List<Participant> participants;
    private final Watchers watchers;
    private final SplittableRandom random;
    private final Map<Long, Digest> digests = new TreeMap<>();
    private final Set<NodeId> restful = new TreeSet<>();

    Ending(
            World world,
            Cluster cluster,
            Healing healing,
            Answers answers,
            List<Participant> participants,
            Watchers watchers) {
        this.world = world;
        this.cluster = cluster;
        this.healing = healing;
        this.answers = answers;
        this.participants = participants;
        this.watchers = watchers;
        random = world.randomness().of("ending");
    }

    void run() {
        healing.endFaults();
        for (Participant participant : participants) participant.stop();
        watchers.stop();
        for (SimulatedHost host : cluster.hosts()) {
            host.forgetChanges();
        }
        switch (world.swarm().diskLosses()) {
            case SURVIVABLE -> endAlive();
            case UNBOUNDED -> endRight();
        }
        answers.settled();
        watchers.requireRight();
    }

    /** What was damaged is found, and everybody tries to go on: nobody has to, nobody may lie. */
    private void endRight() {
        for (SimulatedHost host : List.copyOf(cluster.hosts())) host.kill("started again");
        heal(List.copyOf(cluster.hosts()));
        world.event("all healed", Trace.NOBODY, 0, "");
        prober(0).next();
        long end = world.nowNanos() + AFTERLIFE_NANOS;
        while (world.nowNanos() < end && world.scheduler().next()) {}
        runUntil("callers whose calls end", this::areCallersIdle, CONVERGENCE_NANOS_MAX);
        for (SimulatedHost host : cluster.hosts()) {
            if (host.isUp()) requireWhole(host);
        }
    }

    private void endAlive() {
        List<SimulatedHost> core = core();
        heal(core);
        world.event("core healed", Trace.NOBODY, core.size(), names(core));
        demandProgress("a healed majority", 0);
        heal(List.copyOf(cluster.hosts()));
        world.event("all healed", Trace.NOBODY, 0, "");
        demandProgress("a healed cluster", 1);
        runUntil("callers whose calls end", this::areCallersIdle, CONVERGENCE_NANOS_MAX);
        runUntil("an end of all leases and clients", this::isAllOver, CONVERGENCE_NANOS_MAX);
        runUntil("equal nodes", this::areAllEqual, CONVERGENCE_NANOS_MAX);
        runUntil("watchers that are shown all", this::areWatchersThrough, CONVERGENCE_NANOS_MAX);
        runUntil("a past that is removed", this::isAllRemoved, CONVERGENCE_NANOS_MAX);
        runUntil("an end of all requests", this::areRequestsOver, CONVERGENCE_NANOS_MAX);
        for (SimulatedHost host : cluster.hosts()) {
            Members members = world.invariants().memberships().committedMembers();
            boolean isMember = members.isEmpty() || members.find(host.id()).isPresent();
            if (host.isUp() && isMember && !host.isGone()) requireWhole(host);
        }
    }

    /** As few as can decide, whatever becomes of a change of the membership that is under way. */
    private List<SimulatedHost> core() {
        List<SimulatedHost> core = new ArrayList<>();
        Set<NodeId> ids = new TreeSet<>();
        for (SimulatedHost host : cluster.shuffled(random)) {
            if (host.isLost() || world.invariants().memberships().isQuorumOfAllThatCount(ids))
                continue;
            core.add(host);
            ids.add(host.id());
        }
        return core;
    }

    private static List<String> names(List<SimulatedHost> hosts) {
        return hosts.stream().map(host -> host.id().name()).toList();
    }

    private void heal(List<SimulatedHost> hosts) {
        List<Integer> indexes = new ArrayList<>();
        for (SimulatedHost host : hosts) {
            indexes.add(host.index());
            host.heal();
        }
        cluster.network().makeGood(indexes);
        for (SimulatedClient client : cluster.clients()) {
            for (ClientLink link : client.links()) {
                if (hosts.contains(link.host())) link.makeGood();
            }
        }
    }

    /** A write that begins now is acknowledged soon. */
    private void demandProgress(String who, int probe) {
        Prober prober = prober(probe);
        prober.next();
        runUntil(who + " that makes progress", prober::isDone, PROGRESS_NANOS_MAX);
    }

    private Prober prober(int probe) {
        SimulatedClient client = cluster.client(cluster.clients().size() + probe);
        return new Prober(client, participants.size() + probe);
    }

    /** Writes until a write is acknowledged. */
    private final class Prober {

        private final Caller caller;
        private boolean isDone;

        Prober(SimulatedClient client, int number) {
            caller =
                    new Caller(
                            client,
                            world,
                            answers,
                            number,
                            Optional.empty(),
                            (operation, reply) -> {
                                if (reply.isPresent()) isDone = true;
                                else world.scheduler().after(1_000_000, this::next);
                            });
        }

        void next() {
            Bytes value = Values.of(answers.next(), 0);
            var wish = new Operation.Wish.Put(Bytes.utf8("probe"), value);
            caller.call(wish, Optional.empty(), PROBE_TIMEOUT_NANOS);
        }

        boolean isDone() {
            return isDone;
        }
    }

    private void runUntil(String what, BooleanSupplier isSo, long nanosMax) {
        long deadline = world.nowNanos() + nanosMax;
        for (int i = 0; i % EVENTS_BETWEEN_LOOKS != 0 || !isSo.getAsBoolean(); i++) {
            boolean goesOn = world.nowNanos() < deadline && world.scheduler().next();
            if (!goesOn) throw new InvariantViolation("never: " + what + "\n" + statuses());
        }
    }

    private boolean areWatchersThrough() {
        return watchers.areThrough(world.ledger().revisionAt(world.ledger().applied()));
    }

    private boolean areCallersIdle() {
        return participants.stream().allMatch(Participant::isIdle);
    }

    /**
     * Each node has had a moment without a request: nobody waits there for ever. Whoever watches
     * opens streams to the end, so that it need not be one moment for all.
     */
    private boolean areRequestsOver() {
        for (SimulatedHost host : cluster.hosts()) {
            boolean hasNone = !host.isUp() || host.process().get().status().requestsInFlight() == 0;
            if (hasNone) restful.add(host.id());
        }
        return restful.size() == cluster.hosts().size();
    }

    /** Nobody keeps them any more, so their time comes. */
    private boolean isAllOver() {
        TrueState state = world.ledger().state();
        return state.leases().isEmpty() && state.clients().isEmpty();
    }

    /**
     * All members are where history is, with nothing of deleted keyspaces left, and no change of
     * the membership hangs in the middle.
     */
    private boolean areAllEqual() {
        long last = world.ledger().committed();
        Members members = world.invariants().memberships().committedMembers();
        if (members.isJoint()) return false;
        for (SimulatedHost host : cluster.hosts()) {
            boolean isMember = members.isEmpty() || members.find(host.id()).isPresent();
            if (!isMember || host.isGone()) continue;
            if (!host.isUp() || host.storage().isRotten()) return false;
            ReplicaStatus status = host.process().get().status();
            if (status.appliedIndex() != last || status.engine().lastIndex() != last) return false;
            if (host.process().get().state().nextDeadline().isPresent()) return false;
        }
        return true;
    }

    /** Nodes that have come as far as each other hold the same, in every row that counts. */
    private void requireAlike(SimulatedHost host) {
        KeyValueMachine state = host.process().get().state();
        try (DigestScan scan = state.view().scan()) {
            while (scan.readOn(Long.MAX_VALUE)) {}
            Digest other = digests.putIfAbsent(state.applied().index(), scan.digest());
            InvariantViolation.require(
                    scan.digest().equals(state.digest())
                            && (other == null || other.equals(scan.digest())),
                    "%s holds rows that come to %s, says that they come to %s, and another has %s",
                    host.id(),
                    scan.digest(),
                    state.digest(),
                    other);
        }
    }

    /** Nobody keeps anything of the past that is given up. */
    private boolean isAllRemoved() {
        for (SimulatedHost host : cluster.hosts()) {
            if (!host.isUp() || host.isGone()) continue;
            HistoryStatus history = host.process().get().status().history();
            if (history.removed() < history.compacted()) return false;
            requireRemoved(host);
            if (history.rows() > 0) world.saw(Situation.PAST_REMOVED);
        }
        return true;
    }

    private void requireRemoved(SimulatedHost host) {
        try (KeyValueView view = host.process().get().state().view()) {
            int left = view.forgotten(ChangeId.first(0), 1).rows();
            InvariantViolation.require(left == 0, "%s says that all is removed", host.id());
        }
    }

    /** The node's state is what history makes of it, as far as the node has come. */
    private void requireWhole(SimulatedHost host) {
        requireAlike(host);
        long appliedIndex = host.process().get().status().appliedIndex();
        Map<Bytes, Bytes> held = new TreeMap<>();
        try (KeyValueView view = host.process().get().state().view();
                RangeCursor cursor = view.range(Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY)) {
            for (KeyVersion each : cursor.next(Integer.MAX_VALUE, Integer.MAX_VALUE).versions()) {
                held.put(each.key(), each.version().value());
            }
            long revision = world.ledger().revisionAt(appliedIndex);
            InvariantViolation.require(
                    view.revision() == revision
                            && held.equals(world.ledger().state().keys().allAt(revision)),
                    "%s holds other keys than history at revision %d",
                    host.id(),
                    revision);
        }
        requireCounted(host, held);
        requireKeyspaces(host);
        if (appliedIndex == world.ledger().applied()) requireTables(host);
    }

    /** Who has come as far as anybody has the clients and the leases of the one true history. */
    private void requireTables(SimulatedHost host) {
        Store store = host.process().get().store();
        TrueState state = world.ledger().state();
        requireSame(host, "clients", KnownClient.in(store), state.clients().all());
        requireSame(host, "leases", KnownLease.in(store), state.leases().all());
    }

    private static void requireSame(
            SimulatedHost host, String what, Object held, Object ofHistory) {
        InvariantViolation.require(
                held.equals(ofHistory),
                "%s has the %s %s, and not %s",
                host.id(),
                what,
                held,
                ofHistory);
    }

    private void requireKeyspaces(SimulatedHost host) {
        KeyValueMachine state = host.process().get().state();
        var check = new KeyspaceCheck(host.id(), state, world.ledger().state());
        check.requireTrue();
        if (state.nextDeadline().isEmpty()) check.requireRemoved();
    }

    /** What the default keyspace is said to hold is what it holds. */
    private static void requireCounted(SimulatedHost host, Map<Bytes, Bytes> held) {
        long bytes = 0;
        for (var each : held.entrySet()) bytes += each.getKey().size() + each.getValue().size();
        Usage said =
                host.process()
                        .flatMap(it -> it.state().keyspaces().named(Keyspaces.DEFAULT_NAME))
                        .map(Keyspace::usage)
                        .orElseThrow();
        InvariantViolation.require(
                said.equals(new Usage(held.size(), bytes)),
                "%s counts %s, and holds %d keys of %d bytes",
                host.id(),
                said,
                held.size(),
                bytes);
    }

    private String statuses() {
        var lines = new StringBuilder();
        for (SimulatedHost host : cluster.hosts()) {
            Optional<ReplicaStatus> status = host.process().map(SimulatedProcess::status);
            lines.append(host.id())
                    .append(host.isLost() ? " lost " : " ")
                    .append(status.map(Object::toString).orElse("down"))
                    .append('\n');
        }
        return lines.toString();
    }
}
