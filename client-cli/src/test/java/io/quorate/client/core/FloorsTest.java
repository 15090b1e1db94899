package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.client.core.Floors.Place;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What a session has met, and what that demands of its reads. */
final class FloorsTest {

    private static final Set<Guarantee> ALL = EnumSet.allOf(Guarantee.class);

    private static Place at(long revision) {
        return new Place(7, 1, revision);
    }

    private static long demand(Floors floors, Guarantee... guarantees) {
        return floors.demand(Floors.FIRST_GROUP, Set.of(guarantees));
    }

    private static final Floors SESSION = Floors.NONE.afterRead(at(5)).afterWrite(at(9));

    /** "Read-set and write-set of a session" (Terry and others 1994, section 5.1). */
    @Test
    void readYourWritesDemandsTheWriteFloorAndMonotonicReadsTheReadFloor() {
        assertEquals(9, demand(SESSION, Guarantee.READ_YOUR_WRITES));
        assertEquals(5, demand(SESSION, Guarantee.MONOTONIC_READS));
        assertEquals(9, demand(SESSION, Guarantee.READ_YOUR_WRITES, Guarantee.MONOTONIC_READS));
        assertEquals(12, demand(SESSION.afterRead(at(12)), Guarantee.values()));
    }

    @Test
    void whatWritesArePromisedDemandsNothingOfReads() {
        assertEquals(0, demand(SESSION, Guarantee.MONOTONIC_WRITES, Guarantee.WRITES_FOLLOW_READS));
        assertEquals(0, demand(SESSION));
    }

    @Test
    void aSessionThatBeginsAndAnotherGroupDemandNothing() {
        assertEquals(0, demand(Floors.NONE, Guarantee.values()));
        assertEquals(0, SESSION.demand(2, ALL));
    }

    @Test
    void noFloorEverFalls() {
        assertEquals(SESSION, SESSION.afterRead(at(4)).afterWrite(at(8)));
    }

    @Test
    void anAnswerOfAnotherEpochOrClusterBeginsAnew() {
        Floors next = SESSION.afterRead(new Place(7, 2, 3));
        assertEquals(Floors.NONE.afterRead(new Place(7, 2, 3)), next);
        assertEquals(3, next.demand(Floors.FIRST_GROUP, ALL));
    }

    @Test
    void twoSessionsOfDifferentClustersOrEpochsAreNotMerged() {
        Floors other = Floors.NONE.afterRead(new Place(8, 1, 3));
        Floors restored = Floors.NONE.afterRead(new Place(7, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> SESSION.join(other));
        assertThrows(IllegalArgumentException.class, () -> SESSION.join(restored));
        assertEquals(SESSION, SESSION.join(Floors.NONE));
        assertEquals(SESSION, Floors.NONE.join(SESSION));
    }

    @Test
    void noSessionSpansMoreThanSixteenQuorumKeyspaces() {
        SortedMap<String, SortedMap<String, Long>> vectors = new TreeMap<>();
        for (int i = 0; i < Floors.VECTORS_MAX; i++) vectors.put("k" + i, new TreeMap<>());
        assertEquals(16, new Floors(7, 1, new TreeMap<>(), vectors).vectors().size());
        vectors.put("one more", new TreeMap<>());
        assertThrows(
                IllegalArgumentException.class, () -> new Floors(7, 1, new TreeMap<>(), vectors));
    }

    /** A join is the least that is above both: idempotent, commutative, associative. */
    @Test
    void mergingIsAJoin() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            Floors a = any(random);
            Floors b = any(random);
            Floors c = any(random);
            String what = "seed " + seed;
            assertEquals(a, a.join(a), what);
            assertEquals(a.join(b), b.join(a), what);
            assertEquals(a.join(b).join(c), a.join(b.join(c)), what);
            assertEquals(a.join(b), a.join(b).join(a), what);
            for (Guarantee guarantee : Guarantee.values()) {
                long least = Math.max(demand(a, guarantee), demand(b, guarantee));
                assertEquals(least, demand(a.join(b), guarantee), what);
            }
        }
    }

    private static Floors any(SplittableRandom random) {
        SortedMap<Integer, Floors.Floor> groups = new TreeMap<>();
        for (int group : List.of(1, 2, 3)) {
            if (random.nextBoolean()) continue;
            groups.put(group, new Floors.Floor(random.nextInt(9), random.nextInt(9)));
        }
        SortedMap<String, SortedMap<String, Long>> vectors = new TreeMap<>();
        for (String keyspace : List.of("a", "b")) {
            if (random.nextBoolean()) continue;
            Map<String, Long> counters = Map.of("n1", random.nextLong(9), "n2", random.nextLong(9));
            vectors.put(keyspace, new TreeMap<>(counters));
        }
        return new Floors(7, 1, groups, vectors);
    }
}
