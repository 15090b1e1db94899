package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The leases, and which keys are attached to each. Leases are in memory too, keys are rows alone.
 * All of it is the same on every replica, and goes along in snapshots.
 */
final class LeaseTable {

    /** The value of the row that attaches a key to a lease. */
    private static final Optional<Bytes> ATTACHED = Optional.of(Bytes.EMPTY);

    /**
     * From here on leases belong to one key each: one that was put with a time to live. They are
     * made by its put and go with it, or with its next put. The index of the entry is in their ids,
     * so none comes twice.
     */
    static final long OF_ONE_KEY_MIN = 1L << 62;

    /** More than the puts that one entry can hold. */
    private static final int OF_ONE_ENTRY = 1 << 10;

    private final Store store;
    private final LiveDigest digest;
    private final NavigableMap<Long, Lease> leases = new TreeMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Map<Long, Optional<Lease>> changed = new LinkedHashMap<>();
    private final NavigableMap<Bytes, Attachment> attachments = new TreeMap<>();
    private int count;

    private enum Attachment {
        MADE,
        ENDED
    }

    /** The table of a store, whose digest counts what it changes. */
    LeaseTable(Store store, LiveDigest digest) {
        this.store = store;
        this.digest = digest;
        try (StoreView view = store.view();
                StoreCursor rows = view.cursor(Family.META, LeaseRows.begin(), LeaseRows.end())) {
            for (; rows.isValid(); rows.next()) {
                long id = LeaseRows.lease(rows.key());
                Lease lease = Lease.decode(rows.value());
                leases.put(id, lease);
                deadlines.add(id, lease.deadline());
            }
        }
        count = leases.size();
    }

    /** A batch begins: what the last one changed and did not {@link #commit} never was. */
    void begin() {
        changed.forEach((id, lease) -> moved(id, lease, Optional.ofNullable(leases.get(id))));
        changed.clear();
        attachments.clear();
        count = leases.size();
    }

    /** Entries see the deadlines as those before them left them, in whichever batch those were. */
    private void change(long id, Optional<Lease> after) {
        moved(id, find(id), after);
        changed.put(id, after);
    }

    private void moved(long id, Optional<Lease> before, Optional<Lease> after) {
        before.ifPresent(lease -> deadlines.remove(id, lease.deadline()));
        after.ifPresent(lease -> deadlines.add(id, lease.deadline()));
    }

    /** When the first lease ends; empty if there is none. */
    OptionalLong nextDeadline() {
        return deadlines.next();
    }

    /** Those that have not ended, ascending. Not while a batch is under way. */
    List<Long> all() {
        List<Long> all = new ArrayList<>();
        leases.forEach(
                (id, lease) -> {
                    if (lease.isLive()) all.add(id);
                });
        return all;
    }

    boolean isLive(long id) {
        return live(id).isPresent();
    }

    private Optional<Lease> live(long id) {
        return find(id).filter(Lease::isLive);
    }

    private Optional<Lease> find(long id) {
        Optional<Lease> inBatch = changed.get(id);
        return inBatch == null ? Optional.ofNullable(leases.get(id)) : inBatch;
    }

    Outcome grant(Command.GrantLease command, long index, long now) {
        long id = command.lease() == 0 ? index : command.lease();
        if (find(id).isPresent()) return new Outcome.Refused(new Objection.LeaseExists(id));
        if (count >= Limits.LEASES_MAX) {
            return new Outcome.Refused(new Objection.TooManyLeases(Limits.LEASES_MAX));
        }
        count++;
        Lease lease = Lease.granted(command.ttlNanos(), now);
        change(id, Optional.of(lease));
        return leased(id, lease, now);
    }

    /** The id of the lease that an entry makes for the key of its put of this number. */
    static long ofOneKey(long index, int number) {
        return OF_ONE_KEY_MIN + index * OF_ONE_ENTRY + number;
    }

    /** Whether there may be so many more. */
    boolean hasRoomFor(int more) {
        return count + more <= Limits.LEASES_MAX;
    }

