package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Compare;
import io.quorate.core.state.Fence;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Query;
import io.quorate.verify.watch.Change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the committed commands make of the keys, written down a second time and more simply than the
 * state machine does. It knows what the callers of a run ask for, and nothing else.
 */
final class TrueState {

    private final TrueListener listener;
    private final TrueClients.Listener numbered;
    private final TrueLeases.Listener leased;
    private final TrueClients clients = new TrueClients();
    private final TrueLeases leases = new TrueLeases();
    private final Commands commands = new Commands();
    private final TrueKeys keys = new TrueKeys();
    private final List<Change> changes = new ArrayList<>();
    private final TruePast past = new TruePast();
    private final TrueFences fences = new TrueFences();
    private final TrueKeyspaces keyspaces = new TrueKeyspaces(leases);
    private long revision;
    private long time;
    private List<Long> lastWrites = List.of();

    TrueState(TrueListener listener, TrueClients.Listener numbered, TrueLeases.Listener leased) {
        this.listener = listener;
        this.numbered = numbered;
        this.leased = leased;
    }

    long revision() {
        return revision;
    }

    /** The operations that the last command has put something for. */
    List<Long> lastWrites() {
        return lastWrites;
    }

    /** Those of the default keyspace. */
    TrueKeys keys() {
        return keys;
    }

    TrueClients clients() {
        return clients;
    }

    TrueLeases leases() {
        return leases;
    }

    /** Those beside the default one. */
    TrueKeyspaces keyspaces() {
        return keyspaces;
    }

    /** What became of what is no change of keys in the default keyspace. */
    Commands commands() {
        return commands;
    }

    /** The first revision that can be read. */
    long compacted() {
        return past.floor();
    }

    /** The next command is carried out. */
    void apply(LogId id, Command command) {
        if (TrueKeyspaces.areMeant(command)) inKeyspaces(id, command);
        else inDefault(id, command);
    }

    private void inKeyspaces(LogId id, Command command) {
        Optional<Objection> stale = stale(command);
        Outcome outcome =
                stale.isPresent()
                        ? new Outcome.Refused(stale.get())
                        : keyspaces.apply(command, id, time, revision);
        commands.cameTo(command, outcome);
        revision = Math.max(revision, TrueKeyspaces.revision(outcome));
        lastWrites = List.of();
    }

    private void inDefault(LogId id, Command command) {
        var effect = new Effect(id);
        switch (command) {
            case Command.Write write -> write(effect, write);
            case Command.Once once -> once(effect, once);
            case Command.Clock clock -> timeGoesOn(effect, clock.nanos());
            case Command.RegisterClient register ->
                    commands.cameTo(command, clients.register(id.index(), register, time));
            case Command.KeepClient keep ->
                    commands.cameTo(command, clients.keep(keep.client(), time));
            case Command.ForgetClient forget ->
                    commands.cameTo(command, clients.forget(forget.client()));
            case Command.GrantLease grant ->
                    commands.cameTo(command, leases.grant(grant, id.index(), id.term(), time));
            case Command.KeepLease keep ->
                    commands.cameTo(command, leases.keep(keep.lease(), time));
            case Command.LookAtLease look ->
                    commands.cameTo(command, leases.look(look.lease(), time));
            case Command.RevokeLease revoke ->
                    commands.cameTo(command, revoke(effect, revoke.lease()));
            case Command.CompareDigests _ -> {}
            case Command.Compact compact -> past.compact(compact, revision);
            case Command.CompactOlder older -> past.compact(older, time, revision);
            case Command.CreateKeyspace _, Command.AlterKeyspace _, Command.DeleteKeyspace _ ->
                    throw new AssertionError(command);
        }
        revision = effect.revision();
        lastWrites = List.copyOf(effect.operations);
        for (long operation : effect.operations) listener.tookEffect(operation, revision);
    }

    private void write(Effect effect, Command.Write write) {
        Command.Change change = CommandParts.change(write);
        Optional<Objection> refusal = refusal(effect, write);
        boolean isWhole = write instanceof Command.Fenced || change instanceof Command.Txn;
        if (refusal.isPresent()) listener.refused(CommandParts.operation(change), refusal.get());
        else if (isWhole) {
            listener.carriedOut(CommandParts.operation(change), effect.change(change));
        } else effect.change(change);
    }

