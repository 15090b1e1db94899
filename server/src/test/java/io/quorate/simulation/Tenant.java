package io.quorate.simulation;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Reason;
import io.quorate.core.Bytes;
import io.quorate.core.state.Command;
import io.quorate.core.state.Fence;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.Operation;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Previous;
import io.quorate.replica.Arrival;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * One who makes keyspaces of a few names, with small limits, and ends them; who writes to those of
 * all tenants, be they there or not, under the very keys that others write to in the default one,
 * some of them under leases, for a time, or behind the fence of a key that he put; and who looks at
 * them.
 */
final class Tenant implements Participant {

    private static final long MILLISECOND = 1_000_000;
    private static final int NAMES = 3;
    private static final int KEYS = 5;
    private static final int VALUE_BYTES_MAX = 60;
    private static final int STEPS_MAX = 3;

    private final SimulatedClient client;
    private final World world;
    private final Requests requests;
    private final Tenancy tenancy;
    private final Leases leases;
    private final Watchers watchers;
    private final SplittableRandom random;
    private Optional<Fence> fence = Optional.empty();
    private int written;
    private boolean isStopped;

    /**
     * @param tenancy the keyspaces that are spoken of
     * @param leases those that are
     * @param watchers who may be told to watch
     */
    Tenant(SimulatedClient client, World world, Tenancy tenancy, Leases leases, Watchers watchers) {
        this.client = client;
        this.world = world;
        requests = new Requests(client, world);
        this.tenancy = tenancy;
        this.leases = leases;
        this.watchers = watchers;
        random = world.randomness().of("tenant", client.number());
    }

    @Override
    public void begin() {
        later();
    }

    private void later() {
        long pause = Randomness.logarithmic(random, MILLISECOND, 400 * MILLISECOND);
        world.scheduler().after(pause, this::next);
    }

    private void next() {
        if (isStopped) return;
        int kind = random.nextInt(20);
        if (tenancy.isEmpty() || kind < 3) create();
        else if (kind == 3) ask(new Command.AlterKeyspace(tenancy.any(random), alteration()));
        else if (kind < 6) ask(new Command.DeleteKeyspace(tenancy.any(random)));
        else if (kind < 9) look();
        else if (kind < 12) write(new Command.Txn(List.of(), steps(), List.of()));
        else write(step(key()));
    }

    private void write(Command.Change change) {
        boolean isBehind = fence.isPresent() && random.nextInt(3) == 0;
        if (isBehind) ask(new Command.Fenced(fence.get(), change));
        else ask(change);
    }

    private void create() {
        String name = "n" + random.nextInt(NAMES);
        ask(new Command.CreateKeyspace(name, Keyspace.Replication.CONSENSUS, limits()));
    }

    private KeyspaceLimits limits() {
        return new KeyspaceLimits(
                random.nextInt(KEYS),
                random.nextBoolean() ? 0 : 1 + random.nextInt(3 * VALUE_BYTES_MAX),
                random.nextBoolean() ? 0 : 1 + random.nextInt(VALUE_BYTES_MAX));
    }

    private KeyspaceLimits.Alteration alteration() {
        KeyspaceLimits limits = limits();
        return new KeyspaceLimits.Alteration(
                OptionalLong.of(limits.keysMax()),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(limits.bytesMax()),
                OptionalLong.empty());
    }

    private Bytes key() {
        return Bytes.utf8("k" + random.nextInt(KEYS));
    }

    private Command.Change step(Bytes key) {
        int keyspace = tenancy.any(random);
        return switch (random.nextInt(10)) {
            case 0 -> new Command.Delete(keyspace, key);
            case 1 ->
                    new Command.Delete(
                            new Keys.Range(keyspace, Bytes.EMPTY, Bytes.EMPTY), Previous.LEFT_OUT);
            default -> put(keyspace, key);
        };
    }

