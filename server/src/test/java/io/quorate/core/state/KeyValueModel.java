package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The key-value state as dumb as can be: a whole map for each revision. */
final class KeyValueModel {

    /** Where a key is. */
    record Place(int keyspace, Bytes key) implements Comparable<Place> {

        @Override
        public int compareTo(Place other) {
            int byKeyspace = Integer.compare(keyspace, other.keyspace);
            return byKeyspace != 0 ? byKeyspace : key.compareTo(other.key);
        }
    }

    private final List<TreeMap<Place, Version>> states = new ArrayList<>();
    private final List<List<Place>> changes = new ArrayList<>();

    private long floor;

    KeyValueModel() {
        states.add(new TreeMap<>());
    }

    long revision() {
        return states.size() - 1;
    }

    /** The keys that each revision changed, in the order of the changes, from revision 1. */
    List<List<Place>> changes() {
        return changes;
    }

    Outcome apply(Entry entry) {
        if (entry.kind() == Entry.Kind.NO_OP) return new Outcome.Nothing();
        Command command = CommandCodec.decode(entry.payload());
        if (command instanceof Command.Compact(long to)) return compact(to);
        var scratch = new Scratch();
        Outcome outcome =
                switch ((Command.Write) command) {
                    case Command.Change change -> scratch.operate(change);
                    case Command.Fenced fenced -> scratch.behind(fenced);
                };
        if (!scratch.changed.isEmpty()) {
            states.add(scratch.state);
            changes.add(scratch.changed);
        }
        return outcome;
    }

    private Outcome compact(long to) {
        if (to > revision()) {
            return new Outcome.Refused(new Objection.FutureRevision(to, revision()));
        }
        if (to <= floor) return new Outcome.Refused(new Objection.Compacted(to, floor));
        floor = to;
        return new Outcome.Compacted(floor, revision());
    }

    /** The state while one entry is done to it. */
    private final class Scratch {

        private final TreeMap<Place, Version> state = new TreeMap<>(states.getLast());
        private final List<Place> changed = new ArrayList<>();

        long revision() {
            return changed.isEmpty() ? states.size() - 1 : states.size();
        }

        Outcome behind(Command.Fenced fenced) {
            Fence fence = fenced.fence();
            Version live = state.get(new Place(fence.keyspace(), fence.key()));
            long created = live == null ? 0 : live.createRevision();
            return created == fence.createRevision()
                    ? operate(fenced.change())
                    : new Outcome.Refused(
                            new Objection.StaleFence(fence.createRevision(), created));
        }

        Outcome operate(Operation operation) {
            return switch (operation) {
                case Command.Put put -> put(put);
                case Command.Delete delete -> delete(delete);
                case Command.Txn txn -> txn(txn);
                case Query query -> read(query);
            };
        }

        private Outcome put(Command.Put put) {
            var place = new Place(put.keyspace(), put.key());
            Version old = state.get(place);
            changed.add(place);
            long at = revision();
            state.put(
                    place,
                    old == null
                            ? new Version(put.value(), at, at, 1, 0)
                            : new Version(
                                    put.value(), at, old.createRevision(), old.version() + 1, 0));
            return new Outcome.Put(
                    at,
                    put.previous() == Previous.WANTED
                            ? Optional.ofNullable(old)
                            : Optional.empty());
        }

        private Outcome delete(Command.Delete delete) {
            List<KeyVersion> found = find(delete.keys());
            for (KeyVersion gone : found) {
                var place = new Place(delete.keys().keyspace(), gone.key());
                state.remove(place);
                changed.add(place);
            }
            return new Outcome.Deleted(
                    revision(),
                    found.size(),
                    delete.previous() == Previous.WANTED ? found : List.of());
        }

        private Outcome read(Query query) {
            List<KeyVersion> all = new ArrayList<>(find(query.keys()));
            all.removeIf(each -> !counts(query.filter(), each.version()));
            all.sort(comparator(query.order()));
            List<KeyVersion> found = all.subList(0, (int) Math.min(query.limit(), all.size()));
            List<KeyVersion> shown =
                    switch (query.content()) {
                        case VALUES -> found;
                        case KEYS -> found.stream().map(KeyValueModel::withoutValue).toList();
                        case COUNT -> List.of();
                    };
            return new Outcome.Read(revision(), shown, found.size(), found.size() < all.size());
        }

