package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Command;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Operation;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Query;
import io.quorate.core.state.Usage;
import io.quorate.verify.watch.Change;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which keyspaces there are beside the default one, and what each holds, written down a second time
 * and more simply: at every revision, all of it.
 */
final class TrueKeyspaces {

    /**
     * What is under a key.
     *
     * @param lease that it hangs on; 0 for none
     * @param created the revision since which the key has been there
     */
    record Held(Bytes value, long lease, long created) {}

    /** A keyspace that is live, at a revision. */
    record Space(int id, String name, long created, KeyspaceLimits limits, Map<Bytes, Held> keys) {

        Space with(KeyspaceLimits now) {
            return new Space(id, name, created, now, keys);
        }

        Space with(Map<Bytes, Held> now) {
            return new Space(id, name, created, limits, now);
        }

        Usage usage() {
            long bytes = 0;
            for (var each : keys.entrySet()) {
                bytes += each.getKey().size() + each.getValue().value().size();
            }
            return new Usage(keys.size(), bytes);
        }

        /** As a client is told. */
        Keyspace as(Keyspace.Stage stage) {
            var replication = Keyspace.Replication.CONSENSUS;
            return new Keyspace(id, name, created, replication, limits, usage(), stage);
        }
    }

    private final TrueLeases leases;
    private final NavigableMap<Long, Map<Integer, Space>> byRevision = new TreeMap<>();
    private final NavigableMap<Integer, Map<Bytes, Held>> gone = new TreeMap<>();
    private final Map<Integer, List<Change>> changes = new TreeMap<>();
    private Map<Integer, Space> now = Map.of();
    private int last = Keyspaces.DEFAULT;

    /**
     * @param leases on which their keys may hang
     */
    TrueKeyspaces(TrueLeases leases) {
        this.leases = leases;
    }

    /** Whether a command is about keyspaces, or the keys of one that is not the default one. */
    static boolean areMeant(Command command) {
        return switch (command) {
            case Command.CreateKeyspace _, Command.AlterKeyspace _, Command.DeleteKeyspace _ ->
                    true;
            case Command.Write write -> keyspace(CommandParts.change(write)) != Keyspaces.DEFAULT;
            default -> false;
        };
    }

    private static int keyspace(Operation operation) {
        return switch (operation) {
            case Command.Put put -> put.keyspace();
            case Command.Delete delete -> delete.keys().keyspace();
            case Command.Txn txn -> keyspace(txn.success().getFirst());
            case Query query -> query.keys().keyspace();
        };
    }

    /** Those that are live at a revision, by their numbers. */
    Map<Integer, Space> at(long revision) {
        var floor = byRevision.floorEntry(revision);
        return floor == null ? Map.of() : floor.getValue();
    }

    /** Whether one is there now. */
    boolean isLive(int keyspace) {
        return now.containsKey(keyspace);
    }

    /** All changes that were made of one's keys, in their order. */
    List<Change> changes(int keyspace) {
        return changes.getOrDefault(keyspace, List.of());
    }

    private void changed(int keyspace, long revision, Bytes key, Optional<Bytes> value) {
        changes.computeIfAbsent(keyspace, none -> new ArrayList<>())
                .add(
                        new Change(
                                revision,
                                SimulatedWatcher.text(key),
                                value.map(SimulatedWatcher::hex)));
    }

    /** The highest number that one was given so far. */
    int last() {
        return last;
    }

    /** Since when a key is there; 0 if it is not. */
    long created(Keys.One key) {
        Space space = now.get(key.keyspace());
        Held held = space == null ? null : space.keys().get(key.key());
        return held == null ? 0 : held.created();
    }

    /**
     * A key goes with its lease.
     *
     * @return false if its keyspace went before: then this is no change
     */
    boolean remove(Keys.One key, long revision) {
        Space space = now.get(key.keyspace());
        if (space == null) {
            gone.get(key.keyspace()).remove(key.key());
            return false;
        }
        Map<Bytes, Held> others = new TreeMap<>(space.keys());
        others.remove(key.key());
        Map<Integer, Space> all = new TreeMap<>(now);
        all.put(space.id(), space.with(others));
        become(revision, all);
        changed(key.keyspace(), revision, key.key(), Optional.empty());
        return true;
    }

    /**
     * Of those that are deleted the first has its rows removed, which hang on no lease any more.
     */
    void removeRows() {
        var first = gone.pollFirstEntry();
        if (first == null) return;
        first.getValue()
                .forEach(
                        (key, held) ->
                                leases.moved(new Keys.One(first.getKey(), key), held.lease(), 0));
    }

