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
import io.quorate.core.state.Objection;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Query;
import io.quorate.core.state.Version;
import io.quorate.verify.watch.Change;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the committed commands make of the keys, written down a second time and more simply than the
 * state machine does: every version of every key, in one map. It knows what the callers of a run
 * ask for, and nothing else.
 */
final class TrueState {

    /**
     * A key from a revision on.
     *
     * @param term of the entry that wrote it
     * @param created the revision since which the key has been there
     * @param writes how many there were since
     * @param lease that it hangs on; 0 for none
     * @param value empty once it is deleted
     */
    record Entry(
            long revision,
            long term,
            long created,
            long writes,
            long lease,
            Optional<Bytes> value) {

        /** As a client is told. */
        Optional<Version> version() {
            return value.map(live -> new Version(live, revision, created, writes, lease));
        }
    }

    private final TrueListener listener;
    private final TrueClients.Listener numbered;
    private final TrueLeases.Listener leased;
    private final TrueClients clients = new TrueClients();
    private final TrueLeases leases = new TrueLeases();
    private final Commands commands = new Commands();
    private final TreeMap<Bytes, List<Entry>> keys = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final TruePast past = new TruePast();
    private final TrueFences fences = new TrueFences();
    private final TrueKeyspaces keyspaces = new TrueKeyspaces();
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
        if (TrueKeyspaces.areMeant(command)) inKeyspaces(command);
        else inDefault(id, command);
    }

    private void inKeyspaces(Command command) {
        Outcome outcome = keyspaces.apply(command, revision);
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
        Optional<Objection> stale = Optional.empty();
        if (write instanceof Command.Fenced(Fence fence, _)) {
            long created = live(fence.key()).map(Entry::created).orElse(0L);
            stale = fences.objection(fence, created);
        }
        return stale.or(() -> effect.refusal(CommandParts.change(write)));
    }

    /** Whoever leads has applied all that those before him said of the time. */
    private void timeGoesOn(Effect effect, long nanos) {
        InvariantViolation.require(
                nanos >= time, "the time of the log is %d, and goes back to %d", time, nanos);
        time = nanos;
        clients.expire(time, numbered);
        Optional<Long> due = leases.due(time);
        if (due.isEmpty()) return;
        List<Bytes> keys = end(effect, due.get());
        leased.ended(due.get(), keys, effect.revision());
    }

    private Outcome revoke(Effect effect, long lease) {
        if (!leases.isLive(lease)) return TrueLeases.unknown(lease);
        List<Bytes> keys = end(effect, lease);
        leased.revoked(keys, effect.revision());
        return new Outcome.Deleted(effect.revision(), keys.size());
    }

    private List<Bytes> end(Effect effect, long lease) {
        if (leases.isOlderThan(effect.id.term(), lease)) leased.outlivedALeader();
        List<Bytes> keys = leases.end(lease);
        keys.forEach(effect::remove);
        return keys;
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
            Optional<Entry> before = live(put.key());
            long operation = Values.operation(put.value());
            if (!operations.contains(operation)) operations.add(operation);
            add(
                    put.key(),
                    new Entry(
                            revision(),
                            id.term(),
                            before.map(Entry::created).orElse(revision()),
                            before.map(Entry::writes).orElse(0L) + 1,
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
            boolean isThere = live(key).isPresent();
            if (isThere) remove(key);
            return new Operation.Reply.Deleted(revision(), isThere ? 1 : 0);
        }

        private Operation.Reply deleteAll(Keys.Range range) {
            List<KeyVersion> previous = new ArrayList<>();
            for (Bytes key : keys.subMap(range.start(), range.endOrEmpty()).keySet()) {
                live(key)
                        .flatMap(Entry::version)
                        .ifPresent(version -> previous.add(new KeyVersion(key, version)));
            }
            for (KeyVersion each : previous) remove(each.key());
            return new Operation.Reply.DeletedAll(revision(), previous);
        }

        void remove(Bytes key) {
            isOne = true;
            add(key, new Entry(revision(), id.term(), 0, 0, 0, Optional.empty()));
        }

        private void add(Bytes key, Entry entry) {
            leases.moved(key, live(key).map(Entry::lease).orElse(0L), entry.lease());
            keys.computeIfAbsent(key, absent -> new ArrayList<>()).add(entry);
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
                        new Operation.Reply.Found(revision(), live(key).flatMap(Entry::version), 0);
                case Keys.Range _ -> {
                    List<KeyVersion> all = new ArrayList<>();
                    for (Bytes key : keys.keySet()) {
                        live(key)
                                .flatMap(Entry::version)
                                .ifPresent(version -> all.add(new KeyVersion(key, version)));
                    }
                    yield new Operation.Reply.FoundAll(revision(), all, 0);
                }
            };
        }

        private boolean holds(Compare compare) {
            Optional<Entry> live = live(CommandParts.only(compare.keys()));
            boolean holds = CommandParts.holds(compare.test(), live);
            if (holds && live.filter(entry -> entry.term() < id.term()).isPresent()) {
                listener.heldAfterFailover();
            }
            return holds;
        }
    }

    /** All changes, in the order in which they were made. */
    List<Change> changes() {
        return changes;
    }

    private Optional<Entry> live(Bytes key) {
        List<Entry> versions = keys.getOrDefault(key, List.of());
        if (versions.isEmpty()) return Optional.empty();
        return Optional.of(versions.getLast()).filter(last -> last.value().isPresent());
    }

    /** A key's value at a revision. */
    Optional<Bytes> at(Bytes key, long atRevision) {
        return entryAt(key, atRevision).flatMap(Entry::value);
    }

    /** What last became of a key up to a revision; that it was deleted is something too. */
    Optional<Entry> entryAt(Bytes key, long atRevision) {
        List<Entry> versions = keys.getOrDefault(key, List.of());
        int low = 0;
        int high = versions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions.get(middle).revision() <= atRevision) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? Optional.empty() : Optional.of(versions.get(low - 1));
    }

    /** All keys and values at a revision. */
    Map<Bytes, Bytes> allAt(long atRevision) {
        Map<Bytes, Bytes> all = new TreeMap<>();
        for (Bytes key : keys.keySet()) {
            at(key, atRevision).ifPresent(value -> all.put(key, value));
        }
        return all;
    }
}
