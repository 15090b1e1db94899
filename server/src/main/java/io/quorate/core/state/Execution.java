package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Does commands, one after the other: each whole, or not at all and with an {@link Objection}. */
final class Execution {

    private final Supplier<StoreView> views;
    private final Draft draft;
    private final LeaseTable leases;
    private final KeyspaceTable keyspaces;
    private final Budget budget = new Budget();
    private final Map<Long, Long> lives = new LinkedHashMap<>();
    private long index;

    /**
     * @param views the store as the entries of earlier batches left it
     * @param draft where a command's changes are gathered
     */
    Execution(Supplier<StoreView> views, Draft draft, LeaseTable leases, KeyspaceTable keyspaces) {
        this.views = views;
        this.draft = draft;
        this.leases = leases;
        this.keyspaces = keyspaces;
    }

    /**
     * Does a command; what it changes is then in the batch.
     *
     * @param entry the index of its entry
     * @param now the time of the log
     */
    Outcome execute(Command.Write command, long entry, long now, StoreBatch batch) {
        draft.begin();
        budget.begin();
        lives.clear();
        index = entry;
        Outcome outcome =
                switch (command) {
                    case Command.Change change -> operate(change);
                    case Command.Fenced fenced -> behind(fenced);
                };
        Optional<Objection> objection = budget.objection();
        if (objection.isPresent()) return new Outcome.Refused(objection.get());
        lives.forEach((lease, ttlNanos) -> leases.grantOfOneKey(lease, ttlNanos, now));
        draft.commit(batch);
        return outcome;
    }

    /** Done as far as the keyspaces have room for it. */
    private Outcome operate(Command.Change change) {
        Outcome outcome = step(change);
        keyspaces.weigh(draft.changes()).ifPresent(budget::object);
        return outcome;
    }

    /**
     * Ends a lease: removes what is attached to it, as one change; some of it, if it is more than
     * one entry may look at. The lease goes with the last key.
     */
    Outcome end(long lease, StoreBatch batch) {
        draft.begin();
        budget.begin();
        long[] count = {0};
        boolean[] all = {true};
        leases.end(lease);
        leases.visit(
                lease,
                row -> {
                    VersionRow live = draft.live(row).orElseThrow();
                    all[0] = budget.look() && budget.hold(live.size());
                    if (!all[0]) return false;
                    if (!keyspaces.isLive(Rows.keyspace(row))) {
                        draft.drop(row, live);
                        return true;
                    }
                    draft.delete(row, live);
                    count[0]++;
                    return true;
                });
        long revision = draft.revision();
        draft.commitDropped();
        draft.commit(batch);
        if (all[0]) leases.remove(lease);
        return new Outcome.Deleted(revision, count[0]);
    }

    /** The lock's key is looked at as every entry before this one has left it. */
    private Outcome behind(Command.Fenced fenced) {
        Fence fence = fenced.fence();
        long created =
                draft.live(Rows.latest(fence.keyspace(), fence.key()))
                        .filter(_ -> keyspaces.isLive(fence.keyspace()))
                        .map(live -> live.readHead().createRevision())
                        .orElse(0L);
        if (created == fence.createRevision()) return operate(fenced.change());
        budget.object(new Objection.StaleFence(fence.createRevision(), created));
        return new Outcome.Nothing();
    }

    /**
     * Removes the rows of a deleted keyspace; some of them, if there are more than one entry
     * removes. Nobody sees them any more, so this is no change and has no revision.
     */
    void removeRows(int keyspace) {
        draft.begin();
        budget.begin();
        int[] count = {0};
        boolean[] all = {true};
        Bytes from = Rows.begin(keyspace, Bytes.EMPTY);
        Bytes to = Rows.end(keyspace, Bytes.EMPTY);
        try (StoreView view = views.get()) {
            draft.scan(
                    view,
                    from,
                    to,
                    (row, live) -> {
                        all[0] = count[0]++ < Limits.REMOVED_KEYS_MAX && budget.hold(live.size());
                        if (all[0]) draft.drop(row, live);
                        return all[0];
                    });
        }
        draft.commitDropped();
        if (all[0]) keyspaces.forget(keyspace);
    }

