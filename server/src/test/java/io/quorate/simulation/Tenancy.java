package io.quorate.simulation;

import io.quorate.core.state.Keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The keyspaces that the tenants of a run have heard of; some of them are gone. */
final class Tenancy {

    /** So many of those that were made last are spoken of. */
    private static final int SPOKEN_OF_MAX = 5;

    private final Counts counts;
    private final List<Integer> spokenOf = new ArrayList<>();
    private final List<Integer> live = new ArrayList<>();
    private final Map<String, Integer> lastOfName = new TreeMap<>();

    Tenancy(Counts counts) {
        this.counts = counts;
    }

    boolean isEmpty() {
        return spokenOf.isEmpty();
    }

    /** One that was made not long ago, and mostly is not known to be gone. */
    int any(SplittableRandom random) {
        boolean mayBeGone = live.isEmpty() || random.nextInt(4) == 0;
        List<Integer> some = mayBeGone ? spokenOf : live;
        return some.get(random.nextInt(some.size()));
    }

    /** Somebody is answered how one stands. */
    void know(Keyspace keyspace) {
        if (keyspace.stage() == Keyspace.Stage.DELETED) {
            counts.saw(Situation.KEYSPACE_DELETED);
            live.remove((Integer) keyspace.id());
        }
        if (spokenOf.contains(keyspace.id())) return;
        counts.saw(Situation.KEYSPACE_MADE);
        Integer before = lastOfName.put(keyspace.name(), keyspace.id());
        if (before != null) counts.saw(Situation.KEYSPACE_MADE_ANEW);
        spokenOf.add(keyspace.id());
        if (keyspace.stage() == Keyspace.Stage.LIVE) live.add(keyspace.id());
        if (spokenOf.size() > SPOKEN_OF_MAX) live.remove(spokenOf.removeFirst());
    }
}
