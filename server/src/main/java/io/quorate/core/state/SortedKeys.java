package io.quorate.core.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The keys of a range in another order than that of their bytes. All must be looked at before the
 * first is known; what is kept meanwhile is bounded by the limit, and by a size.
 */
final class SortedKeys implements RangeCursor.Keys {

    /** After so many keys it is asked whether anybody waits. */
    private static final int KEYS_UNASKED = 4_096;

    /** What a key takes that is kept, beside its bytes and those of its value. */
    private static final int KEPT_BYTES = 160;

    private final RangeCursor.Keys source;
    private final Iterator<KeyVersion> sorted;
    private final boolean isTooMuch;

    private SortedKeys(RangeCursor.Keys source, List<KeyVersion> sorted, boolean isTooMuch) {
        this.source = source;
        this.sorted = sorted.iterator();
        this.isTooMuch = isTooMuch;
    }

    /** Looks at all keys; one more than the limit is kept, which shows that there are more. */
    static SortedKeys of(RangeCursor.Keys source, Selection selection) {
        long keysMax = Math.max(selection.limit(), selection.limit() + 1);
        var comparator = selection.order().comparator();
        var best = new PriorityQueue<>(comparator.reversed());
        long bytes = 0;
        long seen = 0;
        for (var next = source.next(); next.isPresent(); next = source.next()) {
            if (++seen % KEYS_UNASKED == 0 && !selection.isWanted().getAsBoolean()) break;
            KeyVersion kept = kept(next.get(), selection);
            best.add(kept);
            bytes += keptBytes(kept);
            if (best.size() > keysMax) bytes -= keptBytes(best.poll());
            if (bytes > Limits.SORTED_BYTES_MAX) return new SortedKeys(source, List.of(), true);
        }
        List<KeyVersion> sorted = new ArrayList<>(best);
        sorted.sort(comparator);
        return new SortedKeys(source, sorted, false);
    }

    private static KeyVersion kept(KeyVersion found, Selection selection) {
        boolean isWhole =
                selection.kept() == Selection.Kept.WHOLE
                        || selection.order().by() == Selection.SortBy.VALUE;
        return isWhole ? found : new KeyVersion(found.key(), found.version().withoutValue());
    }

    private static long keptBytes(KeyVersion kept) {
        return KEPT_BYTES + kept.bytes();
    }

    /** Whether there was too much to sort, so that nothing is shown. */
    @Override
    public boolean isTooMuch() {
        return isTooMuch;
    }

    @Override
    public Optional<KeyVersion> next() {
        return sorted.hasNext() ? Optional.of(sorted.next()) : Optional.empty();
    }

    @Override
    public void close() {
        source.close();
    }
}
