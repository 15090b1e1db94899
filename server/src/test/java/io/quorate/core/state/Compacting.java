package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Gives up a store's past as compaction does first: by saying so. */
public final class Compacting {

    private Compacting() {}

    /**
     * From now on the past up to a revision is gone; a machine learns it when it opens the store.
     */
    public static void compact(Store store, long revision) {
        StoreBatch batch = store.batch();
        batch.put(Family.META, Rows.COMPACTED_KEY, Rows.compacted(revision));
        assertTrue(store.write(batch));
    }
}
