package io.quorate.simulation;

import io.quorate.core.Bytes;
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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which keyspaces there are beside the default one, and what each holds, written down a second time
 * and more simply: at every revision, all of it.
 */
final class TrueKeyspaces {

    /** A keyspace that is live, at a revision. */
    record Space(int id, String name, long created, KeyspaceLimits limits, Map<Bytes, Bytes> keys) {

        Space with(KeyspaceLimits now) {
            return new Space(id, name, created, now, keys);
        }

        Space with(Map<Bytes, Bytes> now) {
            return new Space(id, name, created, limits, now);
        }

        Usage usage() {
            long bytes = 0;
            for (var each : keys.entrySet()) bytes += each.getKey().size() + each.getValue().size();
            return new Usage(keys.size(), bytes);
        }

        /** As a client is told. */
        Keyspace as(Keyspace.Stage stage) {
            var replication = Keyspace.Replication.CONSENSUS;
            return new Keyspace(id, name, created, replication, limits, usage(), stage);
        }
    }

    private final NavigableMap<Long, Map<Integer, Space>> byRevision = new TreeMap<>();
    private Map<Integer, Space> now = Map.of();
    private int last = Keyspaces.DEFAULT;

    /** Whether a command is about keyspaces, or the keys of one that is not the default one. */
    static boolean areMeant(Command command) {
        return switch (command) {
            case Command.CreateKeyspace _, Command.AlterKeyspace _, Command.DeleteKeyspace _ ->
                    true;
            case Command.Change change -> keyspace(change) != Keyspaces.DEFAULT;
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

    /** The highest number that one was given so far. */
    int last() {
        return last;
    }

    /**
     * A command that is {@link #areMeant meant} for them is carried out.
     *
     * @param revision that of the state before
     */
    Outcome apply(Command command, long revision) {
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
                become(revision + 1, others);
                yield new Outcome.OfKeyspace(revision + 1, space.as(Keyspace.Stage.DELETED));
            }
            case Command.Change change -> new Effect(revision).change(change);
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

        private final long before;
        private final Map<Integer, Map<Bytes, Bytes>> changed = new LinkedHashMap<>();
        private Optional<Objection> objection = Optional.empty();
        private boolean isOne;

        Effect(long before) {
            this.before = before;
        }

        private long revision() {
            return isOne ? before + 1 : before;
        }

        Outcome change(Command.Change change) {
            Outcome outcome = step(change);
            changed.forEach((id, keys) -> requireRoom(now.get(id), now.get(id).with(keys)));
            if (objection.isPresent()) return new Outcome.Refused(objection.get());
            if (!isOne) return outcome;
            Map<Integer, Space> all = new TreeMap<>(now);
            changed.forEach((id, keys) -> all.put(id, now.get(id).with(keys)));
            become(revision(), all);
            return outcome;
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

        private Optional<Map<Bytes, Bytes>> keys(int keyspace) {
            Space space = now.get(keyspace);
            if (space == null) {
                object(new Objection.UnknownKeyspace(keyspace));
                return Optional.empty();
            }
            Map<Bytes, Bytes> keys = changed.get(keyspace);
            return Optional.of(keys == null ? new TreeMap<>(space.keys()) : keys);
        }

        /** Of several that are full, that is named which was changed first. */
        private void changed(int keyspace, Map<Bytes, Bytes> keys) {
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
            Optional<Map<Bytes, Bytes>> keys = keys(put.keyspace());
            if (keys.isEmpty()) return new Outcome.Nothing();
            long max = now.get(put.keyspace()).limits().valueBytesMax();
            if (max > 0 && put.value().size() > max) object(new Objection.ValueTooLarge(max));
            keys.get().put(put.key(), put.value());
            changed(put.keyspace(), keys.get());
            return new Outcome.Put(revision(), Optional.empty());
        }

        private Outcome delete(Command.Delete delete) {
            Optional<Map<Bytes, Bytes>> keys = keys(delete.keys().keyspace());
            if (keys.isEmpty()) return new Outcome.Nothing();
            int size = keys.get().size();
            switch (delete.keys()) {
                case Keys.One one -> keys.get().remove(one.key());
                case Keys.Range range -> {
                    if (!range.start().isEmpty()) throw new AssertionError("who asks for " + range);
                    keys.get().clear();
                }
            }
            int count = size - keys.get().size();
            if (count > 0) changed(delete.keys().keyspace(), keys.get());
            return new Outcome.Deleted(revision(), count);
        }
    }
}