    /** Why a change is not done. */
    private Optional<Objection> refusal(Effect effect, Command.Write write) {
        return stale(write).or(() -> effect.refusal(CommandParts.change(write)));
    }

    private Optional<Objection> stale(Command command) {
        if (!(command instanceof Command.Fenced(Fence fence, _))) return Optional.empty();
        long created =
                fence.keyspace() == Keyspaces.DEFAULT
                        ? keys.live(fence.key()).map(TrueKeys.Entry::created).orElse(0L)
                        : keyspaces.created(new Keys.One(fence.keyspace(), fence.key()));
        return fences.objection(fence, created);
    }

    /** Whoever leads has applied all that those before him said of the time. */
    private void timeGoesOn(Effect effect, long nanos) {
        InvariantViolation.require(
                nanos >= time, "the time of the log is %d, and goes back to %d", time, nanos);
        time = nanos;
        clients.expire(time, numbered);
        leases.due(time).ifPresent(lease -> leased.ended(lease, end(effect, lease)));
        keyspaces.removeRows();
    }

    private Outcome revoke(Effect effect, long lease) {
        if (!leases.isLive(lease)) return TrueLeases.unknown(lease);
        TrueLeases.Taken taken = end(effect, lease);
        leased.revoked(taken);
        return new Outcome.Deleted(taken.revision(), taken.keys().size() + taken.ofOthers());
    }

    private TrueLeases.Taken end(Effect effect, long lease) {
        if (leases.isOlderThan(effect.id.term(), lease)) leased.outlivedALeader();
        List<Bytes> ofDefault = new ArrayList<>();
        int ofOthers = 0;
        int ofGone = 0;
        for (Keys.One key : leases.end(lease)) {
            if (key.keyspace() == Keyspaces.DEFAULT) {
                effect.remove(key.key());
                ofDefault.add(key.key());
            } else if (keyspaces.remove(key, revision + 1)) {
                effect.isOne = true;
                ofOthers++;
            } else {
                ofGone++;
            }
        }
        return new TrueLeases.Taken(ofDefault, ofOthers, ofGone, effect.revision());
    }

    private void once(Effect effect, Command.Once once) {
        switch (clients.judge(once, time)) {
            case TrueClients.Verdict.Do _ -> {
                var write = (Command.Write) CommandCodec.decode(once.change());
                Command.Change change = CommandParts.change(write);
                Optional<Objection> refusal = refusal(effect, write);
                clients.did(once);
                if (refusal.isPresent()) {
                    listener.refused(CommandParts.operation(change), refusal.get());
                } else {
                    numbered.done(once.client(), once.sequence(), effect.change(change));
                }
            }
            case TrueClients.Verdict.Again _ -> numbered.again(once.client(), once.sequence());
            case TrueClients.Verdict.Refuse(Objection why) ->
                    numbered.refused(once.client(), once.sequence(), why);
        }
    }

    /** All that one command does: one revision, at most. */
    private final class Effect {

        private final LogId id;
        private final List<Long> operations = new ArrayList<>();
        private int forATime;
        private boolean isOne;

        Effect(LogId id) {
            this.id = id;
        }

        long revision() {
            return isOne ? TrueState.this.revision + 1 : TrueState.this.revision;
        }

        /** Why a change is not done: it is to hang on a lease that is not. */
        Optional<Objection> refusal(Command.Change change) {
            List<Command.Put> puts =
                    switch (change) {
                        case Command.Put put -> List.of(put);
                        case Command.Delete _ -> List.of();
                        case Command.Txn txn -> CommandParts.puts(taken(txn));
                    };
            return puts.stream()
                    .map(Command.Put::lease)
                    .filter(lease -> lease != 0 && !leases.isLive(lease))
                    .findFirst()
                    .map(Objection.UnknownLease::new);
        }

        private List<io.quorate.core.state.Operation> taken(Command.Txn txn) {
            return txn.compares().stream().allMatch(this::holds) ? txn.success() : txn.failure();
        }

        Operation.Reply change(Command.Change change) {
            return switch (change) {
                case Command.Put put -> put(put);
                case Command.Delete delete -> delete(delete);
                case Command.Txn txn -> txn(txn);
            };
        }

