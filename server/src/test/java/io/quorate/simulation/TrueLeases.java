package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Command;
import io.quorate.core.state.Keys;
import io.quorate.core.state.KnownLease;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which leases there are and what hangs on them, written down a second time and more simply. No
 * lease of a run holds more keys than one entry may remove.
 */
final class TrueLeases {

    /**
     * What went with a lease.
     *
     * @param keys of the default keyspace
     * @param ofOthers how many of other keyspaces
     * @param ofGone how many of keyspaces that were deleted before, whose rows were still there
     * @param revision of its end
     */
    record Taken(List<Bytes> keys, int ofOthers, int ofGone, long revision) {}

    /** Learns of the end of leases. */
    interface Listener {

        /** One was made for the key that an operation put, which is to live so long. */
        void made(long lease, long operation, long ttlNanos);

        /** The time of one was over. */
        void ended(long lease, Taken taken);

        /** Somebody ended one. */
        void revoked(Taken taken);

        /** One ends in a later term than that in which it was granted. */
        void outlivedALeader();
    }

    private static final Comparator<Keys.One> AS_ROWS =
            Comparator.comparingInt(Keys.One::keyspace).thenComparing(Keys.One::key);

    private static final class Known {
        final long ttl;
        final long sinceTerm;
        final boolean isOfOneKey;
        final TreeSet<Keys.One> keys = new TreeSet<>(AS_ROWS);
        long deadline;

        Known(long ttl, long sinceTerm, long time, boolean isOfOneKey) {
            this.ttl = ttl;
            this.sinceTerm = sinceTerm;
            this.isOfOneKey = isOfOneKey;
            deadline = time + ttl;
        }
    }

    private final Map<Long, Known> leases = new TreeMap<>();

    /**
     * @param index of the entry, and the lease's id if it asks for none
     */
    Outcome grant(Command.GrantLease grant, long index, long term, long time) {
        long id = grant.lease() == 0 ? index : grant.lease();
        if (isLive(id)) return new Outcome.Refused(new Objection.LeaseExists(id));
        leases.put(id, new Known(grant.ttlNanos(), term, time, false));
        return look(id, time);
    }

    /**
     * Makes the lease of a key that is put for a time, which goes with that put.
     *
     * @param number of the put among those of the entry that are for a time
     * @return the lease's id
     */
    long grantOfOneKey(LogId entry, int number, long ttl, long time) {
        long id = ofOneKey(entry, number);
        leases.put(id, new Known(ttl, entry.term(), time, true));
        return id;
    }

    /** The id of that lease. */
    static long ofOneKey(LogId entry, int number) {
        return (1L << 62) + entry.index() * 1024 + number;
    }

    Outcome keep(long id, long time) {
        Known known = leases.get(id);
        if (known != null) known.deadline = Math.max(known.deadline, time + known.ttl);
        return look(id, time);
    }

    Outcome look(long id, long time) {
        Known known = leases.get(id);
        if (known == null) return unknown(id);
        return new Outcome.Leased(id, known.ttl, Math.max(0, known.deadline - time));
    }

    static Outcome unknown(long id) {
        return new Outcome.Refused(new Objection.UnknownLease(id));
    }

    boolean isLive(long id) {
        return leases.containsKey(id);
    }

    /** Whether no lease is left. */
    boolean isEmpty() {
        return leases.isEmpty();
    }

    /** Whether a lease was granted in an earlier term. */
    boolean isOlderThan(long term, long id) {
        return leases.get(id).sinceTerm < term;
    }

    /** The lease whose time was over first, if that of any is. */
    Optional<Long> due(long time) {
        return leases.entrySet().stream()
                .filter(lease -> lease.getValue().deadline <= time)
                .min(Map.Entry.comparingByValue(TrueLeases::byDeadline))
                .map(Map.Entry::getKey);
    }

    private static int byDeadline(Known one, Known other) {
        return Long.compare(one.deadline, other.deadline);
    }

    /** It is no more. Answers what hung on it. */
    List<Keys.One> end(long id) {
        return new ArrayList<>(leases.remove(id).keys);
    }

    /** A key is put under a lease, or under none (0), or is gone. */
    void moved(Keys.One key, long before, long after) {
        Known left = leases.get(before);
        if (left != null) left.keys.remove(key);
        if (left != null && left.isOfOneKey) leases.remove(before);
        if (after != 0) leases.get(after).keys.add(key);
    }

    /** All of them, as a state's rows have to say. */
    Map<Long, KnownLease> all() {
        Map<Long, KnownLease> all = new TreeMap<>();
        leases.forEach(
                (id, known) ->
                        all.put(
                                id,
                                new KnownLease(
                                        known.ttl, known.deadline, new ArrayList<>(known.keys))));
        return all;
    }
}
