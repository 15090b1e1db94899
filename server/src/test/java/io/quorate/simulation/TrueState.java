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
import io.quorate.core.state.KnownClient;
import io.quorate.core.state.Objection;
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
     * @param value empty once it is deleted
     */
    record Entry(long revision, long term, long created, long writes, Optional<Bytes> value) {

        /** As a client is told. */
        Optional<Version> version() {
            return value.map(live -> new Version(live, revision, created, writes, 0));
        }
    }

    /** Learns of every write that is carried out. */
    interface Listener {

        /** An operation has put its value. */
        void tookEffect(long operation, long revision);

        /**
         * A transaction is done, whatever it came to.
         *
         * @param reply what its caller has to be told
         */
        void carriedOut(long operation, Operation.Reply reply);

        /** A change is not done. */
        void refused(long operation, Objection why);

        /** A compare held of what a leader of an earlier term wrote. */
        void heldAfterFailover();
    }

    private final Listener listener;
    private final TrueClients.Listener numbered;
    private final TrueClients clients = new TrueClients();
    private final TreeMap<Bytes, List<Entry>> keys = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final Map<Bytes, Long> lastFence = new TreeMap<>();
    private final TruePast past = new TruePast();
    private long revision;
    private long time;

    TrueState(Listener listener, TrueClients.Listener numbered) {
        this.listener = listener;
        this.numbered = numbered;
    }

    long revision() {
        return revision;
    }

    /** The clients, as every state has to know them. */
    Map<Long, KnownClient> clients() {
        return clients.all();
    }

    /** The first revision that can be read. */
    long compacted() {
        return past.floor();
    }

    /** The next command is carried out. */
    void apply(LogId id, Command command) {
        var effect = new Effect(id.term());
        switch (command) {
            case Command.Txn txn -> listener.carriedOut(operation(txn), effect.txn(txn));
            case Command.Change change -> effect.change(change);
            case Command.Once once -> once(effect, once);
            case Command.Clock clock -> {
                time = Math.max(time, clock.nanos());
                clients.expire(time, numbered);
            }
            case Command.RegisterClient register -> clients.register(id.index(), register, time);
            case Command.KeepClient keep -> clients.keep(keep.client(), time);
            case Command.ForgetClient forget -> clients.forget(forget.client());
            case Command.CompareDigests _ -> {}
            case Command.Fenced fenced -> fenced(effect, fenced);
            case Command.Compact compact -> past.compact(compact, revision);
            case Command.CompactOlder older -> past.compact(older, time, revision);
            case Command.GrantLease _,
                    Command.KeepLease _,
                    Command.LookAtLease _,
                    Command.RevokeLease _ ->
                    throw new AssertionError("nobody asks for that yet");
        }
        revision = effect.revision();
        for (long operation : effect.operations) listener.tookEffect(operation, revision);
    }

    private void fenced(Effect effect, Command.Fenced fenced) {
        long operation = operation(fenced.change());
        Optional<Objection> objection = objection(fenced);
        if (objection.isPresent()) listener.refused(operation, objection.get());
        else listener.carriedOut(operation, effect.change(fenced.change()));
    }

    private static Command.Change change(Command.Write write) {
        return switch (write) {
            case Command.Change change -> change;
            case Command.Fenced fenced -> fenced.change();
        };
    }

    /**
     * Why a change must not be done. Whoever is let through must hold the lock later than all who
     * were before.
     */
    private Optional<Objection> objection(Command.Write write) {
        if (!(write instanceof Command.Fenced(Fence fence, _))) return Optional.empty();
        long created = live(fence.key()).map(Entry::created).orElse(0L);
        if (created != fence.createRevision()) {
            return Optional.of(new Objection.StaleFence(fence.createRevision(), created));
        }
        long before = lastFence.getOrDefault(fence.key(), 0L);
        InvariantViolation.require(
                fence.createRevision() >= before,
                "a holder of %s since %d writes after one since %d",
                fence.key(),
                fence.createRevision(),
                before);
        lastFence.put(fence.key(), fence.createRevision());
        return Optional.empty();
    }

    private void once(Effect effect, Command.Once once) {
        switch (clients.judge(once, time)) {
            case TrueClients.Verdict.Do _ -> {
                var write = (Command.Write) CommandCodec.decode(once.change());
                Optional<Objection> objection = objection(write);
                clients.did(once);
                if (objection.isPresent()) {
                    listener.refused(operation(change(write)), objection.get());
                } else {
                    Operation.Reply reply = effect.change(change(write));
                    numbered.done(once.client(), once.sequence(), reply);
                }
            }
            case TrueClients.Verdict.Again _ -> numbered.again(once.client(), once.sequence());
            case TrueClients.Verdict.Refuse(Objection why) ->
                    numbered.refused(once.client(), once.sequence(), why);
        }
    }

    /** The operation that asked for a change. */
    private static long operation(Command.Change change) {
        return switch (change) {
            case Command.Put put -> Values.operation(put.value());
            case Command.Txn txn -> operation(txn);
            case Command.Delete _ -> throw new AssertionError("nobody asks for " + change);
        };
    }

    /** The operation that asked for a transaction: that whose value is in it, done or not. */
    private static long operation(Command.Txn txn) {
        for (var step : txn.success()) {
            if (step instanceof Command.Put put) return Values.operation(put.value());
        }
        throw new AssertionError("nobody asks for " + txn);
    }

    /** All that one command does: one revision, at most. */
    private final class Effect {

        private final long term;
        private final List<Long> operations = new ArrayList<>();
        private boolean isOne;

        Effect(long term) {
            this.term = term;
        }

        long revision() {
            return isOne ? TrueState.this.revision + 1 : TrueState.this.revision;
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
                            term,
                            before.map(Entry::created).orElse(revision()),
                            before.map(Entry::writes).orElse(0L) + 1,
                            Optional.of(put.value())));
            return new Operation.Reply.Done(revision());
        }

        private Operation.Reply delete(Command.Delete delete) {
            Bytes key = only(delete.keys());
            boolean isThere = live(key).isPresent();
            if (isThere) {
                isOne = true;
                add(key, new Entry(revision(), term, 0, 0, Optional.empty()));
            }
            return new Operation.Reply.Deleted(revision(), isThere ? 1 : 0);
        }

        private void add(Bytes key, Entry entry) {
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
            Optional<Entry> live = live(only(compare.keys()));
            boolean holds =
                    switch (compare.test()) {
                        case Compare.Test.Value(Compare.Relation relation, Bytes operand) ->
                                relation == Compare.Relation.EQUAL
                                        && live.flatMap(Entry::value)
                                                .filter(operand::equals)
                                                .isPresent();
                        case Compare.Test.Number(
                                        Compare.Field field,
                                        Compare.Relation relation,
                                        long operand) ->
                                relation == Compare.Relation.EQUAL
                                        && live.map(entry -> number(field, entry)).orElse(0L)
                                                == operand;
                    };
            if (holds && live.filter(entry -> entry.term() < term).isPresent()) {
                listener.heldAfterFailover();
            }
            return holds;
        }
    }

    private static long number(Compare.Field field, Entry entry) {
        return switch (field) {
            case VERSION -> entry.writes();
            case CREATE_REVISION -> entry.created();
            case MOD_REVISION -> entry.revision();
            case LEASE -> 0;
        };
    }

    private static Bytes only(Keys which) {
        if (which instanceof Keys.One(int _, Bytes key)) return key;
        throw new AssertionError("nobody asks for " + which);
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
