package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A lease as the rows of a state tell of it.
 *
 * @param keys what is attached to it, ascending
 */
public record KnownLease(long ttlNanos, long deadline, List<Keys.One> keys) {

    /** All that a store knows. */
    public static Map<Long, KnownLease> in(Store store) {
        Map<Long, KnownLease> all = new TreeMap<>();
        try (StoreView view = store.view();
                StoreCursor rows = view.cursor(Family.META, LeaseRows.begin(), LeaseRows.end())) {
            for (; rows.isValid(); rows.next()) {
                long id = LeaseRows.lease(rows.key());
                Lease lease = Lease.decode(rows.value());
                all.put(id, new KnownLease(lease.ttlNanos(), lease.deadline(), keys(view, id)));
            }
        }
        return all;
    }

    private static List<Keys.One> keys(StoreView view, long id) {
        List<Keys.One> keys = new ArrayList<>();
        Bytes from = LeaseRows.attachedBegin(id);
        Bytes to = LeaseRows.attachedEnd(id);
        try (StoreCursor rows = view.cursor(Family.META, from, to)) {
            for (; rows.isValid(); rows.next()) {
                Bytes latest = LeaseRows.latest(rows.key());
                keys.add(new Keys.One(Rows.keyspace(latest), Rows.key(latest)));
            }
        }
        return keys;
    }
}
