package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Command;
import io.quorate.core.state.Keys;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Operation;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Usage;
import io.quorate.simulation.TrueKeyspaces.Held;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that one change does in keyspaces beside the default one, or nothing. */
final class KeyspaceEffect {

    /** A key is put, or deleted. */
    record Made(int keyspace, Bytes key, Optional<Bytes> value) {}

    private final Map<Integer, TrueKeyspaces.Space> spaces;
    private final TrueLeases leases;
    private final LogId id;
    private final long before;
    private final Map<Integer, Map<Bytes, Held>> changed = new LinkedHashMap<>();
    private final List<Long> livesNanos = new ArrayList<>();
    private final List<Made> made = new ArrayList<>();
    private Optional<Objection> objection = Optional.empty();
    private boolean isOne;

    /**
     * @param spaces those that are there before
     * @param id of the entry
     * @param before the revision of the state before
     */
    KeyspaceEffect(
            Map<Integer, TrueKeyspaces.Space> spaces, TrueLeases leases, LogId id, long before) {
        this.spaces = spaces;
        this.leases = leases;
        this.id = id;
        this.before = before;
    }

    /** That of the state behind it. */
    long revision() {
        return isOne ? before + 1 : before;
    }

    /** Whether there is a change, to which nothing is to be objected. */
    boolean isDone() {
        return isOne && objection.isEmpty();
    }

    /** What the keyspaces that it changes hold behind it. */
    Map<Integer, Map<Bytes, Held>> changed() {
        return changed;
    }

    /** How long the keys are to live that it puts for a time, in its order. */
    List<Long> livesNanos() {
        return livesNanos;
    }

    /** What it does, in its order. */
    List<Made> made() {
        return made;
    }

    /** Says what it comes to. */
    Outcome change(Command.Change change) {
        Outcome outcome = step(change);
        changed.forEach(
                (keyspace, keys) ->
                        requireRoom(spaces.get(keyspace), spaces.get(keyspace).with(keys)));
        return objection.isPresent() ? new Outcome.Refused(objection.get()) : outcome;
    }

    /** Who has too much already may not have more; less he may. */
    private void requireRoom(TrueKeyspaces.Space was, TrueKeyspaces.Space is) {
        KeyspaceLimits limits = was.limits();
        Usage less = was.usage();
        Usage more = is.usage();
        boolean hasManyKeys = limits.keysMax() > 0 && more.keys() > limits.keysMax();
        boolean hasManyBytes = limits.bytesMax() > 0 && more.bytes() > limits.bytesMax();
        if ((hasManyKeys && more.keys() > less.keys())
                || (hasManyBytes && more.bytes() > less.bytes())) {
            object(new Objection.KeyspaceFull(was.name(), limits));
        }
    }

    private void object(Objection first) {
        if (objection.isEmpty()) objection = Optional.of(first);
    }

    private Optional<Map<Bytes, Held>> keys(int keyspace) {
        TrueKeyspaces.Space space = spaces.get(keyspace);
        if (space == null) {
            object(new Objection.UnknownKeyspace(keyspace));
            return Optional.empty();
        }
        Map<Bytes, Held> keys = changed.get(keyspace);
        return Optional.of(keys == null ? new TreeMap<>(space.keys()) : keys);
    }

    /** Of several that are full, that is named which was changed first. */
    private void changed(int keyspace, Map<Bytes, Held> keys) {
        changed.putIfAbsent(keyspace, keys);
        isOne = true;
    }

    private Outcome step(Operation operation) {
        return switch (operation) {
            case Command.Put put -> put(put);
            case Command.Delete delete -> delete(delete);
            case Command.Txn txn -> {
                List<Outcome> results = new ArrayList<>();
                for (Operation each : txn.success()) {
                    if (objection.isEmpty()) results.add(step(each));
                }
                yield new Outcome.Txn(revision(), Outcome.Branch.SUCCESS, results);
            }
            default -> throw new AssertionError("nobody asks for " + operation);
        };
    }

    private Outcome put(Command.Put put) {
        Optional<Map<Bytes, Held>> keys = keys(put.keyspace());
        if (keys.isEmpty()) return new Outcome.Nothing();
        long max = spaces.get(put.keyspace()).limits().valueBytesMax();
        if (max > 0 && put.value().size() > max) object(new Objection.ValueTooLarge(max));
        long lease = put.ttlNanos() == 0 ? put.lease() : lease(put.ttlNanos());
        boolean isUnknown = put.lease() != 0 && !leases.isLive(put.lease());
        if (isUnknown) object(new Objection.UnknownLease(put.lease()));
        changed(put.keyspace(), keys.get());
        Held was = keys.get().get(put.key());
        long created = was == null ? revision() : was.created();
        keys.get().put(put.key(), new Held(put.value(), lease, created));
        made.add(new Made(put.keyspace(), put.key(), Optional.of(put.value())));
        return new Outcome.Put(revision(), Optional.empty());
    }

    /** That which is made for one key. */
    private long lease(long lifeNanos) {
        livesNanos.add(lifeNanos);
        return TrueLeases.ofOneKey(id, livesNanos.size() - 1);
    }

    private Outcome delete(Command.Delete delete) {
        Optional<Map<Bytes, Held>> keys = keys(delete.keys().keyspace());
        if (keys.isEmpty()) return new Outcome.Nothing();
        List<Bytes> ended =
                switch (delete.keys()) {
                    case Keys.One one ->
                            keys.get().containsKey(one.key()) ? List.of(one.key()) : List.of();
                    case Keys.Range range -> {
                        if (range.start().isEmpty()) yield List.copyOf(keys.get().keySet());
                        throw new AssertionError("who asks for " + range);
                    }
                };
        if (!ended.isEmpty()) changed(delete.keys().keyspace(), keys.get());
        for (Bytes key : ended) {
            keys.get().remove(key);
            made.add(new Made(delete.keys().keyspace(), key, Optional.empty()));
        }
        return new Outcome.Deleted(revision(), ended.size());
    }
}