    /**
     * A command that is {@link #areMeant meant} for them is carried out, behind no fence that is
     * stale.
     *
     * @param id of its entry
     * @param time of the log
     * @param revision that of the state before
     */
    Outcome apply(Command command, LogId id, long time, long revision) {
        return switch (command) {
            case Command.CreateKeyspace create -> create(create, revision + 1);
            case Command.AlterKeyspace alter -> {
                Space space = now.get(alter.keyspace());
                if (space == null) yield unknown(alter.keyspace());
                yield is(revision + 1, space.with(altered(space.limits(), alter.limits())));
            }
            case Command.DeleteKeyspace delete -> {
                Space space = now.get(delete.keyspace());
                if (space == null) yield unknown(delete.keyspace());
                Map<Integer, Space> others = new TreeMap<>(now);
                others.remove(space.id());
                gone.put(space.id(), new TreeMap<>(space.keys()));
                become(revision + 1, others);
                yield new Outcome.OfKeyspace(revision + 1, space.as(Keyspace.Stage.DELETED));
            }
            case Command.Write write ->
                    new Effect(id, time, revision).change(CommandParts.change(write));
            default -> throw new AssertionError("nobody asks for " + command);
        };
    }

    /** The revision of an outcome; 0 if the command was refused. */
    static long revision(Outcome outcome) {
        return switch (outcome) {
            case Outcome.OfKeyspace(long revision, _) -> revision;
            case Outcome.Put(long revision, _) -> revision;
            case Outcome.Deleted deleted -> deleted.revision();
            case Outcome.Txn txn -> txn.revision();
            case Outcome.Refused _ -> 0;
            default -> throw new AssertionError(outcome);
        };
    }

    private Outcome create(Command.CreateKeyspace create, long revision) {
        String name = create.name();
        boolean isTaken = now.values().stream().anyMatch(space -> space.name().equals(name));
        if (isTaken) return new Outcome.Refused(new Objection.KeyspaceExists(name));
        return is(revision, new Space(++last, name, revision, create.limits(), Map.of()));
    }

    private static KeyspaceLimits altered(KeyspaceLimits limits, KeyspaceLimits.Alteration by) {
        return new KeyspaceLimits(
                by.keysMax().orElse(limits.keysMax()),
                by.bytesMax().orElse(limits.bytesMax()),
                by.valueBytesMax().orElse(limits.valueBytesMax()));
    }

    private Outcome is(long revision, Space space) {
        Map<Integer, Space> all = new TreeMap<>(now);
        all.put(space.id(), space);
        become(revision, all);
        return new Outcome.OfKeyspace(revision, space.as(Keyspace.Stage.LIVE));
    }

    private void become(long revision, Map<Integer, Space> all) {
        now = all;
        byRevision.put(revision, all);
    }

    private static Outcome unknown(int keyspace) {
        return new Outcome.Refused(new Objection.UnknownKeyspace(keyspace));
    }

    /** All that one change does, or nothing. */
    private final class Effect {

        private final LogId id;
        private final long time;
        private final long before;
        private final Map<Integer, Map<Bytes, Held>> changed = new LinkedHashMap<>();
        private final List<Long> livesNanos = new ArrayList<>();
        private final List<Made> made = new ArrayList<>();
        private Optional<Objection> objection = Optional.empty();
        private boolean isOne;

        Effect(LogId id, long time, long before) {
            this.id = id;
            this.time = time;
            this.before = before;
        }

        private long revision() {
            return isOne ? before + 1 : before;
        }

        Outcome change(Command.Change change) {
            Outcome outcome = step(change);
            changed.forEach(
                    (keyspace, keys) ->
                            requireRoom(now.get(keyspace), now.get(keyspace).with(keys)));
            if (objection.isPresent()) return new Outcome.Refused(objection.get());
            if (!isOne) return outcome;
            for (int i = 0; i < livesNanos.size(); i++) {
                leases.grantOfOneKey(id, i, livesNanos.get(i), time);
            }
            Map<Integer, Space> all = new TreeMap<>(now);
            changed.forEach((keyspace, keys) -> all.put(keyspace, now.get(keyspace).with(keys)));
            changed.forEach((keyspace, keys) -> attach(now.get(keyspace), keys));
            become(revision(), all);
            for (Made each : made) {
                TrueKeyspaces.this.changed(each.keyspace(), revision(), each.key(), each.value());
            }
            return outcome;
        }

        private record Made(int keyspace, Bytes key, Optional<Bytes> value) {}

        private void attach(Space space, Map<Bytes, Held> keys) {
            Set<Bytes> either = new TreeSet<>(space.keys().keySet());
            either.addAll(keys.keySet());
            for (Bytes key : either) {
                long was = lease(space.keys().get(key));
                long is = lease(keys.get(key));
                if (was != is) leases.moved(new Keys.One(space.id(), key), was, is);
            }
        }

        private static long lease(Held held) {
            return held == null ? 0 : held.lease();
        }

        /** Who has too much already may not have more; less he may. */
        private void requireRoom(Space was, Space is) {
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
            Space space = now.get(keyspace);
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
            long max = now.get(put.keyspace()).limits().valueBytesMax();
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
}
