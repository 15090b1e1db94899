package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Hole;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One node's log and promise as seen from outside: what its engine has handed to the disk, and what
 * of it a crash would leave. Kept by chains of hashes, so that it answers in one step whether two
 * logs agree.
 */
final class NodeLog {

    /** A log's terms and chains by index. */
    private static final class Column {
        private long[] terms = new long[1 << 6];
        private long[] chains = new long[1 << 6];
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

    /**
     * A membership of the log.
     *
     * @param index where it stands; up to there if the log begins behind it
     */
    record Configuration(long index, Members members) {}

    private final String name;
    private final ChainMap known;
    private final Column handed = new Column();
    private final Column durable = new Column();
    private final ArrayList<Configuration> configurations = new ArrayList<>();
    private final ArrayDeque<Effect.Persist> pending = new ArrayDeque<>();
    private Promise durablePromise = Promise.NONE;

    /** What the node knows to have lost, until it says that it has made it good. */
    private Optional<Hole> hole = Optional.empty();

    /**
     * Up to here the node's state machine had applied everything durably when that was last known.
     */
    private LogId base = LogId.NONE;

    NodeLog(String name, ChainMap known) {
        this.name = name;
        this.known = known;
        configurations.add(new Configuration(0, Members.NONE));
    }

    /** The membership that counts: the last of the log, committed or not. */
    Members members() {
        return configurations.getLast().members();
    }

    /** The last membership up to an index. */
    Configuration configurationAt(long index) {
        for (int i = configurations.size() - 1; i > 0; i--) {
            if (configurations.get(i).index() <= index) return configurations.get(i);
        }
        return configurations.getFirst();
    }

    /** The membership that would count after a crash. */
    Members durableMembers() {
        return configurationAt(durableLastIndex()).members();
    }

    /** The membership at an index, and those behind it. */
    List<Configuration> configurationsFrom(long index) {
        List<Configuration> from = new ArrayList<>(configurations);
        from.removeIf(each -> each.index() < index);
        return from;
    }

    /** Where the membership that counts stands. */
    long lastConfigurationIndex() {
        return configurations.getLast().index();
    }

    /** The term of the entry that the membership stands in. */
    long lastConfigurationTerm() {
        return handed.terms[(int) configurations.getLast().index()];
    }

    /** How many memberships stand behind an index. */
    int configurationsBehind(long index) {
        int behind = 0;
        for (Configuration each : configurations) {
            if (each.index() > index) behind++;
        }
        return behind;
    }

    private void forgetConfigurationsFrom(long index) {
        while (configurations.size() > 1 && configurations.getLast().index() >= index) {
            configurations.removeLast();
        }
    }

    long lastIndex() {
        return handed.last;
    }

    long durableLastIndex() {
        return Math.max(durable.last, base.index());
    }

    /** Whether it may have acknowledged what it does not hold: it takes part in no election. */
    boolean isMending() {
        return hole.isPresent();
    }

    /** Whether it may have voted in a term, whatever a crash would leave of that. */
    boolean mayHaveVotedIn(long term) {
        return hole.isEmpty() || term <= hole.get().round();
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
        if (base.index() > durable.last) return base;
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
        return index < base.index()
                || (index == base.index() && handed.chains[(int) index] == chain)
                || (index <= durable.last && durable.chains[(int) index] == chain);
    }

    /** Whether the log, or the state that it begins behind, holds this chain at an index. */
    boolean agrees(long index, long chain) {
        return index < base.index()
                || (index <= handed.last && handed.chains[(int) index] == chain);
    }

    /**
     * The node's state is a snapshot's, durably, up to an entry; what the log does about it comes
     * with the next persist.
     *
     * @param chain the committed log's there
     */
    void installed(LogId at, Members members, long chain) {
        base = at;
        boolean isHeld = at.index() <= handed.last && handed.chains[(int) at.index()] == chain;
        known.agreeOn(at.term(), at.index(), chain);
        Members first = members.isEmpty() ? configurations.getFirst().members() : members;
        long last = isHeld ? handed.last : at.index();
        configurations.removeIf(each -> each.index() <= at.index() || each.index() > last);
        configurations.addFirst(new Configuration(at.index(), first));
        if (!isHeld) handed.put(at.index(), at.term(), chain);
    }

    /** The engine hands records to the disk. Answers the lowest index that it cuts from, or 0. */
    long handed(Effect.Persist persist) {
        pending.add(persist);
        long cutFrom = 0;
        for (Durable record : persist.records()) {
            switch (record) {
                case Durable.Promised promised -> {}
                case Durable.Mended mended -> hole = Optional.empty();
                case Durable.Truncated cut -> {
                    cutFrom = cut.from();
                    handed.last = Math.min(handed.last, cut.from() - 1);
                    forgetConfigurationsFrom(cut.from());
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
        if (entry.kind() == Entry.Kind.MEMBERSHIP) {
            configurations.add(new Configuration(index, Members.of(entry)));
        }
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
            case Durable.Mended mended -> {}
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
     * The node found this on its disk. Nothing that was durable may be missing, unless the node
     * knows that it was lost; of what was on its way to the disk, anything may be there.
     *
     * @param baseChain the committed log's chain at the base
     */
    void recovered(Recovered found, long baseChain) {
        base = found.base();
        long cutFrom = Long.MAX_VALUE;
        for (Effect.Persist persist : pending) {
            for (Durable record : persist.records()) {
                cutFrom = Math.min(cutFrom, cutFrom(record));
            }
        }
        pending.clear();
        hole = found.hole();
        recovered(found.promise());
        if (base.index() > 0) handed.put(base.index(), base.term(), baseChain);
        handed.last = base.index();
        configurations.clear();
        configurations.add(new Configuration(base.index(), found.members()));
        if (found.tailFollows()) {
            for (Entry entry : found.tail()) append(entry);
        } else {
            cutFrom = Math.min(cutFrom, base.index() + 1);
        }
        long kept = Math.min(durable.last, cutFrom - 1);
        InvariantViolation.require(
                isMending()
                        || handed.last >= kept
                                && (kept <= base.index()
                                        || handed.chains[(int) kept] == durable.chains[(int) kept]),
                "%s had durable entries up to %d, and finds a log up to %d that is another",
                name,
                kept,
                handed.last);
        durable.copyFrom(handed);
    }

    /** A promise may be lost only if the node knows in which rounds it may have given one. */
    private void recovered(Promise found) {
        boolean isCovered = isMending() && hole.get().round() >= durablePromise.round();
        if (isCovered && found.round() < durablePromise.round()) return;
        if (!isCovered) requireKept(found);
        durablePromise = found;
    }

    private static long cutFrom(Durable record) {
        return switch (record) {
            case Durable.Truncated cut -> cut.from();
            case Durable.Rebased rebased -> rebased.base().index() + 1;
            case Durable.Promised _, Durable.Mended _, Durable.Written _ -> Long.MAX_VALUE;
        };
    }
}
