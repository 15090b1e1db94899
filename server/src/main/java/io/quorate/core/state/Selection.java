package io.quorate.core.state;

import java.util.Comparator;
import java.util.function.BooleanSupplier;

/**
 * Which keys of a range are shown, and in which order.
 *
 * @param filter which keys count
 * @param order in which order they come
 * @param limit how many are wanted at most: of what is sorted, more need not be kept
 * @param kept what is kept of a key that is sorted
 * @param isWanted asked from time to time: a long search that nobody waits for any more ends
 */
public record Selection(
        Filter filter, Order order, long limit, Kept kept, BooleanSupplier isWanted) {

    /** Bounds on a key's revisions, all inclusive. */
    public record Filter(
            long minModRevision,
            long maxModRevision,
            long minCreateRevision,
            long maxCreateRevision) {

        /** Every key. */
        public static final Filter ALL = new Filter(0, Long.MAX_VALUE, 0, Long.MAX_VALUE);

        boolean holds(Version version) {
            return version.modRevision() >= minModRevision
                    && version.modRevision() <= maxModRevision
                    && version.createRevision() >= minCreateRevision
                    && version.createRevision() <= maxCreateRevision;
        }
    }

    /** By what keys are sorted. */
    public enum SortBy {
        KEY(Comparator.comparing(KeyVersion::key)),
        VERSION(Comparator.comparingLong(found -> found.version().version())),
        CREATE_REVISION(Comparator.comparingLong(found -> found.version().createRevision())),
        MOD_REVISION(Comparator.comparingLong(found -> found.version().modRevision())),
        VALUE(Comparator.comparing(found -> found.version().value()));

        private final Comparator<KeyVersion> comparator;

        SortBy(Comparator<KeyVersion> comparator) {
            this.comparator = comparator;
        }
    }

    /** Which way. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    /** An order of keys; those that are equal in it are in the order of their bytes. */
    public record Order(SortBy by, Direction direction) {

        /** As keys lie in the store. */
        public static final Order NATURAL = new Order(SortBy.KEY, Direction.ASCENDING);

        Comparator<KeyVersion> comparator() {
            Comparator<KeyVersion> chosen =
                    switch (direction) {
                        case ASCENDING -> by.comparator;
                        case DESCENDING -> by.comparator.reversed();
                    };
            return chosen.thenComparing(SortBy.KEY.comparator);
        }

        /** Whether keys must all be looked at before the first can be shown. */
        public boolean isSorted() {
            return !equals(NATURAL);
        }
    }

    /** What is kept of a key that is sorted. */
    public enum Kept {
        WHOLE,
        /** All but its value. */
        WITHOUT_VALUE
    }

    RangeCursor.Keys of(RangeCursor.Keys all) {
        RangeCursor.Keys filtered =
                filter.equals(Filter.ALL) ? all : new FilteredKeys(all, filter, isWanted);
        return order.isSorted() ? SortedKeys.of(filtered, this) : filtered;
    }
}
