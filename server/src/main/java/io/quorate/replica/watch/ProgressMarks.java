package io.quorate.replica.watch;

import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * When watchers are owed a mark. Whatever is sent puts a mark off; that is looked up only when the
 * mark would be due, so a busy watch costs nothing here.
 */
final class ProgressMarks {

    private record Due(long atNanos, long watch) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(
                    Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::watch));

    /** A watch begins. */
    void add(Watcher watcher, long nowNanos) {
        watcher.markDueNanos = nowNanos + watcher.progressNanos;
        queue.add(new Due(watcher.markDueNanos, watcher.id));
    }

    /** Gives out those that were sent nothing for as long as they want to be without. */
    void due(long nowNanos, Map<Long, Watcher> watchers, Consumer<Watcher> owed) {
        while (!queue.isEmpty() && queue.peek().atNanos() <= nowNanos) {
            Watcher watcher = watchers.get(queue.poll().watch());
            if (watcher == null) continue;
            if (watcher.markDueNanos <= nowNanos) {
                owed.accept(watcher);
                watcher.markDueNanos = nowNanos + watcher.progressNanos;
            }
            queue.add(new Due(watcher.markDueNanos, watcher.id));
        }
    }
}
