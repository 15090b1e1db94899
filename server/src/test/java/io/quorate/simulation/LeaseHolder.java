package io.quorate.simulation;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Failure;
import io.quorate.core.state.Command;
import io.quorate.core.state.Outcome;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One who has a lease granted, for others to put keys under; keeps it, or does not; revokes it, or
 * lets it end; and has another granted.
 */
final class LeaseHolder implements Participant {

    private static final long MILLISECOND = 1_000_000;

    /** How often a lease is kept in its time. */
    private static final int KEPT_TIMES = 3;

    private final World world;
    private final Requests requests;
    private final Leases leases;
    private final SplittableRandom random;
    private boolean isStopped;

    LeaseHolder(SimulatedClient client, World world, Leases leases) {
        this.world = world;
        requests = new Requests(client, world);
        this.leases = leases;
        random = world.randomness().of("lease holder", client.number());
    }

    @Override
    public void begin() {
        world.scheduler().after(random.nextLong(1_000 * MILLISECOND), this::grant);
    }

    private void grant() {
        if (isStopped) return;
        long ttl = Randomness.logarithmic(random, 200 * MILLISECOND, 1_000 * MILLISECOND);
        long id = random.nextInt(4) == 0 ? leases.unused() : 0;
        ask(CallKind.WRITE, new Command.GrantLease(id, ttl), this::granted, this::again);
    }

    private void granted(Outcome.Leased lease) {
        world.saw(Situation.LEASE_GRANTED);
        leases.granted(lease.lease());
        boolean isKept = random.nextInt(3) > 0;
        long life = Randomness.logarithmic(random, 100 * MILLISECOND, 8_000 * MILLISECOND);
        long endNanos = world.nowNanos() + life;
        if (isKept) keepLater(lease, endNanos);
        else world.scheduler().after(life, () -> leave(lease));
    }

    private void keepLater(Outcome.Leased lease, long endNanos) {
        world.scheduler().after(lease.ttlNanos() / KEPT_TIMES, () -> keep(lease, endNanos));
    }

    private void keep(Outcome.Leased lease, long endNanos) {
        if (isStopped) return;
        if (world.nowNanos() > endNanos) {
            leave(lease);
            return;
        }
        long id = lease.lease();
        Command command =
                random.nextInt(5) == 0 ? new Command.LookAtLease(id) : new Command.KeepLease(id);
        ask(
                CallKind.WRITE_ONCE,
                command,
                kept -> keepLater(kept, endNanos),
                failure -> keepLater(lease, endNanos));
    }

    /** It is revoked, or left to itself, and may be asked for once more where it is. */
    private void leave(Outcome.Leased lease) {
        if (isStopped) return;
        long id = lease.lease();
        switch (random.nextInt(4)) {
            case 0, 1 -> revoke(id);
            case 2 ->
                    ask(
                            CallKind.WRITE,
                            new Command.GrantLease(id, lease.ttlNanos()),
                            this::granted,
                            this::again);
            default -> grant();
        }
    }

    private void again(Failure failure) {
        world.scheduler().after(random.nextLong(500 * MILLISECOND), this::grant);
    }

    private void revoke(long id) {
        requests.ask(
                CallKind.WRITE,
                new Command.RevokeLease(id),
                timeoutNanos(),
                outcome -> grant(),
                this::again);
    }

    private void ask(
            CallKind kind,
            Command command,
            Consumer<Outcome.Leased> answered,
            Consumer<Failure> failed) {
        long askedNanos = world.nowNanos();
        requests.ask(
                kind,
                command,
                timeoutNanos(),
                outcome -> {
                    var leased = (Outcome.Leased) outcome;
                    leases.answered(leased.lease(), askedNanos, leased.leftNanos());
                    answered.accept(leased);
                },
                failed);
    }

    private long timeoutNanos() {
        return Randomness.logarithmic(random, 50 * MILLISECOND, 2_000 * MILLISECOND);
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
