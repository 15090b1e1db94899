package io.quorate.simulation;

import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Reason;
import io.quorate.client.core.Sent;
import io.quorate.client.core.WatchEffect;
import io.quorate.client.core.WatchInput;
import io.quorate.client.core.WatchMachine;
import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyEvent;
import io.quorate.core.state.KeySpan;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.Keyspaces;
import io.quorate.replica.Arrival;
import io.quorate.replica.watch.Sending;
import io.quorate.verify.watch.Shown;
import io.quorate.verify.watch.Watched;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One who watches some keys for the whole of a run, by the library's own {@link WatchMachine}, at
 * whatever pace he has, and now and then begins again behind what he was shown last; what he was
 * shown is taken down for the public checker.
 */
final class SimulatedWatcher implements WatchAttempt.Owner {

    private static final long MILLISECOND = 1_000_000;

    /**
     * What would be wrong to be told: he asks for what was made, and comes back for what follows.
     */
    private static final List<Reason> IS_FINAL =
            List.of(Reason.INVALID, Reason.FUTURE_REVISION, Reason.PROTOCOL_BROKEN);

    private final SimulatedClient client;
    private final World world;
    private final SplittableRandom random;
    private final int number;
    private final int keyspace;
    private final Interest interest;
    private final String start;
    private final String end;
    private final List<Watched> before = new ArrayList<>();
    private long from;
    private long floor;
    private final Arrival.Level level;
    private final long progressNanos;
    private final long paceNanos;
    private final List<Shown> shown = new ArrayList<>();

    private WatchMachine<KeyEvent> machine;
    private Optional<WatchAttempt> attempt = Optional.empty();
    private long timerNanos = Long.MAX_VALUE;
    private boolean isStopped;
    private boolean isOver;
    private long begunFrom;

    /**
     * One of the default keyspace.
     *
     * @param floor the highest revision that anybody was answered
     */
    SimulatedWatcher(SimulatedClient client, World world, int number, long floor) {
        this(client, world, number, Keyspaces.DEFAULT, world.swarm().keys());
        long made = world.ledger().revisionAt(world.ledger().applied());
        from = random.nextBoolean() ? 0 : 1 + random.nextLong(made + 1);
        this.floor = level == Arrival.Level.LINEARIZABLE ? floor : 0;
    }

    /**
     * One of a keyspace that may be deleted meanwhile: then he is told so.
     *
     * @param keys that there may be in it
     */
    SimulatedWatcher(SimulatedClient client, World world, int number, Keyspace keyspace, int keys) {
        this(client, world, number, keyspace.id(), keys);
        long made = world.ledger().revisionAt(world.ledger().applied());
        long since = made - keyspace.createdRevision();
        from = keyspace.createdRevision() + 1 + random.nextLong(since + 1);
    }

    private SimulatedWatcher(
            SimulatedClient client, World world, int number, int keyspace, int keys) {
        this.client = client;
        this.world = world;
        this.number = number;
        this.keyspace = keyspace;
        random = world.randomness().of("watcher", number);
        boolean isOne = random.nextInt(3) == 0;
        start = random.nextInt(4) == 0 ? "" : "k" + random.nextInt(keys);
        String key = start.isEmpty() ? "k0" : start;
        end = isOne ? key + "\0" : random.nextBoolean() ? "" : "l";
        KeySpan span =
                isOne
                        ? KeySpan.ofKey(keyspace, Bytes.utf8(key))
                        : KeySpan.ofRange(keyspace, Bytes.utf8(start), Bytes.utf8(end));
        interest =
                new Interest(
                        span,
                        random.nextInt(3) > 0
                                ? Interest.Kinds.ALL
                                : Interest.Kinds.values()[random.nextInt(3)],
                        Interest.Previous.values()[random.nextInt(2)]);
        level = random.nextInt(3) == 0 ? Arrival.Level.EVENTUAL : Arrival.Level.LINEARIZABLE;
        progressNanos = (50 + random.nextInt(800)) * MILLISECOND;
        paceNanos = Randomness.logarithmic(random, 1_000, 20 * MILLISECOND);
    }

    void begin() {
        beginFrom(from);
        world.scheduler().after(restartsAfter(), this::restart);
    }

    private void beginFrom(long revision) {
        attempt = Optional.empty();
        begunFrom = revision;
        long now = world.nowNanos();
        long patience = 500 * MILLISECOND + random.nextLong(5_000 * MILLISECOND);
        machine = new WatchMachine<>(client.routing(), revision, progressNanos, now + patience);
        world.saw(Situation.WATCH_BEGAN);
        step(new WatchInput.Started<>());
    }

    private long restartsAfter() {
        return 200 * MILLISECOND + random.nextLong(4_000 * MILLISECOND);
    }

    /** Whoever has dealt with what he was shown may begin again behind it. */
    private void restart() {
        if (isStopped) return;
        step(new WatchInput.Cancelled<>());
        world.scheduler().after(restartsAfter(), this::restart);
    }

    /** From now on he stays. */
    void stop() {
        isStopped = true;
    }

    private void step(WatchInput<KeyEvent> input) {
        if (machine.isEnded()) return;
        var stepped = machine;
        List<WatchEffect<KeyEvent>> effects = machine.step(world.nowNanos(), input);
        if (!machine.isEnded()) armTimer();
        for (WatchEffect<KeyEvent> effect : effects) {
            if (machine == stepped) carryOut(effect);
        }
    }

