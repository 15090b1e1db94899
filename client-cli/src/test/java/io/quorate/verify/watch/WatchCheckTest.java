package io.quorate.verify.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.verify.Verdict;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Each anomaly in a few changes that show it; and random histories, right and with a lie told. */
class WatchCheckTest {

    private static final List<Change> CHANGES =
            List.of(
                    put(1, "a", "1"),
                    put(2, "a", "2"),
                    put(2, "b", "1"),
                    put(3, "z", "1"),
                    delete(4, "a"),
                    put(5, "b", "2"));

    private static Change put(long revision, String key, String value) {
        return new Change(revision, key, Optional.of(value));
    }

    private static Change delete(long revision, String key) {
        return new Change(revision, key, Optional.empty());
    }

    private static Shown.Event event(String key, String value) {
        return new Shown.Event(
                key, Optional.of(value).filter(made -> !made.isEmpty()), Optional.empty());
    }

    private static Shown revision(long revision, Shown.Event... events) {
        return new Shown.Revision(revision, List.of(events));
    }

    private static Shown mark(long through) {
        return new Shown.Mark(through);
    }

    private static Watched watched(long from, long floor, Shown... shown) {
        return new Watched(
                "w",
                "a",
                "c",
                from,
                floor,
                Watched.Kinds.ALL,
                Watched.Previous.LEFT_OUT,
                List.of(shown));
    }

    private static List<String> anomalies(Watched watched) {
        return switch (WatchCheck.check(CHANGES, List.of(watched))) {
            case Verdict.Holds _ -> List.of();
            case Verdict.Violated violated ->
                    violated.anomalies().stream().map(anomaly -> anomaly.name()).toList();
            case Verdict.Undecided undecided -> throw new AssertionError(undecided);
        };
    }

    private static final Shown ONE = revision(1, event("a", "1"));
    private static final Shown TWO = revision(2, event("a", "2"), event("b", "1"));
    private static final Shown FOUR = revision(4, event("a", ""));
    private static final Shown FIVE = revision(5, event("b", "2"));

    @Test
    void whatIsShownWholeAndInOrderHolds() {
        assertEquals(List.of(), anomalies(watched(1, 0, mark(0), ONE, TWO, mark(3), FOUR, FIVE)));
        assertEquals(List.of(), anomalies(watched(3, 0, mark(2), FOUR)));
        assertEquals(List.of(), anomalies(watched(0, 3, mark(3), FOUR, mark(4))));
        assertEquals(List.of(), anomalies(watched(1, 0)));
    }

    @Test
    void aGapIsSeen() {
        assertEquals(List.of("missed change"), anomalies(watched(1, 0, ONE, FOUR)));
        assertEquals(List.of("missed change"), anomalies(watched(1, 0, ONE, mark(2))));
        assertEquals(List.of("missed change"), anomalies(watched(0, 0, mark(1), FOUR)));
        assertEquals(List.of("missed change"), anomalies(watched(1, 0, TWO)));
    }

    @Test
    void whatComesAgainOrOutOfOrderIsSeen() {
        assertEquals(List.of("shown again or out of order"), anomalies(watched(1, 0, ONE, ONE)));
        assertEquals(
                List.of("shown again or out of order"), anomalies(watched(1, 0, ONE, TWO, ONE)));
        assertEquals(List.of("before its beginning"), anomalies(watched(2, 0, ONE)));
        assertEquals(List.of("mark goes back"), anomalies(watched(1, 0, ONE, TWO, mark(1))));
        assertEquals(
                List.of("shown again or out of order"),
                anomalies(watched(1, 0, ONE, TWO, mark(4), FOUR)).subList(1, 2));
    }

    @Test
    void aRevisionThatDoesNotComeWholeIsSeen() {
        assertEquals(
                List.of("torn revision"),
                anomalies(watched(1, 0, ONE, revision(2, event("a", "2")))));
        assertEquals(
                List.of("torn revision", "shown again or out of order"),
                anomalies(
                        watched(
                                1,
                                0,
                                ONE,
                                revision(2, event("a", "2")),
                                revision(2, event("b", "1")))));
        assertEquals(
                List.of("order within a revision"),
                anomalies(watched(1, 0, ONE, revision(2, event("b", "1"), event("a", "2")))));
        assertEquals(
                List.of("shown twice"),
                anomalies(
                        watched(
                                1,
                                0,
                                ONE,
                                revision(2, event("a", "2"), event("b", "1"), event("b", "1")))));
    }

    @Test
    void whatWasNeverMadeOrIsNotWantedIsSeen() {
        String name = "never made, or not wanted";
        assertEquals(List.of(name), anomalies(watched(1, 0, revision(1, event("a", "7")))));
        assertEquals(
                List.of(name), anomalies(watched(1, 0, ONE, TWO, revision(3, event("z", "1")))));
        assertEquals(List.of(name), anomalies(watched(6, 0, revision(9, event("a", "1")))));
    }

