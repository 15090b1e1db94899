package io.quorate.verify.watch;

import io.quorate.verify.Anomaly;
import io.quorate.verify.Verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds what watchers were shown against all changes that were made. Of each watcher:
 *
 * <ul>
 *   <li>ordered: revisions and marks come in ascending order, and events in that of operations;
 *   <li>unique: no revision comes twice;
 *   <li>atomic: a revision comes whole;
 *   <li>complete: from where it began up to the last revision or mark, every wanted change came;
 *   <li>resumable: the same over all streams that it took, and nothing before what it asked for;
 *   <li>right: each event was made, is wanted, and says what it ended if that was asked for.
 * </ul>
 *
 * Takes time in proportion to changes times watchers.
 */
public final class WatchCheck {

    private final List<Change> changes;
    private final List<Optional<String>> previous = new ArrayList<>();
    private final List<Anomaly> anomalies = new ArrayList<>();
    private long checked;

    private WatchCheck(List<Change> changes) {
        this.changes = changes;
        Map<String, String> live = new HashMap<>();
        for (Change change : changes) {
            previous.add(Optional.ofNullable(live.remove(change.key())));
            change.value().ifPresent(value -> live.put(change.key(), value));
        }
    }

    /**
     * Checks.
     *
     * @param changes all that were made, in their order
     * @param watchers what each was shown
     */
    public static Verdict check(List<Change> changes, List<Watched> watchers) {
        var check = new WatchCheck(changes);
        for (Watched watched : watchers) check.new OfOne(watched).run();
        return check.anomalies.isEmpty()
                ? new Verdict.Holds(check.checked)
                : new Verdict.Violated(check.anomalies);
    }

    /** The check of one watcher. */
    private final class OfOne {

        private final Watched watched;
        private final NavigableMap<Long, List<Shown.Event>> expected = new TreeMap<>();

        /** All up to this revision was shown, or passed over as it was not asked for. */
        private long through;

        private boolean hasBegun;

        OfOne(Watched watched) {
            this.watched = watched;
            for (int i = 0; i < changes.size(); i++) {
                Change change = changes.get(i);
                if (!watched.wants(change)) continue;
                Optional<String> ended =
                        switch (watched.previous()) {
                            case SHOWN -> previous.get(i);
                            case LEFT_OUT -> Optional.empty();
                        };
                expected.computeIfAbsent(change.revision(), none -> new ArrayList<>())
                        .add(new Shown.Event(change.key(), change.value(), ended));
            }
            hasBegun = watched.from() > 0;
            through = Math.max(0, watched.from() - 1);
        }

        void run() {
            for (Shown shown : watched.shown()) {
                checked++;
                switch (shown) {
                    case Shown.Revision(long revision, List<Shown.Event> events) ->
                            revision(revision, events);
                    case Shown.Mark(long mark) -> mark(mark);
                }
            }
        }

        private void revision(long revision, List<Shown.Event> events) {
            if (!hasBegun) begin(revision - 1);
            if (revision <= through) {
                boolean isOld = revision < watched.from();
                add(
                        isOld ? "before its beginning" : "shown again or out of order",
                        "revision " + revision + " comes behind " + through);
                return;
            }
            missing(revision - 1);
            through = revision;
            List<Shown.Event> right = expected.getOrDefault(revision, List.of());
            if (!right.equals(events)) {
                add(
                        what(right, events),
                        "revision " + revision + " is shown as " + events + " and is " + right);
            }
        }

        private void mark(long mark) {
            if (!hasBegun) begin(mark);
            if (mark < through) {
                add("mark goes back", mark + " comes behind " + through);
                return;
            }
            missing(mark);
            through = mark;
        }

        private void begin(long behind) {
            hasBegun = true;
            through = behind;
            if (behind < watched.floor()) {
                add(
                        "begins too early",
                        "behind " + behind + ", and " + watched.floor() + " had been made");
            }
        }

        private void missing(long upTo) {
            if (upTo <= through) return;
            expected.subMap(through, false, upTo, true)
                    .forEach(
                            (revision, events) ->
                                    add(
                                            "missed change",
                                            "revision " + revision + " never came: " + events));
        }

        private String what(List<Shown.Event> right, List<Shown.Event> shown) {
            if (right.isEmpty()) return "never made, or not wanted";
            if (new HashSet<>(right).equals(new HashSet<>(shown))) {
                return right.size() == shown.size() ? "order within a revision" : "shown twice";
            }
            if (right.containsAll(shown)) return "torn revision";
            return withoutPrevious(right).equals(withoutPrevious(shown))
                    ? "wrong previous value"
                    : "never made, or not wanted";
        }

        private List<Shown.Event> withoutPrevious(List<Shown.Event> events) {
            return events.stream()
                    .map(event -> new Shown.Event(event.key(), event.value(), Optional.empty()))
                    .toList();
        }

        private void add(String name, String explanation) {
            anomalies.add(new Anomaly(name, watched.name() + ": " + explanation, List.of()));
        }
    }
}
