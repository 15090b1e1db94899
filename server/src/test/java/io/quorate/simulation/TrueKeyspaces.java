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

    /** Whether one is there now, as the default one is always. */
    boolean isLive(int keyspace) {
        return keyspace == Keyspaces.DEFAULT || now.containsKey(keyspace);
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
            case Command.Write write -> write(CommandParts.change(write), id, time, revision);
            default -> throw new AssertionError("nobody asks for " + command);
        };
    }

    private Outcome write(Command.Change change, LogId id, long time, long before) {
        var effect = new KeyspaceEffect(now, leases, id, before);
        Outcome outcome = effect.change(change);
        if (!effect.isDone()) return outcome;
        for (int i = 0; i < effect.livesNanos().size(); i++) {
            leases.grantOfOneKey(id, i, effect.livesNanos().get(i), time);
        }
        Map<Integer, Space> all = new TreeMap<>(now);
        effect.changed()
                .forEach(
                        (keyspace, keys) -> {
                            attach(now.get(keyspace), keys);
                            all.put(keyspace, now.get(keyspace).with(keys));
                        });
        become(effect.revision(), all);
        for (KeyspaceEffect.Made each : effect.made()) {
            changed(each.keyspace(), effect.revision(), each.key(), each.value());
        }
        return outcome;
    }

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
}