        private static boolean counts(Selection.Filter filter, Version version) {
            long mod = version.modRevision();
            long created = version.createRevision();
            return filter.minModRevision() <= mod
                    && mod <= filter.maxModRevision()
                    && filter.minCreateRevision() <= created
                    && created <= filter.maxCreateRevision();
        }

        /** Of equal keys the first comes first, whichever way: a sort keeps their order. */
        private static Comparator<KeyVersion> comparator(Selection.Order order) {
            Comparator<KeyVersion> ascending =
                    switch (order.by()) {
                        case KEY -> Comparator.comparing(KeyVersion::key);
                        case VERSION -> Comparator.comparing(each -> each.version().version());
                        case CREATE_REVISION ->
                                Comparator.comparing(each -> each.version().createRevision());
                        case MOD_REVISION ->
                                Comparator.comparing(each -> each.version().modRevision());
                        case VALUE -> Comparator.comparing(each -> each.version().value());
                    };
            return order.direction() == Selection.Direction.ASCENDING
                    ? ascending
                    : ascending.reversed();
        }

        private Outcome txn(Command.Txn txn) {
            boolean holds = txn.compares().stream().allMatch(this::holds);
            List<Outcome> results = new ArrayList<>();
            for (Operation operation : holds ? txn.success() : txn.failure()) {
                results.add(operate(operation));
            }
            return new Outcome.Txn(
                    revision(), holds ? Outcome.Branch.SUCCESS : Outcome.Branch.FAILURE, results);
        }

        private boolean holds(Compare compare) {
            List<KeyVersion> found = find(compare.keys());
            var absent = new Version(Bytes.EMPTY, 0, 0, 0, 0);
            boolean isOfValue = compare.test() instanceof Compare.Test.Value;
            if (found.isEmpty()) return !isOfValue && passes(compare.test(), absent);
            return found.stream().allMatch(one -> passes(compare.test(), one.version()));
        }

        private List<KeyVersion> find(Keys keys) {
            return switch (keys) {
                case Keys.One(int keyspace, Bytes key) -> {
                    Version version = state.get(new Place(keyspace, key));
                    yield version == null ? List.of() : List.of(new KeyVersion(key, version));
                }
                case Keys.Range(int keyspace, Bytes start, Bytes end) ->
                        range(state, keyspace, start, end);
            };
        }
    }

    private static KeyVersion withoutValue(KeyVersion found) {
        Version all = found.version();
        return new KeyVersion(
                found.key(),
                new Version(
                        Bytes.EMPTY,
                        all.modRevision(),
                        all.createRevision(),
                        all.version(),
                        all.lease()));
    }

    private static boolean passes(Compare.Test test, Version version) {
        int comparison =
                switch (test) {
                    case Compare.Test.Value value -> version.value().compareTo(value.operand());
                    case Compare.Test.Number number ->
                            Long.compare(
                                    switch (number.field()) {
                                        case VERSION -> version.version();
                                        case CREATE_REVISION -> version.createRevision();
                                        case MOD_REVISION -> version.modRevision();
                                        case LEASE -> version.lease();
                                    },
                                    number.operand());
                };
        Compare.Relation relation =
                switch (test) {
                    case Compare.Test.Value value -> value.relation();
                    case Compare.Test.Number number -> number.relation();
                };
        return switch (relation) {
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case GREATER -> comparison > 0;
        };
    }

    Optional<Version> getAt(Place place, long revision) {
        return Optional.ofNullable(states.get((int) revision).get(place));
    }

    List<KeyVersion> rangeAt(int keyspace, Bytes start, Bytes endOrEmpty, long revision) {
        return range(states.get((int) revision), keyspace, start, endOrEmpty);
    }

    private static List<KeyVersion> range(
            SortedMap<Place, Version> state, int keyspace, Bytes start, Bytes endOrEmpty) {
        List<KeyVersion> found = new ArrayList<>();
        state.forEach(
                (place, version) -> {
                    if (place.keyspace() != keyspace) return;
                    if (place.key().compareTo(start) < 0) return;
                    if (!endOrEmpty.isEmpty() && place.key().compareTo(endOrEmpty) >= 0) return;
                    found.add(new KeyVersion(place.key(), version));
                });
        return found;
    }
}