    /** Makes the lease of one key. */
    void grantOfOneKey(long id, long ttlNanos, long now) {
        count++;
        change(id, Optional.of(Lease.granted(ttlNanos, now)));
    }

    Outcome keep(long id, long now) {
        Optional<Lease> lease = live(id).map(found -> found.kept(now));
        if (lease.isEmpty()) return unknown(id);
        change(id, lease);
        return leased(id, lease.get(), now);
    }

    Outcome look(long id, long now) {
        return live(id).map(lease -> leased(id, lease, now)).orElseGet(() -> unknown(id));
    }

    private static Outcome leased(long id, Lease lease, long now) {
        return new Outcome.Leased(id, lease.ttlNanos(), Math.max(0, lease.deadline() - now));
    }

    static Outcome unknown(long id) {
        return new Outcome.Refused(new Objection.UnknownLease(id));
    }

    /** From here on nothing can be attached to it, and what is will be removed. */
    void end(long id) {
        change(id, find(id).map(Lease::ended));
    }

    /** It has ended, and nothing is attached to it any more; one of one key has gone with that. */
    void remove(long id) {
        if (find(id).isEmpty()) return;
        change(id, Optional.empty());
        count--;
    }

    /** The lease that is due first, if one is. */
    Optional<Long> due(long now) {
        return deadlines.first(now).map(Deadlines.Due::id);
    }

    /** A key changed hands between leases; 0 is none. */
    void moved(Bytes latest, long before, long after) {
        if (before == after) return;
        if (before != 0) {
            Bytes row = LeaseRows.attached(before, latest);
            attachments.put(row, Attachment.ENDED);
            digest.replaced(row, ATTACHED, Optional.empty());
            if (before >= OF_ONE_KEY_MIN) remove(before);
        }
        if (after != 0) {
            Bytes row = LeaseRows.attached(after, latest);
            attachments.put(row, Attachment.MADE);
            digest.replaced(row, Optional.empty(), ATTACHED);
        }
    }

    /** Visits the rows in LATEST of the keys that are attached to a lease, until it is told off. */
    void visit(long id, KeyVisitor visitor) {
        Bytes from = LeaseRows.attachedBegin(id);
        Bytes to = LeaseRows.attachedEnd(id);
        NavigableMap<Bytes, Attachment> rows = new TreeMap<>(attachments.subMap(from, to));
        try (StoreView view = store.view();
                StoreCursor stored = view.cursor(Family.META, from, to)) {
            while (stored.isValid() || !rows.isEmpty()) {
                boolean fromBatch =
                        !stored.isValid()
                                || !rows.isEmpty() && rows.firstKey().compareTo(stored.key()) <= 0;
                Bytes row = fromBatch ? rows.firstKey() : stored.key();
                if (stored.isValid() && stored.key().equals(row)) stored.next();
                boolean isEnded = fromBatch && rows.pollFirstEntry().getValue() == Attachment.ENDED;
                if (!isEnded && !visitor.visit(LeaseRows.latest(row))) return;
            }
        }
    }

    /** Learns of attached keys. */
    interface KeyVisitor {
        /** A key, by its row in LATEST. Answers whether to go on. */
        boolean visit(Bytes latest);
    }

    /** Writes what the batch changed. */
    void write(StoreBatch batch) {
        changed.forEach(
                (id, lease) -> {
                    Bytes key = LeaseRows.key(id);
                    Optional<Bytes> before = Optional.ofNullable(leases.get(id)).map(Lease::encode);
                    Optional<Bytes> after = lease.map(Lease::encode);
                    if (after.isEmpty()) batch.delete(Family.META, key);
                    else batch.put(Family.META, key, after.get());
                    digest.replaced(key, before, after);
                });
        attachments.forEach(
                (row, attachment) -> {
                    switch (attachment) {
                        case MADE -> batch.put(Family.META, row, Bytes.EMPTY);
                        case ENDED -> batch.delete(Family.META, row);
                    }
                });
    }

    /** The store has the batch. */
    void commit() {
        changed.forEach(
                (id, lease) -> {
                    if (lease.isEmpty()) leases.remove(id);
                    else leases.put(id, lease.get());
                });
        begin();
    }
}
