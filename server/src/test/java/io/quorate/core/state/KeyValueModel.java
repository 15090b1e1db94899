package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import java.util.ArrayList;
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
    private final List<Place> changes = new ArrayList<>();

    KeyValueModel() {
        states.add(new TreeMap<>());
    }

    long revision() {
        return states.size() - 1;
    }

    /** The key that each revision changed, from revision 1. */
    List<Place> changes() {
        return changes;
    }

    Outcome apply(Entry entry) {
        if (entry.kind() == Entry.Kind.NO_OP) return new Outcome.Nothing();
        return switch (CommandCodec.decode(entry.payload())) {
            case Command.Put put -> put(new Place(put.keyspace(), put.key()), put.value());
            case Command.Delete delete -> delete(new Place(delete.keyspace(), delete.key()));
        };
    }

    private Outcome put(Place place, Bytes value) {
        long at = revision() + 1;
        Version old = states.getLast().get(place);
        TreeMap<Place, Version> next = new TreeMap<>(states.getLast());
        next.put(
                place,
                old == null
                        ? new Version(value, at, at, 1, 0)
                        : new Version(value, at, old.createRevision(), old.version() + 1, 0));
        add(next, place);
        return new Outcome.Put(at);
    }

    private Outcome delete(Place place) {
        if (!states.getLast().containsKey(place)) return new Outcome.Deleted(revision(), 0);
        TreeMap<Place, Version> next = new TreeMap<>(states.getLast());
        next.remove(place);
        add(next, place);
        return new Outcome.Deleted(revision(), 1);
    }

    private void add(TreeMap<Place, Version> state, Place changed) {
        states.add(state);
        changes.add(changed);
    }

    Optional<Version> getAt(Place place, long revision) {
        return Optional.ofNullable(states.get((int) revision).get(place));
    }

    List<KeyVersion> rangeAt(int keyspace, Bytes start, Bytes endOrEmpty, long revision) {
        SortedMap<Place, Version> state = states.get((int) revision);
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
