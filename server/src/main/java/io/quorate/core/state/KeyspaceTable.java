package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The keyspaces, and how much each holds, counted with every change and written with it. Numbers
 * are never given twice: what was meant for a keyspace that is gone never reaches one that has its
 * name now.
 */
public final class KeyspaceTable {

    private final Store store;
    private final LiveDigest digest;
    private final NavigableMap<Integer, Keyspace> keyspaces = new TreeMap<>();
    private final Map<String, Integer> names = new TreeMap<>();
    private final TreeSet<Integer> deleted = new TreeSet<>();
    private int last = Keyspaces.DEFAULT;

    private final Map<Integer, Optional<Keyspace>> changed = new LinkedHashMap<>();
    private final Map<String, Optional<Integer>> changedNames = new LinkedHashMap<>();
    private int pendingLast;

    private List<Integer> lastDeleted = List.of();

    /** The table of a store, whose digest counts what it changes. */
    KeyspaceTable(Store store, LiveDigest digest) {
        this.store = store;
        this.digest = digest;
        try (StoreView view = store.view()) {
            try (StoreCursor rows =
                    view.cursor(Family.META, KeyspaceRows.begin(), KeyspaceRows.end())) {
                for (; rows.isValid(); rows.next()) {
                    set(Keyspace.decode(KeyspaceRows.keyspace(rows.key()), rows.value()));
                }
            }
            if (!keyspaces.containsKey(Keyspaces.DEFAULT)) {
                set(Keyspace.ofDefault(counted(view, Keyspaces.DEFAULT)));
            }
        }
        store.get(Family.META, KeyspaceRows.LAST_KEY)
                .ifPresent(row -> last = KeyspaceRows.last(row));
        begin();
    }

    /** What a keyspace holds that has no row yet, as nothing was written to it since it may. */
    private static Usage counted(StoreView view, int keyspace) {
        Usage usage = Usage.NONE;
        Bytes from = Rows.begin(keyspace, Bytes.EMPTY);
        Bytes to = Rows.end(keyspace, Bytes.EMPTY);
        try (StoreCursor rows = view.cursor(Family.LATEST, from, to)) {
            for (; rows.isValid(); rows.next()) {
                usage = usage.plus(Usage.of(rows.key(), VersionRow.whole(rows.value())));
            }
        }
        return usage;
    }

    private void set(Keyspace keyspace) {
        keyspaces.put(keyspace.id(), keyspace);
        if (keyspace.isLive()) names.put(keyspace.name(), keyspace.id());
        else deleted.add(keyspace.id());
    }

    /** A batch begins: what the last one changed and did not {@link #commit} never was. */
    void begin() {
        changed.clear();
        changedNames.clear();
        pendingLast = last;
    }

    /** Those that are live, in the order of their creation. Not while a batch is under way. */
    public List<Keyspace> all() {
        return keyspaces.values().stream().filter(Keyspace::isLive).toList();
    }

    /** The live one of this name. Not while a batch is under way. */
    public Optional<Keyspace> named(String name) {
        return Optional.ofNullable(names.get(name)).map(keyspaces::get);
    }

    /** Those that the last batch deleted. */
    public List<Integer> lastDeleted() {
        return lastDeleted;
    }

    /** Whether there is one of this number, and it is not deleted. */
    public boolean isLive(int id) {
        return live(id).isPresent();
    }

    private Optional<Keyspace> live(int id) {
        return find(id).filter(Keyspace::isLive);
    }

    private Optional<Keyspace> find(int id) {
        Optional<Keyspace> inBatch = changed.get(id);
        return inBatch == null ? Optional.ofNullable(keyspaces.get(id)) : inBatch;
    }

    private boolean isTaken(String name) {
        Optional<Integer> inBatch = changedNames.get(name);
        return inBatch == null ? names.containsKey(name) : inBatch.isPresent();
    }

    Outcome create(Command.CreateKeyspace command, LongSupplier nextRevision) {
        String name = command.name();
        if (isTaken(name)) return new Outcome.Refused(new Objection.KeyspaceExists(name));
        if (count() >= Limits.KEYSPACES_MAX || pendingLast == Integer.MAX_VALUE) {
            return new Outcome.Refused(new Objection.TooManyKeyspaces(Limits.KEYSPACES_MAX));
        }
        long revision = nextRevision.getAsLong();
        var keyspace =
                new Keyspace(
                        ++pendingLast,
                        name,
                        revision,
                        command.replication(),
                        command.limits(),
                        Usage.NONE,
                        Keyspace.Stage.LIVE);
        changedNames.put(name, Optional.of(keyspace.id()));
        return changed(keyspace, revision);
    }

    /** Those that are deleted count as long as they have rows. */
    private int count() {
        int count = keyspaces.size();
        for (var each : changed.entrySet()) {
            if (!keyspaces.containsKey(each.getKey())) count++;
            if (each.getValue().isEmpty()) count--;
        }
        return count;
    }

