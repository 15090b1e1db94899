package io.quorate.simulation;

import io.quorate.client.core.Guarantee;
import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One run: a cluster and its clients, by virtual time, from one seed. */
public final class Simulation {

    /**
     * The longest that faults last. A cluster that faults leave no quorum ends each operation at
     * its deadline only, so two callers may need half an hour for as many as are wanted.
     */
    private static final long CHAOS_NANOS_MAX = 3_600_000_000_000L;

    /** How many nodes may be set up in a run beside the first members. */
    private static final int NEWCOMERS_MAX = 6;

    /** How many clients have leases granted, in a run that has leases. */
    private static final int LEASE_HOLDERS_MAX = 2;

    /** How many clients make keyspaces and write to them, in a run that has any. */
    private static final int TENANTS_MAX = 2;

    private final World world;
    private final Cluster cluster;
    private final Answers answers;
    private final Healing healing;
    private final Nemesis nemesis;
    private final List<Participant> participants = new ArrayList<>();
    private final Watchers watchers;
    private final Historian historian;

    private Simulation(long seed, Trace trace, Counts counts, Set<Guarantee> switchedOff) {
        var randomness = new Randomness(seed);
        Swarm swarm = Swarm.draw(randomness.of("swarm"));
        List<NodeId> ids = new ArrayList<>();
        for (int i = 1; i <= swarm.size() + NEWCOMERS_MAX; i++) ids.add(new NodeId("n" + i));
        var scheduler = new Scheduler();
        var recording = new Recording(scheduler);
        answers = new Answers(counts, recording, swarm.clocks().slowest());
        boolean jumps = swarm.meanNanos().containsKey(FaultKind.JUMP_CLOCK);
        double fastest = jumps ? Double.POSITIVE_INFINITY : swarm.clocks().fastest();
        var leases = new Leases(scheduler, answers::askedNanos, recording, counts, fastest);
        var ledger = new Ledger(answers, answers.numberedChanges(), leases);
        answers.compareWith(ledger.state());
        var order = new AppliedOrder(ledger, answers::operation);
        Members first = Members.withoutAddresses(ids.subList(0, swarm.size()), List.of());
        var invariants = new Invariants(ids, first, ledger, order, counts);
        world = new World(swarm, randomness, scheduler, trace, counts, invariants, ledger);
        cluster = new Cluster(ids, first, world);
        healing = new Healing(world.scheduler());
        watchers = new Watchers(world, answers);
        historian = new Historian(world, cluster);
        nemesis = new Nemesis(world, cluster, healing, answers::begun);
        var tenancy = new Tenancy(counts);
        var sessions = new Sessions(world, recording, switchedOff);
        for (SimulatedClient client : cluster.clients()) {
            Optional<Registrant> registrant = registrant(client, switchedOff);
            for (int i = 0; i < swarm.sessions(); i++) {
                int number = participants.size();
                participants.add(
                        new Workload(client, world, answers, sessions, registrant, leases, number));
            }
            registrant.ifPresent(participants::add);
            if (holdsLeases(client)) participants.add(new LeaseHolder(client, world, leases));
            participants.addAll(lockHolders(client, registrant));
            if (isTenant(client))
                participants.add(new Tenant(client, world, tenancy, leases, watchers));
        }
    }

    /** In one run of three clients want a lock. */
    private List<Participant> lockHolders(SimulatedClient client, Optional<Registrant> registrant) {
        if (world.randomness().of("locks").nextInt(3) != 0) return List.of();
        Bytes lock = Bytes.utf8("lock");
        int number = participants.size();
        return List.of(new LockHolder(client, world, answers, registrant, lock, number));
    }

    private boolean holdsLeases(SimulatedClient client) {
        boolean isWanted = world.swarm().mix().leased() > 0 || hasTenants();
        return isWanted && client.number() < LEASE_HOLDERS_MAX;
    }

    private boolean isTenant(SimulatedClient client) {
        return client.number() < TENANTS_MAX && hasTenants();
    }

    /** In one run of three there are keyspaces. */
    private boolean hasTenants() {
        return world.randomness().of("tenants").nextInt(3) == 0;
    }

    private Optional<Registrant> registrant(SimulatedClient client, Set<Guarantee> switchedOff) {
        SplittableRandom random = world.randomness().of("registers", client.number());
        boolean registers = random.nextDouble() < world.swarm().mix().registering();
        return registers
                ? Optional.of(new Registrant(client, world, switchedOff))
                : Optional.empty();
    }

    /**
     * Runs a seed.
     *
     * @param counts what it adds to
     * @return the hash of all that happened
     * @throws SeedFailed if something that must hold does not
     */
    static long run(long seed, Counts counts) throws SeedFailed {
        return run(seed, counts, Set.of());
    }

    /**
     * Runs a seed in which the sessions are promised all guarantees and do not ask for some.
     *
     * @throws SeedFailed as it must, some time
     */
    static long run(long seed, Counts counts, Set<Guarantee> switchedOff) throws SeedFailed {
        return run(seed, counts, Trace.silent(), switchedOff);
    }

    /**
     * Runs a seed and tells what happens, event by event.
     *
     * @throws SeedFailed if something that must hold does not
     */
    static long tell(long seed, Counts counts, Consumer<String> lines) throws SeedFailed {
        return run(seed, counts, Trace.told(lines), Set.of());
    }

    private static long run(long seed, Counts counts, Trace trace, Set<Guarantee> switchedOff)
            throws SeedFailed {
        var simulation = new Simulation(seed, trace, counts, switchedOff);
        try {
            simulation.live();
        } catch (RuntimeException | Error broken) {
            throw new SeedFailed(seed, simulation.world.nowNanos(), broken);
        }
        return trace.hash();
    }

    private void live() {
        world.event("swarm", Trace.NOBODY, world.swarm().size(), world.swarm());
        for (SimulatedHost host : cluster.hosts()) host.start();
        for (Participant participant : participants) participant.begin();
        watchers.begin(cluster.clients());
        historian.begin();
        nemesis.begin();
        while (!isChaosOver()) world.scheduler().next();
        historian.stop();
        new Ending(world, cluster, healing, answers, participants, watchers).run();
        world.counts()
                .ran(
                        world.nowNanos(),
                        world.scheduler().happened(),
                        answers.begun(),
                        world.ledger().applied());
    }

    private boolean isChaosOver() {
        long now = world.nowNanos();
        if (now < world.swarm().chaosNanosMin()) return false;
        return answers.begun() >= world.swarm().operationsMin() || now > CHAOS_NANOS_MAX;
    }
}