    private Command.Put put(int keyspace, Bytes key) {
        return switch (random.nextInt(8)) {
            case 0 ->
                    new Command.Put(
                            keyspace,
                            key,
                            value(),
                            0,
                            Randomness.logarithmic(random, 100 * MILLISECOND, 2_000 * MILLISECOND),
                            Previous.LEFT_OUT);
            case 1, 2 ->
                    new Command.Put(keyspace, key, value(), leases.any(random), Previous.LEFT_OUT);
            default -> new Command.Put(keyspace, key, value());
        };
    }

    /** Of any keyspaces; no key twice, as a transaction must not. */
    private List<Operation> steps() {
        List<Operation> steps = new ArrayList<>();
        int first = random.nextInt(KEYS);
        for (int i = 0; i <= random.nextInt(STEPS_MAX); i++) {
            Bytes key = Bytes.utf8("k" + (first + i) % KEYS);
            int keyspace = tenancy.any(random);
            boolean isPut = random.nextInt(4) > 0;
            steps.add(isPut ? put(keyspace, key) : new Command.Delete(keyspace, key));
        }
        return steps;
    }

    /** Each another, as far as there is room for it. */
    private Bytes value() {
        var value = new StringBuilder(client.number() + "." + ++written + " ");
        while (value.length() < random.nextInt(VALUE_BYTES_MAX)) value.append('-');
        return Bytes.utf8(value.toString());
    }

    private void look() {
        boolean isLocal = random.nextBoolean();
        Arrival.Level level = isLocal ? Arrival.Level.EVENTUAL : Arrival.Level.LINEARIZABLE;
        requests.ask(
                isLocal ? CallKind.LOCAL_READ : CallKind.LINEARIZABLE_READ,
                new KeyspaceLook(level, world.ledger().state()),
                timeoutNanos(),
                revision -> {
                    world.saw(Situation.KEYSPACES_LOOKED_AT);
                    later();
                },
                failure -> later());
    }

    private void ask(Command command) {
        requests.ask(
                CallKind.WRITE,
                command,
                timeoutNanos(),
                outcome -> {
                    if (outcome instanceof Outcome.OfKeyspace of) know(of.keyspace());
                    if (command instanceof Command.Write write) wrote(write, outcome);
                    later();
                },
                failure -> {
                    refused(failure.reason());
                    later();
                });
    }

    private void know(Keyspace keyspace) {
        tenancy.know(keyspace);
        boolean isLive = keyspace.stage() == Keyspace.Stage.LIVE;
        if (isLive && random.nextInt(3) > 0) watchers.watch(client, keyspace, KEYS);
    }

    private long timeoutNanos() {
        return Randomness.logarithmic(random, 50 * MILLISECOND, 2_000 * MILLISECOND);
    }

    /** What was put is a lock from now on, and this tenant's if it was not there before. */
    private void wrote(Command.Write write, Outcome outcome) {
        if (write instanceof Command.Fenced) world.saw(Situation.TENANT_WROTE_BEHIND_A_FENCE);
        if (!(write instanceof Command.Put put)) return;
        if (put.lease() != 0) world.saw(Situation.TENANT_PUT_UNDER_A_LEASE);
        if (put.ttlNanos() != 0) world.saw(Situation.TENANT_PUT_FOR_A_TIME);
        long revision = ((Outcome.Put) outcome).revision();
        fence = Optional.of(new Fence(put.keyspace(), put.key(), revision));
    }

    private void refused(Reason reason) {
        switch (reason) {
            case KEYSPACE_NOT_FOUND -> world.saw(Situation.DELETED_KEYSPACE_ASKED_FOR);
            case KEYSPACE_FULL -> world.saw(Situation.KEYSPACE_FULL);
            case LEASE_NOT_FOUND -> world.saw(Situation.TENANT_PUT_UNDER_AN_ENDED_LEASE);
            case FENCE_STALE -> world.saw(Situation.TENANT_WAS_FENCED_OFF);
            default -> {}
        }
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    @Override
    public boolean isIdle() {
        return requests.areOver();
    }
}