    @Test
    void aWatchFromNowOnThatShowsWhatWasMadeBeforeIsSeen() {
        assertEquals(List.of("begins too early"), anomalies(watched(0, 3, mark(2), FOUR)));
    }

    @Test
    void aWrongPreviousValueIsSeen() {
        var wrong =
                new Watched(
                        "w",
                        "b",
                        "c",
                        5,
                        0,
                        Watched.Kinds.ALL,
                        Watched.Previous.SHOWN,
                        List.of(
                                revision(
                                        5,
                                        new Shown.Event("b", Optional.of("2"), Optional.of("0")))));
        assertEquals(List.of("wrong previous value"), anomalies(wrong));
    }

    @Test
    void everyRightHistoryHoldsAndEveryLieIsSeen() {
        for (long seed = 1; seed <= 2_000; seed++) {
            var random = new SplittableRandom(seed);
            List<Change> changes = anyChanges(random);
            Watched right = anyWatched(changes, random);
            assertInstanceOf(
                    Verdict.Holds.class, WatchCheck.check(changes, List.of(right)), "seed " + seed);
            Optional<Watched> lie = lie(right, random);
            if (lie.isEmpty()) continue;
            assertInstanceOf(
                    Verdict.Violated.class,
                    WatchCheck.check(changes, List.of(lie.get())),
                    "seed " + seed + ": " + lie.get());
        }
    }

    private static List<Change> anyChanges(SplittableRandom random) {
        List<Change> changes = new ArrayList<>();
        for (long revision = 1; revision <= 1 + random.nextInt(30); revision++) {
            for (int i = 0; i <= random.nextInt(3); i++) {
                String key = "" + (char) ('a' + random.nextInt(4));
                boolean isPut = random.nextInt(3) > 0;
                changes.add(isPut ? put(revision, key, revision + "." + i) : delete(revision, key));
            }
        }
        return changes;
    }

    /** Told by a simulation of its own: an ordered map, told change by change. */
    private static Watched anyWatched(List<Change> changes, SplittableRandom random) {
        long from = 1 + random.nextInt(5);
        String start = "" + (char) ('a' + random.nextInt(3));
        var asks =
                new Watched(
                        "w",
                        start,
                        random.nextBoolean() ? "" : "d",
                        from,
                        0,
                        Watched.Kinds.values()[random.nextInt(3)],
                        Watched.Previous.values()[random.nextInt(2)],
                        List.of());
        Map<String, String> live = new TreeMap<>();
        Map<Long, List<Shown.Event>> revisions = new TreeMap<>();
        for (Change change : changes) {
            Optional<String> ended = Optional.ofNullable(live.get(change.key()));
            if (change.value().isPresent()) live.put(change.key(), change.value().get());
            else live.remove(change.key());
            if (change.revision() < from || !asks.wants(change)) continue;
            boolean isAsked = asks.previous() == Watched.Previous.SHOWN;
            revisions
                    .computeIfAbsent(change.revision(), none -> new ArrayList<>())
                    .add(
                            new Shown.Event(
                                    change.key(),
                                    change.value(),
                                    isAsked ? ended : Optional.empty()));
        }
        List<Shown> shown = new ArrayList<>();
        revisions.forEach(
                (revision, events) -> {
                    if (random.nextInt(3) == 0) shown.add(mark(revision - 1));
                    shown.add(new Shown.Revision(revision, events));
                });
        return with(asks, shown);
    }

    private static Watched with(Watched asks, List<Shown> shown) {
        return new Watched(
                asks.name(),
                asks.start(),
                asks.end(),
                asks.from(),
                asks.floor(),
                asks.kinds(),
                asks.previous(),
                shown);
    }

    /** One revision is left out before another, comes twice, or has an event less or another. */
    private static Optional<Watched> lie(Watched right, SplittableRandom random) {
        List<Shown> shown = new ArrayList<>(right.shown());
        List<Integer> revisions = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i) instanceof Shown.Revision) revisions.add(i);
        }
        if (revisions.size() < 2) return Optional.empty();
        int at = revisions.get(random.nextInt(revisions.size() - 1));
        var told = (Shown.Revision) shown.get(at);
        List<Shown.Event> events = new ArrayList<>(told.events());
        switch (random.nextInt(4)) {
            case 0 -> shown.remove(at);
            case 1 -> shown.add(at, told);
            case 2 -> {
                events.removeLast();
                shown.set(at, new Shown.Revision(told.revision(), events));
            }
            default -> {
                events.set(0, new Shown.Event("a", Optional.of("a lie"), Optional.empty()));
                shown.set(at, new Shown.Revision(told.revision(), events));
            }
        }
        return Optional.of(with(right, shown));
    }
}
