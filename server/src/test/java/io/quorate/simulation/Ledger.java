package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Keys;
import io.quorate.verify.watch.Change;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The one true history: what was committed at each index, and what a store is that has applied it.
 * Whatever any node commits, applies or answers is compared with it.
 */
final class Ledger {

    /**
     * A key from a revision on.
     *
     * @param value empty once it is deleted
     */
    record Version(long revision, Optional<Bytes> value) {}

    /** Learns of every write that takes effect. */
    interface Listener {
        void tookEffect(long operation, long revision);
    }

    private final Listener listener;
    private long[] chains = new long[1 << 10];
    private long committed;
    private final TreeMap<Long, Long> committedInTerm = new TreeMap<>();

    private long[] revisions = new long[1 << 10];
    private long applied;
    private final TreeMap<Bytes, List<Version>> keys = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    Ledger(Listener listener) {
        this.listener = listener;
    }

    /** The last index that any node held committed. */
    long committed() {
        return committed;
    }

    /** The last index that any node has applied. */
    long applied() {
        return applied;
    }

    /** The chain of the committed log at an index. */
    long chainAt(long index) {
        return chains[(int) index];
    }

    /** The revision that a state has which has applied up to an index. */
    long revisionAt(long index) {
        InvariantViolation.require(
                index <= applied, "nobody has applied %d, only %d", index, applied);
        return revisions[(int) index];
    }

    /** The last index that leaders of terms before this one are known to have committed. */
    long committedBefore(long term) {
        long last = 0;
        for (long index : committedInTerm.headMap(term).values()) last = Math.max(last, index);
        return last;
    }

    /** A node holds its log committed up to an index: it is the others' log too. */
    void committed(String name, NodeLog log, long from, long to) {
        long known = Math.min(to, committed);
        if (known > from) {
            InvariantViolation.require(
                    log.chainAt(known) == chains[(int) known],
                    "State Machine Safety: %s commits %d, and another entry was committed there"
                            + " or before",
                    name,
                    known);
        }
        while (committed < to) {
            committed++;
            if (committed >= chains.length) chains = Arrays.copyOf(chains, 2 * chains.length);
            chains[(int) committed] = log.chainAt(committed);
        }
    }

    /** The leader of a term has committed up to an index. */
    void committedIn(long term, long index) {
        committedInTerm.merge(term, index, Math::max);
    }

    /** A node applies an entry; the first to do so makes history. */
    void applied(String name, Entry entry, long chain) {
        long index = entry.index();
        InvariantViolation.require(
                index <= committed && chains[(int) index] == chain,
                "%s applies %s, and something else or nothing is committed there",
                name,
                entry.id());
        if (index <= applied) return;
        InvariantViolation.require(
                index == applied + 1, "%s applies %d after %d", name, index, applied);
        if (index >= revisions.length) revisions = Arrays.copyOf(revisions, 2 * revisions.length);
        revisions[(int) index] = revisions[(int) index - 1];
        applied = index;
        switch (entry.kind()) {
            case NO_OP, MEMBERSHIP -> {}
            case COMMAND -> {
                switch (CommandCodec.decode(entry.payload())) {
                    case Command.Put put -> put(index, put);
                    case Command.Delete delete -> delete(index, delete);
                    case Command.Clock _ -> {}
                    case Command.Txn _,
                            Command.Once _,
                            Command.RegisterClient _,
                            Command.KeepClient _,
                            Command.ForgetClient _ ->
                            throw new AssertionError("nobody asks for that yet");
                }
            }
        }
    }

    private void put(long index, Command.Put put) {
        long revision = ++revisions[(int) index];
        keys.computeIfAbsent(put.key(), absent -> new ArrayList<>())
                .add(new Version(revision, Optional.of(put.value())));
        changed(revision, put.key(), Optional.of(put.value()));
        listener.tookEffect(Values.operation(put.value()), revision);
    }

    private void delete(long index, Command.Delete delete) {
        if (!(delete.keys() instanceof Keys.One one)) throw new AssertionError("a range");
        List<Version> versions = keys.get(one.key());
        if (versions == null || versions.getLast().value().isEmpty()) return;
        long revision = ++revisions[(int) index];
        versions.add(new Version(revision, Optional.empty()));
        changed(revision, one.key(), Optional.empty());
    }

    private void changed(long revision, Bytes key, Optional<Bytes> value) {
        changes.add(
                new Change(revision, SimulatedWatcher.text(key), value.map(SimulatedWatcher::hex)));
    }

    /** All changes, in the order in which they were made. */
    List<Change> changes() {
        return changes;
    }

    /** A key's value at a revision. */
    Optional<Bytes> at(Bytes key, long revision) {
        return versionAt(key, revision).flatMap(Version::value);
    }

    /** A key's version at a revision; the version that deleted it is one too. */
    Optional<Version> versionAt(Bytes key, long revision) {
        List<Version> versions = keys.getOrDefault(key, List.of());
        int low = 0;
        int high = versions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions.get(middle).revision() <= revision) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? Optional.empty() : Optional.of(versions.get(low - 1));
    }

    /** All keys and values at a revision. */
    Map<Bytes, Bytes> allAt(long revision) {
        Map<Bytes, Bytes> all = new TreeMap<>();
        for (Bytes key : keys.keySet()) {
            at(key, revision).ifPresent(value -> all.put(key, value));
        }
        return all;
    }
}
