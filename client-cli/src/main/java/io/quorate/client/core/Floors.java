package io.quorate.client.core;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What a session has seen and done, as the rules of sessions need it: for each consensus group the
 * highest revision that a read showed and the highest that a write made, and for each quorum
 * keyspace how far it has met every node's changes. Immutable, and small, since it only ever keeps
 * the greater of two numbers: Terry and others 1994, section 5.1, keep sets of writes, and vectors
 * where those grow.
 *
 * @param clusterId the cluster they are of; 0 before the first answer
 * @param epoch how often that cluster's state had been restored: revisions of another epoch are
 *     other revisions
 * @param groups by number
 * @param vectors by keyspace: by node, how many of its changes were met
 */
public record Floors(
        long clusterId,
        long epoch,
        SortedMap<Integer, Floor> groups,
        SortedMap<String, SortedMap<String, Long>> vectors) {

    /** The group that holds all consensus keyspaces today. */
    public static final int FIRST_GROUP = 1;

    /** The most quorum keyspaces of one session. */
    public static final int VECTORS_MAX = 16;

    /** Of a session that begins. */
    public static final Floors NONE = new Floors(0, 0, new TreeMap<>(), new TreeMap<>());

    /**
     * The floors in one group.
     *
     * @param read the highest revision that a read showed; 0 before the first
     * @param write the highest revision that a write made; 0 before the first
     */
    public record Floor(long read, long write) {

        static final Floor NONE = new Floor(0, 0);

        Floor join(Floor other) {
            return new Floor(Math.max(read, other.read), Math.max(write, other.write));
        }
    }

    /**
     * Where an answer says that it comes from.
     *
     * @param clusterId of the member that answered
     * @param epoch of its state
     * @param revision of a write: the one it made; of a read: the one it shows
     */
    public record Place(long clusterId, long epoch, long revision) {}

    /** Copies the maps. */
    public Floors {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        TreeMap<String, SortedMap<String, Long>> copies = new TreeMap<>();
        vectors.forEach(
                (keyspace, counters) ->
                        copies.put(
                                keyspace,
                                Collections.unmodifiableSortedMap(new TreeMap<>(counters))));
        if (copies.size() > VECTORS_MAX) {
            throw new IllegalArgumentException(
                    "a session spans at most " + VECTORS_MAX + " quorum keyspaces");
        }
        vectors = Collections.unmodifiableSortedMap(copies);
    }

    /** Whether nothing was read or written yet. */
    public boolean isNone() {
        return clusterId == 0 && groups.isEmpty() && vectors.isEmpty();
    }

    /** A read of the session has shown this. */
    public Floors afterRead(Place shown) {
        return after(shown, new Floor(shown.revision(), 0));
    }

    /** A write of the session has made this. */
    public Floors afterWrite(Place made) {
        return after(made, new Floor(0, made.revision()));
    }

    /** A server answers nothing to a session of another cluster or epoch, so this is a new one. */
    private Floors after(Place place, Floor floor) {
        boolean goesOn = clusterId == place.clusterId() && epoch == place.epoch();
        SortedMap<Integer, Floor> next = goesOn ? new TreeMap<>(groups) : new TreeMap<>();
        next.merge(FIRST_GROUP, floor, Floor::join);
        return new Floors(
                place.clusterId(), place.epoch(), next, goesOn ? vectors : new TreeMap<>());
    }

    /** What a read of a group must show at least, under some guarantees. */
    public long demand(int group, Set<Guarantee> guarantees) {
        Floor floor = groups.getOrDefault(group, Floor.NONE);
        long demand = 0;
        for (Guarantee guarantee : guarantees) {
            long its =
                    switch (guarantee) {
                        case READ_YOUR_WRITES -> floor.write();
                        case MONOTONIC_READS -> floor.read();
                        // They are promises of writes: every write goes through the log, and gets
                        // a revision above all that was ever answered.
                        case MONOTONIC_WRITES, WRITES_FOLLOW_READS -> 0;
                    };
            demand = Math.max(demand, its);
        }
        return demand;
    }

    /**
     * The floors of whoever has met all that either of two sessions has: their join.
     *
     * @throws IllegalArgumentException if they are of two clusters or epochs: no read can show both
     */
    public Floors join(Floors other) {
        if (isNone()) return other;
        if (other.isNone()) return this;
        if (clusterId != other.clusterId) {
            throw new IllegalArgumentException(
                    String.format(
                            "one is of cluster %016x, the other of cluster %016x",
                            clusterId, other.clusterId));
        }
        if (epoch != other.epoch) {
            throw new IllegalArgumentException(
                    "one is of epoch "
                            + epoch
                            + ", the other of epoch "
                            + other.epoch
                            + ": the cluster's state was restored in between");
        }
        return new Floors(
                clusterId,
                epoch,
                joined(groups, other.groups, Floor::join),
                joined(vectors, other.vectors, (one, two) -> joined(one, two, Math::max)));
    }

    private static <K, V> SortedMap<K, V> joined(
            Map<K, V> one, Map<K, V> two, BinaryOperator<V> join) {
        TreeMap<K, V> both = new TreeMap<>(one);
        two.forEach((key, value) -> both.merge(key, value, join));
        return both;
    }
}
