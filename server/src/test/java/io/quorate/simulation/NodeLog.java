package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * One node's log and promise as seen from outside: what its engine has handed to the disk, and what
 * of it a crash would leave. Kept by chains of hashes, so that it answers in one step whether two
 * logs agree.
 */
final class NodeLog {

    /** A log's terms and chains by index. */
    private static final class Column {
        private long[] terms = new long[1 << 10];
        private long[] chains = new long[1 << 10];
        private long last;

        void put(long index, long term, long chain) {
            while (index >= terms.length) {
                terms = Arrays.copyOf(terms, 2 * terms.length);
                chains = Arrays.copyOf(chains, 2 * chains.length);
            }
            terms[(int) index] = term;
            chains[(int) index] = chain;
            last = index;
        }

        void copyFrom(Column other) {
            terms = other.terms.clone();
            chains = other.chains.clone();
            last = other.last;
        }
    }

    private final String name;
    private final ChainMap known;
    private final Column handed = new Column();
    private final Column durable = new Column();
    private final ArrayDeque<Effect.Persist> pending = new ArrayDeque<>();
    private Promise durablePromise = Promise.NONE;

    NodeLog(String name, ChainMap known) {
        this.name = name;
        this.known = known;
    }

    long lastIndex() {
        return handed.last;
    }

    long durableLastIndex() {
        return durable.last;
    }

    Promise durablePromise() {
        return durablePromise;
    }

    /** The last entry that was handed to the disk. */
    LogId last() {
        return new LogId(handed.terms[(int) handed.last], handed.last);
    }

    /** The last entry that a crash would leave. */
    LogId durableLast() {
        return new LogId(durable.terms[(int) durable.last], durable.last);
    }

    /** How many persists the disk owes an answer for. */
    int pending() {
        return pending.size();
    }

    /** The chain at an index of the log. */
    long chainAt(long index) {
        return handed.chains[(int) index];
    }

    /** Whether a crash would leave this chain at an index. */
    boolean isDurable(long index, long chain) {
        return index <= durable.last && durable.chains[(int) index] == chain;
    }

    /** The engine hands records to the disk. Answers the lowest index that it cuts from, or 0. */
    long handed(Effect.Persist persist) {
        pending.add(persist);
        long cutFrom = 0;
        for (Durable record : persist.records()) {
            switch (record) {
                case Durable.Promised promised -> {}
                case Durable.Truncated cut -> {
                    cutFrom = cut.from();
                    handed.last = Math.min(handed.last, cut.from() - 1);
                }
                case Durable.Rebased rebased -> rebase(handed, rebased.base());
                case Durable.Written written -> {
                    for (Entry entry : written.entries()) append(entry);
                }
            }
        }
        return cutFrom;
    }

    private void rebase(Column column, LogId base) {
        column.put(base.index(), base.term(), known.of(base.term(), base.index()));
    }

    private void append(Entry entry) {
        long index = entry.index();
        InvariantViolation.require(
                index == handed.last + 1,
                "%s writes %s, and its log ends at %d",
                name,
                entry.id(),
                handed.last);
        long before = handed.chains[(int) index - 1];
        long chain = ChainMap.chain(before, entry.term(), entry.payload().hashCode());
        long agreed = known.agreeOn(entry.term(), index, chain);
        InvariantViolation.require(
                agreed == chain,
                "Log Matching: %s holds %s after other entries, or with another payload",
                name,
                entry.id());
        handed.put(index, entry.term(), chain);
    }

    /** The disk has everything up to a ticket. */
    void durable(long ticket) {
        while (!pending.isEmpty() && pending.peek().ticket() <= ticket) {
            for (Durable record : pending.poll().records()) keep(record);
        }
    }

    private void keep(Durable record) {
        switch (record) {
            case Durable.Promised promised -> promised(promised.promise());
            case Durable.Truncated cut -> durable.last = Math.min(durable.last, cut.from() - 1);
            case Durable.Rebased rebased -> rebase(durable, rebased.base());
            case Durable.Written written -> {
                for (Entry entry : written.entries()) {
                    long chain = known.of(entry.term(), entry.index());
                    durable.put(entry.index(), entry.term(), chain);
                }
            }
        }
    }

    private void promised(Promise promise) {
        requireKept(promise);
        durablePromise = promise;
    }

    private void requireKept(Promise now) {
        boolean isKept =
                now.round() > durablePromise.round()
                        || (now.round() == durablePromise.round()
                                && (durablePromise.node().isEmpty()
                                        || durablePromise.node().equals(now.node())));
        InvariantViolation.require(
                isKept, "%s breaks its promise %s with %s", name, durablePromise, now);
    }

    /**
     * The node found this on its disk. Nothing that was durable may be missing; of what was on its
     * way to the disk, anything may be there.
     *
     * @param baseChain the committed log's chain at the base
     */
    void recovered(Recovered found, long baseChain) {
        LogId base = found.base();
        long cutFrom = Long.MAX_VALUE;
        for (Effect.Persist persist : pending) {
            for (Durable record : persist.records()) {
                cutFrom = Math.min(cutFrom, cutFrom(record));
            }
        }
        pending.clear();
        requireKept(found.promise());
        durablePromise = found.promise();
        if (base.index() > 0) handed.put(base.index(), base.term(), baseChain);
        handed.last = base.index();
        if (found.tailFollows()) {
            for (Entry entry : found.tail()) append(entry);
        } else {
            cutFrom = Math.min(cutFrom, base.index() + 1);
        }
        long kept = Math.min(durable.last, cutFrom - 1);
        InvariantViolation.require(
                handed.last >= kept
                        && (kept <= base.index()
                                || handed.chains[(int) kept] == durable.chains[(int) kept]),
                "%s had durable entries up to %d, and finds a log up to %d that is another",
                name,
                kept,
                handed.last);
        durable.copyFrom(handed);
    }

    private static long cutFrom(Durable record) {
        return switch (record) {
            case Durable.Truncated cut -> cut.from();
            case Durable.Rebased rebased -> rebased.base().index() + 1;
            case Durable.Promised _, Durable.Written _ -> Long.MAX_VALUE;
        };
    }
}
