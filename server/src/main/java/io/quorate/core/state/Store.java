package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * The port to the database below the state machine: four families of rows in unsigned byte order.
 *
 * <p>A batch is atomic, in memory at once and on the disk once a flush has taken it: after a crash
 * the store holds the state after some batch, of all families alike, and never less than at the
 * last flush that returned. The journal brings back the rest.
 *
 * <p>Batches and gets are for one thread; views, {@link #flush} and {@link #close} may be used from
 * others at the same time. After {@link #close} every call is an {@link IllegalStateException}.
 */
public interface Store extends AutoCloseable {

    /** The row's value now. */
    Optional<Bytes> get(Family family, Bytes key);

    /** An empty batch for this store, to be filled, written, cleared and filled again. */
    StoreBatch batch();

    /**
     * Does the batch whole, without waiting.
     *
     * @return false if the store would have to wait for its flushes and compactions, or for space
     *     on the disk: nothing is done then, and the same batch may be tried again later
     */
    boolean write(StoreBatch batch);

    /** The rows as they are now, and stay in the view whatever is written afterwards. */
    StoreView view();

    /**
     * Makes everything written so far durable, all families at once. Waits for the disk.
     *
     * @return false if the disk has no space for it: what was durable still is, and a later flush
     *     may do it
     */
    boolean flush();

    /** The row's value as it would be found after a crash now. May read the disk. */
    Optional<Bytes> durable(Family family, Bytes key);

    /** How many bytes the rows take on the disk, roughly. */
    long bytes();

    /**
     * Frees everything. Does not flush. Open views are revoked: whoever uses one still gets an
     * {@link IllegalStateException}.
     */
    @Override
    void close();
}