    Outcome alter(Command.AlterKeyspace command, LongSupplier nextRevision) {
        Optional<Keyspace> found = live(command.keyspace());
        if (found.isEmpty()) return unknown(command.keyspace());
        Keyspace keyspace = found.get();
        KeyspaceLimits limits = keyspace.limits().altered(command.limits());
        return changed(keyspace.with(limits), nextRevision.getAsLong());
    }

    /** From here on nobody reaches its keys; they are removed by the entries that follow. */
    Outcome delete(Command.DeleteKeyspace command, LongSupplier nextRevision) {
        Optional<Keyspace> found = live(command.keyspace());
        if (found.isEmpty()) return unknown(command.keyspace());
        changedNames.put(found.get().name(), Optional.empty());
        return changed(found.get().deleted(), nextRevision.getAsLong());
    }

    private Outcome changed(Keyspace keyspace, long revision) {
        changed.put(keyspace.id(), Optional.of(keyspace));
        return new Outcome.OfKeyspace(revision, keyspace);
    }

    private static Outcome unknown(int keyspace) {
        return new Outcome.Refused(new Objection.UnknownKeyspace(keyspace));
    }

    /** What keeps a value of this size from being put; empty if nothing does. */
    Optional<Objection> whyNotPut(int id, int valueBytes) {
        Optional<Keyspace> keyspace = live(id);
        if (keyspace.isEmpty()) return Optional.of(new Objection.UnknownKeyspace(id));
        KeyspaceLimits limits = keyspace.get().limits();
        return limits.isTooLarge(valueBytes)
                ? Optional.of(new Objection.ValueTooLarge(limits.valueBytesMax()))
                : Optional.empty();
    }

    /** The first keyspace changed that has no room for a command's changes; empty if all have. */
    Optional<Objection> weigh(List<Draft.Change> changes) {
        Map<Keyspace, Usage> growth = new LinkedHashMap<>();
        for (Draft.Change change : changes) {
            Keyspace keyspace = find(Rows.keyspace(change.row())).orElseThrow();
            if (!keyspace.limits().areOfUsage()) continue;
            growth.merge(keyspace, Usage.by(change), Usage::plus);
        }
        for (var each : growth.entrySet()) {
            Keyspace keyspace = each.getKey();
            Usage before = keyspace.usage();
            if (keyspace.limits().isOver(before, before.plus(each.getValue()))) {
                return Optional.of(new Objection.KeyspaceFull(keyspace.name(), keyspace.limits()));
            }
        }
        return Optional.empty();
    }

    /** A change was made. */
    void changed(Draft.Change change) {
        grow(change.row(), Usage.by(change));
    }

    /** A row of a keyspace that is deleted was removed. */
    void removed(Bytes row, VersionRow live) {
        grow(row, Usage.NONE.minus(Usage.of(row, live)));
    }

    private void grow(Bytes row, Usage by) {
        int id = Rows.keyspace(row);
        Keyspace keyspace = find(id).orElseThrow();
        changed.put(id, Optional.of(keyspace.with(keyspace.usage().plus(by))));
    }

    /** Whether rows of deleted keyspaces are to be removed. Not while a batch is under way. */
    boolean hasDeleted() {
        return !deleted.isEmpty();
    }

    /**
     * The deleted keyspace of the lowest number whose rows are not all removed yet, as the entries
     * so far have left it: the same on every replica, whatever batches they came in.
     */
    OptionalInt nextDeleted() {
        IntStream before = deleted.stream().mapToInt(id -> id).filter(id -> find(id).isPresent());
        IntStream inBatch =
                changed.values().stream()
                        .flatMap(Optional::stream)
                        .filter(keyspace -> !keyspace.isLive())
                        .mapToInt(Keyspace::id);
        return IntStream.concat(before.limit(1), inBatch).min();
    }

    /** Nothing is left of it. */
    void forget(int id) {
        changed.put(id, Optional.empty());
    }

    /** Writes what the batch changed. */
    void write(StoreBatch batch) {
        changed.forEach(
                (id, keyspace) ->
                        write(batch, KeyspaceRows.key(id), keyspace.map(Keyspace::encode)));
        if (pendingLast == last) return;
        write(batch, KeyspaceRows.LAST_KEY, Optional.of(KeyspaceRows.last(pendingLast)));
    }

    private void write(StoreBatch batch, Bytes key, Optional<Bytes> after) {
        digest.replaced(key, store.get(Family.META, key), after);
        if (after.isPresent()) batch.put(Family.META, key, after.get());
        else batch.delete(Family.META, key);
    }

    /** The store has the batch. */
    void commit() {
        List<Integer> gone = new ArrayList<>();
        changed.forEach(
                (id, keyspace) -> {
                    Keyspace before = keyspaces.remove(id);
                    boolean wasLive = before != null && before.isLive();
                    deleted.remove(id);
                    keyspace.ifPresent(this::set);
                    if (wasLive && keyspace.filter(Keyspace::isLive).isEmpty()) gone.add(id);
                });
        changedNames.forEach(
                (name, id) -> {
                    if (id.isPresent()) names.put(name, id.get());
                    else names.remove(name);
                });
        last = pendingLast;
        lastDeleted = gone;
        begin();
    }
}