    private Outcome step(Operation operation) {
        return switch (operation) {
            case Command.Put put -> put(put);
            case Command.Delete delete -> delete(delete);
            case Command.Txn txn -> txn(txn);
            case Query query -> read(query);
        };
    }

    private Outcome put(Command.Put put) {
        Bytes row = Rows.latest(put.keyspace(), put.key());
        Optional<VersionRow> live = draft.live(row);
        if (live.isPresent() && !budget.hold(live.get().size())) return new Outcome.Nothing();
        Optional<Objection> objection = keyspaces.whyNotPut(put.keyspace(), put.value().size());
        if (objection.isPresent()) {
            budget.object(objection.get());
            return new Outcome.Nothing();
        }
        if (put.lease() != 0 && !leases.isLive(put.lease())) {
            budget.object(new Objection.UnknownLease(put.lease()));
            return new Outcome.Nothing();
        }
        draft.put(row, live, put.value(), put.ttlNanos() == 0 ? put.lease() : live(put.ttlNanos()));
        return new Outcome.Put(
                draft.revision(),
                put.previous() == Previous.WANTED
                        ? live.map(VersionRow::version).map(Version::copied)
                        : Optional.empty());
    }

    /** Has a lease made for one key once the command is through. Answers its id. */
    private long live(long ttlNanos) {
        if (!leases.hasRoomFor(lives.size() + 1)) {
            budget.object(new Objection.TooManyLeases(Limits.LEASES_MAX));
        }
        long lease = LeaseTable.ofOneKey(index, lives.size());
        lives.put(lease, ttlNanos);
        return lease;
    }

    private Outcome delete(Command.Delete delete) {
        List<KeyVersion> previous = new ArrayList<>();
        List<Ended> ended = new ArrayList<>();
        visit(
                delete.keys(),
                (row, live) -> {
                    if (!budget.hold(live.size())) return false;
                    if (delete.previous() == Previous.WANTED) {
                        previous.add(new KeyVersion(Rows.key(row), live.version().copied()));
                    }
                    return ended.add(new Ended(row, live));
                });
        for (Ended key : ended) draft.delete(key.row(), key.live());
        return new Outcome.Deleted(draft.revision(), ended.size(), previous);
    }

    private record Ended(Bytes row, VersionRow live) {}

    private Outcome read(Query query) {
        var reading = new Reading(query, budget);
        visit(query.keys(), reading);
        return reading.outcome(draft.revision());
    }

    private Outcome txn(Command.Txn txn) {
        boolean holds = true;
        for (Compare compare : txn.compares()) holds = holds && holds(compare);
        List<Outcome> results = new ArrayList<>();
        for (Operation operation : holds ? txn.success() : txn.failure()) {
            if (budget.objection().isPresent()) break;
            results.add(step(operation));
        }
        return new Outcome.Txn(
                draft.revision(), holds ? Outcome.Branch.SUCCESS : Outcome.Branch.FAILURE, results);
    }

    private boolean holds(Compare compare) {
        boolean[] all = {true};
        boolean[] any = {false};
        visit(
                compare.keys(),
                (_, live) -> {
                    any[0] = true;
                    all[0] = compare.holds(Optional.of(live.version()));
                    return all[0];
                });
        return any[0] ? all[0] : compare.holds(Optional.empty());
    }

    private void visit(Keys keys, Draft.Visitor visitor) {
        if (!keyspaces.isLive(keys.keyspace())) {
            budget.object(new Objection.UnknownKeyspace(keys.keyspace()));
            return;
        }
        switch (keys) {
            case Keys.One one -> {
                Bytes row = Rows.latest(one.keyspace(), one.key());
                draft.live(row).ifPresent(live -> visitor.visit(row, live));
            }
            case Keys.Range range -> {
                Bytes from = Rows.begin(range.keyspace(), range.start());
                Bytes to = Rows.end(range.keyspace(), range.endOrEmpty());
                if (from.compareTo(to) >= 0) return;
                try (StoreView view = views.get()) {
                    draft.scan(
                            view,
                            from,
                            to,
                            (row, live) -> budget.look() && visitor.visit(row, live));
                }
            }
        }
    }
}
