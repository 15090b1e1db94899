package io.quorate.core.state;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The keys of a range whose revisions are within bounds. */
final class FilteredKeys implements RangeCursor.Keys {

    /** After so many keys that are left out it is asked whether anybody waits. */
    private static final int KEYS_UNASKED = 4_096;

    private final RangeCursor.Keys all;
    private final Selection.Filter filter;
    private final BooleanSupplier isWanted;

    FilteredKeys(RangeCursor.Keys all, Selection.Filter filter, BooleanSupplier isWanted) {
        this.all = all;
        this.filter = filter;
        this.isWanted = isWanted;
    }

    @Override
    public Optional<KeyVersion> next() {
        for (long seen = 1; ; seen++) {
            Optional<KeyVersion> next = all.next();
            if (next.isEmpty() || filter.holds(next.get().version())) return next;
            if (seen % KEYS_UNASKED == 0 && !isWanted.getAsBoolean()) return Optional.empty();
        }
    }

    @Override
    public void close() {
        all.close();
    }
}
