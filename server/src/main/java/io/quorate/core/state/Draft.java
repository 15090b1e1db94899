package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The changes of one entry before they are part of its batch: the entry's operations see them, and
 * if the entry is refused they are dropped. All of them are of one revision, in the order of their
 * ordinals.
 */
final class Draft {

    /** Learns of live keys, in ascending order. */
    interface Visitor {
        /** A live key, by its row in LATEST. Answers whether to go on. */
        boolean visit(Bytes row, VersionRow live);
    }

    /** Learns of what became part of the batch. */
    interface Listener {

        /** A change. */
        void changed(Change change);

        /** A row was removed that nobody could see any more: by no change, at no revision. */
        void dropped(Bytes row, VersionRow live);
    }

    /**
     * What one change does to a key: what its rows say is read once, when it is drafted.
     *
     * @param row the key's row in LATEST
     * @param live the version that was live before the change, if one was
     * @param left the version that it makes; empty if it is a delete
     * @param head what the version that it ends says beside its value
     * @param lease the lease of the version that it makes; 0: none
     */
    record Change(
            Bytes row,
            ChangeId id,
            Optional<VersionRow> live,
            Optional<VersionRow> left,
            Optional<VersionRow.Head> head,
            long lease) {

        /** The version that it ends, as the past keeps it. */
        Optional<VersionRow> ended() {
            return left.isPresent() ? live : live.map(VersionRow::deleted);
        }

        /** The lease of the version that it ends; 0: none. */
        long leaseBefore() {
            return head.map(VersionRow.Head::lease).orElse(0L);
        }
    }

    private final Pending pending;
    private final Function<Bytes, Optional<VersionRow>> before;
    private final Listener listener;
    private final List<Change> changes = new ArrayList<>();
    private final Map<Bytes, VersionRow> dropped = new LinkedHashMap<>();
    private final Map<Bytes, Optional<VersionRow>> rows = new LinkedHashMap<>();

    /**
     * @param pending what the entries before made of the state
     * @param before finds a live row as those entries left it
     */
    Draft(Pending pending, Function<Bytes, Optional<VersionRow>> before, Listener listener) {
        this.pending = pending;
        this.before = before;
        this.listener = listener;
    }

    /** Drops what there is: another entry begins. */
    void begin() {
        changes.clear();
        dropped.clear();
        rows.clear();
    }

    /** The revision of the state with these changes. */
    long revision() {
        return changes.isEmpty() ? pending.revision() : pending.revision() + 1;
    }

    /** The live row of a key. */
    Optional<VersionRow> live(Bytes row) {
        Optional<VersionRow> drafted = rows.get(row);
        return drafted == null ? before.apply(row) : drafted;
    }

    /** Visits the live rows of a stretch of LATEST. */
    void scan(StoreView view, Bytes from, Bytes to, Visitor visitor) {
        NavigableMap<Bytes, Optional<VersionRow>> changed = pending.between(from, to);
        rows.forEach(
                (row, live) -> {
                    if (from.compareTo(row) <= 0 && row.compareTo(to) < 0) changed.put(row, live);
                });
        try (StoreCursor stored = view.cursor(Family.LATEST, from, to)) {
            boolean goesOn = true;
            while (goesOn && stored.isValid()) {
                Bytes row = stored.key();
                while (goesOn && !changed.isEmpty() && changed.firstKey().compareTo(row) < 0) {
                    goesOn = visitFirst(changed, visitor);
                }
                if (!goesOn) return;
                if (changed.isEmpty() || !changed.firstKey().equals(row)) {
                    goesOn = visitor.visit(row, VersionRow.whole(stored.value()));
                } else {
                    goesOn = visitFirst(changed, visitor);
                }
                stored.next();
            }
            while (goesOn && !changed.isEmpty()) goesOn = visitFirst(changed, visitor);
        }
    }

    private static boolean visitFirst(
            NavigableMap<Bytes, Optional<VersionRow>> changed, Visitor visitor) {
        var first = changed.pollFirstEntry();
        return first.getValue().isEmpty() || visitor.visit(first.getKey(), first.getValue().get());
    }

    /** Puts a value; what it supersedes is given. */
    void put(Bytes row, Optional<VersionRow> live, Bytes value, long lease) {
        ChangeId id = next();
        Optional<VersionRow.Head> head = live.map(VersionRow::readHead);
        VersionRow made =
                head.isPresent()
                        ? VersionRow.after(head.get(), id, value, lease)
                        : VersionRow.created(id, value, lease);
        add(new Change(row, id, live, Optional.of(made), head, lease));
    }

    /** Removes a key, whose live row is given. */
    void delete(Bytes row, VersionRow live) {
        var head = Optional.of(live.deleted().readHead());
        add(new Change(row, next(), Optional.of(live), Optional.empty(), head, 0));
    }

    /** Removes a row that nobody can see any more. */
    void drop(Bytes row, VersionRow live) {
        dropped.put(row, live);
    }

    /** What is changed so far, in the order of the ordinals. */
    List<Change> changes() {
        return changes;
    }

    private ChangeId next() {
        return new ChangeId(pending.revision() + 1, changes.size());
    }

    private void add(Change change) {
        changes.add(change);
        rows.put(change.row(), change.left());
    }

    /** Makes what was {@link #drop}ped part of the batch. */
    void commitDropped() {
        dropped.forEach(
                (row, live) -> {
                    pending.set(row, Optional.empty());
                    listener.dropped(row, live);
                });
    }

    /** Makes the changes part of the batch. */
    void commit(StoreBatch batch) {
        if (changes.isEmpty()) return;
        pending.advance();
        Set<Bytes> indexed = new LinkedHashSet<>();
        for (Change change : changes) {
            if (change.ended().isPresent()) {
                supersede(batch, change, change.ended().get(), indexed);
            } else {
                batch.put(Family.CHANGES, Rows.change(change.id()), change.row());
            }
            pending.set(change.row(), change.left());
            listener.changed(change);
        }
    }

    /**
     * Keeps a version that a change ends, and a way to it if one is due. Of a key that one entry
     * changes more than once the first way is the one that leads to all that was before.
     */
    private static void supersede(
            StoreBatch batch, Change change, VersionRow ended, Set<Bytes> indexed) {
        Bytes row = change.row();
        ChangeId id = change.id();
        batch.put(Family.CHANGES, Rows.change(id), row, ended.head(), ended.tail());
        if (!Past.isIndexed(change.head().orElseThrow()) || !indexed.add(row)) return;
        Bytes way = Rows.ordinal(id.ordinal());
        batch.put(Family.HISTORY, Rows.historyOf(row, id.revision()), way);
    }
}