        private Operation.Reply put(Command.Put put) {
            isOne = true;
            Optional<TrueKeys.Entry> before = keys.live(put.key());
            long operation = Values.operation(put.value());
            if (!operations.contains(operation)) operations.add(operation);
            add(
                    put.key(),
                    new TrueKeys.Entry(
                            revision(),
                            id.term(),
                            before.map(TrueKeys.Entry::created).orElse(revision()),
                            before.map(TrueKeys.Entry::writes).orElse(0L) + 1,
                            put.ttlNanos() == 0 ? put.lease() : lease(put, operation),
                            Optional.of(put.value())));
            return new Operation.Reply.Done(revision());
        }

        private long lease(Command.Put put, long operation) {
            long lease = leases.grantOfOneKey(id, forATime++, put.ttlNanos(), time);
            leased.made(lease, operation, put.ttlNanos());
            return lease;
        }

        private Operation.Reply delete(Command.Delete delete) {
            if (delete.keys() instanceof Keys.Range range) return deleteAll(range);
            Bytes key = CommandParts.only(delete.keys());
            boolean isThere = keys.live(key).isPresent();
            if (isThere) remove(key);
            return new Operation.Reply.Deleted(revision(), isThere ? 1 : 0);
        }

        private Operation.Reply deleteAll(Keys.Range range) {
            List<KeyVersion> previous = new ArrayList<>();
            for (Bytes key : keys.ever(range.start(), range.endOrEmpty())) {
                keys.live(key)
                        .flatMap(TrueKeys.Entry::version)
                        .ifPresent(version -> previous.add(new KeyVersion(key, version)));
            }
            for (KeyVersion each : previous) remove(each.key());
            return new Operation.Reply.DeletedAll(revision(), previous);
        }

        void remove(Bytes key) {
            isOne = true;
            add(key, new TrueKeys.Entry(revision(), id.term(), 0, 0, 0, Optional.empty()));
        }

        private void add(Bytes key, TrueKeys.Entry entry) {
            leases.moved(
                    new Keys.One(Keyspaces.DEFAULT, key),
                    keys.live(key).map(TrueKeys.Entry::lease).orElse(0L),
                    entry.lease());
            keys.add(key, entry);
            Optional<String> value = entry.value().map(SimulatedWatcher::hex);
            changes.add(new Change(entry.revision(), SimulatedWatcher.text(key), value));
        }

        /** Transactions are of two shapes: puts on a condition, and several steps without one. */
        Operation.Reply txn(Command.Txn txn) {
            boolean holds = txn.compares().stream().allMatch(this::holds);
            List<Operation.Reply> steps = new ArrayList<>();
            for (var operation : holds ? txn.success() : txn.failure()) {
                steps.add(
                        switch (operation) {
                            case Command.Put put -> put(put);
                            case Command.Delete delete -> delete(delete);
                            case Query query -> read(query.keys());
                            case Command.Txn nested -> throw new AssertionError(nested);
                        });
            }
            if (txn.compares().isEmpty()) return new Operation.Reply.Each(revision(), steps);
            if (holds) return steps.getFirst();
            var found = (Operation.Reply.Found) steps.getFirst();
            return new Operation.Reply.Unmet(found.revision(), found.version());
        }

        private Operation.Reply read(Keys which) {
            return switch (which) {
                case Keys.One(int _, Bytes key) ->
                        new Operation.Reply.Found(
                                revision(), keys.live(key).flatMap(TrueKeys.Entry::version), 0);
                case Keys.Range _ -> {
                    List<KeyVersion> all = new ArrayList<>();
                    for (Bytes key : keys.ever()) {
                        keys.live(key)
                                .flatMap(TrueKeys.Entry::version)
                                .ifPresent(version -> all.add(new KeyVersion(key, version)));
                    }
                    yield new Operation.Reply.FoundAll(revision(), all, 0);
                }
            };
        }

        private boolean holds(Compare compare) {
            Optional<TrueKeys.Entry> live = keys.live(CommandParts.only(compare.keys()));
            boolean holds = CommandParts.holds(compare.test(), live);
            if (holds && live.filter(entry -> entry.term() < id.term()).isPresent()) {
                listener.heldAfterFailover();
            }
            return holds;
        }
    }

    /** All changes in a keyspace, in the order in which they were made. */
    List<Change> changes(int keyspace) {
        return keyspace == Keyspaces.DEFAULT ? changes : keyspaces.changes(keyspace);
    }
}
