package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Arrays;

/**
 * What a digest is of: all of LATEST, and of META what entries alone decide and later outcomes hang
 * on: members, epoch, the time of the log, clients with what they may ask again, leases with what
 * is attached to them, keyspaces. Not of the past, which each node may give up in its own time; nor
 * of what says how far the rows have come, which a report names beside the digest.
 */
public final class Digested {

    /** The row of {@link Family#META} with the digest. */
    static final Bytes KEY = Bytes.utf8("d");

    private static final String META_LETTERS = "mtecolks";

    private static final Bytes AFTER_ALL = afterAll();

    private Digested() {}

    private static Bytes afterAll() {
        byte[] high = new byte[64];
        Arrays.fill(high, (byte) 0xFF);
        return Bytes.wrap(high);
    }

    /** Whether a row of META counts. */
    static boolean counts(Bytes metaKey) {
        return !metaKey.isEmpty() && META_LETTERS.indexOf(metaKey.at(0)) >= 0;
    }

    /** All rows of a family, whether they count or not. */
    static StoreCursor rows(StoreView view, Family family) {
        return view.cursor(family, Bytes.EMPTY, AFTER_ALL);
    }

    /**
     * Gives a store its digest that was written before there was one, by reading all of it. Not
     * while anybody writes to it.
     *
     * @return false if the store cannot take it now
     */
    public static boolean prepare(Store store) {
        boolean isNew = store.get(Family.META, Rows.APPLIED_KEY).isEmpty();
        if (isNew || store.get(Family.META, KEY).isPresent()) return true;
        Digest digest;
        try (var scan = new DigestScan(store.view())) {
            while (scan.readOn(Long.MAX_VALUE)) {}
            digest = scan.digest();
        }
        StoreBatch batch = store.batch();
        batch.put(Family.META, KEY, digest.encode());
        batch.put(Family.META, Rows.FORMAT_KEY, Rows.format(Rows.FORMAT));
        return store.write(batch);
    }
}
