package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Digest;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The one true history: what was committed at each index, and what a store is that has applied it.
 * Whatever any node commits, applies or answers is compared with it.
 */
final class Ledger {

    private long[] chains = new long[1 << 10];
    private long committed;
    private final TreeMap<Long, Long> committedInTerm = new TreeMap<>();

    private long[] revisions = new long[1 << 10];
    private long[] compacted = new long[1 << 10];
    private long applied;
    private final TrueState state;
    private final TreeMap<Long, List<Long>> writes = new TreeMap<>();
    private final TreeMap<Long, Digest> digests = new TreeMap<>();

    /**
     * @param listener learns of every write
     * @param numbered learns of those of registered clients
     * @param leased learns of the end of leases
     */
    Ledger(TrueListener listener, TrueClients.Listener numbered, TrueLeases.Listener leased) {
        state = new TrueState(listener, numbered, leased);
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

    /** The first revision that can be read of a state which has applied up to an index. */
    long compactedAt(long index) {
        InvariantViolation.require(
                index <= applied, "nobody has applied %d, only %d", index, applied);
        return compacted[(int) index];
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
        if (index >= revisions.length) {
            revisions = Arrays.copyOf(revisions, 2 * revisions.length);
            compacted = Arrays.copyOf(compacted, 2 * compacted.length);
        }
        applied = index;
        switch (entry.kind()) {
            case NO_OP, MEMBERSHIP -> {}
            case COMMAND -> {
                state.apply(entry.id(), CommandCodec.decode(entry.payload()));
                if (!state.lastWrites().isEmpty()) writes.put(index, state.lastWrites());
            }
        }
        revisions[(int) index] = state.revision();
        compacted[(int) index] = state.compacted();
    }

    /** A node has come to an index: its state's digest is that of whoever did before. */
    void comesTo(String name, long index, Digest digest) {
        Digest before = digests.putIfAbsent(index, digest);
        InvariantViolation.require(
                before == null || before.equals(digest),
                "%s has come to %d with the digest %s, and another had %s",
                name,
                index,
                digest,
                before);
    }

    /** The operations that put something by the entry at an index. */
    List<Long> writesAt(long index) {
        return writes.getOrDefault(index, List.of());
    }

    /** Those of each entry up to an index, in order. */
    Collection<List<Long>> writesUpTo(long index) {
        return writes.headMap(index, true).values();
    }

    /** The keys, at every revision so far. */
    TrueState state() {
        return state;
    }
}
