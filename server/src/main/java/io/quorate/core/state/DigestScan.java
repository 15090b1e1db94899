package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The digest of what a store holds, computed afresh from its rows, piece by piece. For one thread
 * at a time, any thread.
 */
public final class DigestScan implements AutoCloseable {

    private final StoreView view;
    private final RowHash hash = new RowHash();
    private final ArrayDeque<Family> left = new ArrayDeque<>(List.of(Family.LATEST, Family.META));
    private StoreCursor rows;
    private Digest digest = Digest.NOTHING;
    private long bytes;

    /** Of what a view shows, which is closed with the scan. */
    DigestScan(StoreView view) {
        this.view = view;
        this.rows = Digested.rows(view, left.peek());
    }

    /**
     * Reads on.
     *
     * @param bytesMax how much, about
     * @return whether there is more
     */
    public boolean readOn(long bytesMax) {
        long began = bytes;
        while (bytes - began < bytesMax) {
            if (!rows.isValid()) return nextFamily();
            read();
            rows.next();
        }
        return true;
    }

    private boolean nextFamily() {
        if (left.size() == 1) return false;
        left.poll();
        rows.close();
        rows = Digested.rows(view, left.peek());
        return true;
    }

    private void read() {
        Bytes key = rows.key();
        Bytes value = rows.value();
        bytes += key.size() + value.size();
        if (left.peek() == Family.META && !Digested.counts(key)) return;
        digest = digest.plus(hash.of(left.peek(), key, value, Bytes.EMPTY));
    }

    /** Of what was read. */
    public Digest digest() {
        return digest;
    }

    /** How much was read. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        rows.close();
        view.close();
    }
}