    private void carryOut(WatchEffect<KeyEvent> effect) {
        switch (effect) {
            case WatchEffect.Open<KeyEvent>(Endpoint to, long revision) -> {
                if (revision > 0 && !shown.isEmpty()) world.saw(Situation.WATCH_RESUMED);
                var wish = new WatchAttempt.Wish(interest, revision, level, progressNanos);
                var opened = new WatchAttempt(client.link(to), wish, this);
                attempt = Optional.of(opened);
                opened.begin();
            }
            case WatchEffect.Abandon<KeyEvent> _ -> attempt.orElseThrow().abandon();
            case WatchEffect.Deliver<KeyEvent>(long revision, List<KeyEvent> events) -> {
                var seen = new Shown.Revision(revision, events.stream().map(this::event).toList());
                world.event("shown", Trace.CLIENTS + number, revision, seen);
                shown.add(seen);
            }
            case WatchEffect.Progress<KeyEvent>(long through) -> shown.add(new Shown.Mark(through));
            case WatchEffect.Fail<KeyEvent>(Failure failure) -> failed(failure);
        }
    }

    /** No watch ends that might go on: he could not begin, or gave up himself. */
    private void failed(Failure failure) {
        boolean couldNotBegin = machine.next() == begunFrom && !IS_FINAL.contains(failure.reason());
        if (failure.reason() == Reason.COMPACTED) {
            compacted();
            return;
        }
        if (failure.reason() == Reason.KEYSPACE_NOT_FOUND) {
            InvariantViolation.require(
                    !isKeyspaceLive(),
                    "watcher %d is told that keyspace %d is gone",
                    number,
                    keyspace);
            world.saw(Situation.WATCH_OUTLIVED_ITS_KEYSPACE);
            isOver = true;
            return;
        }
        InvariantViolation.require(
                failure.reason() == Reason.CANCELLED || couldNotBegin || isLost(failure),
                "watcher %d, who was shown all before %d, is told %s",
                number,
                machine.next(),
                failure);
        long next = machine.next();
        world.scheduler().after(1 + random.nextLong(500 * MILLISECOND), () -> beginFrom(next));
    }

    /** What he lacks is given up: he begins anew where the past begins. */
    private void compacted() {
        long compacted = world.ledger().state().compacted();
        InvariantViolation.require(
                machine.next() < compacted,
                "watcher %d is told that changes from %d on are given up: they are from %d on",
                number,
                machine.next(),
                compacted);
        world.saw(Situation.WATCH_COMPACTED);
        before.add(watched());
        shown.clear();
        from = compacted;
        floor = 0;
        world.scheduler().after(1 + random.nextLong(500 * MILLISECOND), () -> beginFrom(compacted));
    }

    /** Where any number of disks may be lost, what he was shown may be gone with them. */
    private boolean isLost(Failure failure) {
        return world.swarm().diskLosses() == Swarm.DiskLosses.UNBOUNDED
                && failure.reason() == Reason.FUTURE_REVISION;
    }

    private Shown.Event event(KeyEvent event) {
        return new Shown.Event(
                text(event.key()),
                event.version().map(version -> hex(version.value())),
                event.previous().map(version -> hex(version.value())));
    }

    static String text(Bytes key) {
        return new String(key.toArray(), StandardCharsets.UTF_8);
    }

    static String hex(Bytes value) {
        return HexFormat.of().formatHex(value.toArray());
    }

    private void armTimer() {
        long due = machine.dueNanos();
        if (timerNanos <= due) return;
        timerNanos = due;
        world.scheduler().at(due, () -> timerFires(due));
    }

    private void timerFires(long due) {
        if (timerNanos != due) return;
        timerNanos = Long.MAX_VALUE;
        if (machine.isEnded()) return;
        if (world.nowNanos() < machine.dueNanos()) armTimer();
        else step(new WatchInput.Elapsed<>(attempt.map(WatchAttempt::sent).orElse(Sent.NEVER)));
    }

    @Override
    public void arrived(WatchAttempt which, Sending sending) {
        if (isOld(which)) return;
        List<WatchInput.Dated<KeyEvent>> events = new ArrayList<>();
        for (KeyEvent event : sending.events()) {
            events.add(new WatchInput.Dated<>(event.change().revision(), event));
        }
        step(new WatchInput.Arrived<>(events, sending.through()));
        world.scheduler()
                .after(
                        Randomness.exponential(random, paceNanos),
                        () -> {
                            which.taken();
                            if (!isOld(which)) step(new WatchInput.Listening<>());
                        });
    }

    @Override
    public void ended(WatchAttempt which, WatchInput<KeyEvent> input) {
        if (!isOld(which)) step(input);
    }

    private boolean isOld(WatchAttempt which) {
        return attempt.isEmpty() || attempt.get() != which || machine.isEnded();
    }

    /** Whether he was shown everything up to a revision, or told that there is nothing any more. */
    boolean isThrough(long revision) {
        return isKeyspaceLive() ? machine.next() > revision : isOver;
    }

    private boolean isKeyspaceLive() {
        return world.ledger().state().keyspaces().isLive(keyspace);
    }

    int keyspace() {
        return keyspace;
    }

    /** What he was shown, in as many watches as he had to begin anew. */
    List<Watched> all() {
        List<Watched> all = new ArrayList<>(before);
        all.add(watched());
        return all;
    }

    private Watched watched() {
        return new Watched(
                "watcher " + number,
                interest.span().isOneKey() && start.isEmpty() ? "k0" : start,
                end,
                from,
                floor,
                switch (interest.kinds()) {
                    case ALL -> Watched.Kinds.ALL;
                    case PUTS -> Watched.Kinds.PUTS;
                    case DELETES -> Watched.Kinds.DELETES;
                },
                switch (interest.previous()) {
                    case SHOWN -> Watched.Previous.SHOWN;
                    case LEFT_OUT -> Watched.Previous.LEFT_OUT;
                },
                shown);
    }
}
