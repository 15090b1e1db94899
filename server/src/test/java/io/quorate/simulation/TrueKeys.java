package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every version of every key of the default keyspace. */
final class TrueKeys {

    /**
     * A key from a revision on.
     *
     * @param term of the entry that wrote it
     * @param created the revision since which the key has been there
     * @param writes how many there were since
     * @param lease that it hangs on; 0 for none
     * @param value empty once it is deleted
     */
    record Entry(
            long revision,
            long term,
            long created,
            long writes,
            long lease,
            Optional<Bytes> value) {

        /** As a client is told. */
        Optional<Version> version() {
            return value.map(live -> new Version(live, revision, created, writes, lease));
        }
    }

    private final TreeMap<Bytes, List<Entry>> keys = new TreeMap<>();

    /** A key becomes another. */
    void add(Bytes key, Entry entry) {
        keys.computeIfAbsent(key, absent -> new ArrayList<>()).add(entry);
    }

    /** All that there ever were. */
    Set<Bytes> ever() {
        return keys.keySet();
    }

    /** Those of them from one on and before another. */
    Set<Bytes> ever(Bytes start, Bytes end) {
        SortedMap<Bytes, List<Entry>> within = keys.subMap(start, end);
        return within.keySet();
    }

    /** What a key is now, if it is there. */
    Optional<Entry> live(Bytes key) {
        List<Entry> versions = keys.getOrDefault(key, List.of());
        if (versions.isEmpty()) return Optional.empty();
        return Optional.of(versions.getLast()).filter(last -> last.value().isPresent());
    }

    /** A key's value at a revision. */
    Optional<Bytes> at(Bytes key, long atRevision) {
        return entryAt(key, atRevision).flatMap(Entry::value);
    }

    /** What last became of a key up to a revision; that it was deleted is something too. */
    Optional<Entry> entryAt(Bytes key, long atRevision) {
        List<Entry> versions = keys.getOrDefault(key, List.of());
        int low = 0;
        int high = versions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions.get(middle).revision() <= atRevision) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? Optional.empty() : Optional.of(versions.get(low - 1));
    }

    /** All keys and values at a revision. */
    Map<Bytes, Bytes> allAt(long atRevision) {
        Map<Bytes, Bytes> all = new TreeMap<>();
        for (Bytes key : keys.keySet()) {
            at(key, atRevision).ifPresent(value -> all.put(key, value));
        }
        return all;
    }
}
