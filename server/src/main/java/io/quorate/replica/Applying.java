package io.quorate.replica;

import io.quorate.core.engine.Entry;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Outcome;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Committed entries on their way into the state machine, as batches of bounded size. While the
 * store is stalled they are parked here, in order, and offered again on every turn.
 */
final class Applying {

    /** Learns of each entry that was applied, in order. */
    interface Listener {
        void applied(Entry entry, Outcome outcome);
    }

    private final KeyValueMachine state;
    private final Limits limits;
    private final ArrayDeque<Entry> committed = new ArrayDeque<>();

    Applying(KeyValueMachine state, Limits limits) {
        this.state = state;
        this.limits = limits;
    }

    void commit(List<Entry> entries) {
        committed.addAll(entries);
    }

    /** The state was replaced by one that has applied everything up to an index. */
    void skipTo(long index) {
        while (!committed.isEmpty() && committed.peek().index() <= index) committed.poll();
    }

    /** Whether more waits for the store than new proposals should add to. */
    boolean isCongested() {
        return committed.size() > limits.parkedEntriesMax();
    }

    boolean isIdle() {
        return committed.isEmpty();
    }

    /**
     * Applies one batch of what waits.
     *
     * @return how many entries were applied, or empty if the store is stalled
     */
    Optional<Integer> applyBatch(Listener listener) {
        List<Entry> batch = nextBatch();
        Optional<List<Outcome>> outcomes = state.apply(batch);
        if (outcomes.isEmpty()) return Optional.empty();
        for (int i = 0; i < batch.size(); i++) {
            committed.poll();
            listener.applied(batch.get(i), outcomes.get().get(i));
        }
        return Optional.of(batch.size());
    }

    /** What the state comes to then is asked for as that entry leaves it. */
    private static boolean comparesDigests(Entry entry) {
        return entry.kind() == Entry.Kind.COMMAND && CommandCodec.comparesDigests(entry.payload());
    }

    private List<Entry> nextBatch() {
        List<Entry> batch = new ArrayList<>(Math.min(committed.size(), limits.applyEntriesMax()));
        long bytes = 0;
        for (Entry entry : committed) {
            bytes += entry.bytes();
            boolean full =
                    batch.size() == limits.applyEntriesMax() || bytes > limits.applyBytesMax();
            if (full && !batch.isEmpty()) break;
            batch.add(entry);
            if (comparesDigests(entry)) break;
        }
        return batch;
    }
}
