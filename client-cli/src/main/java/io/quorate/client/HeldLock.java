package io.quorate.client;

import java.util.concurrent.CompletableFuture;

/**
 * A lock that is held, as long as its lease is: that is kept by itself while this process runs and
 * reaches the cluster. A process that was paused may hold a lock no more before it can know, so
 * what is done under it is done behind its {@link #fence}. Thread-safe.
 */
public final class HeldLock implements AutoCloseable {

    private final KvClient client;
    private final Bytes name;
    private final Fence fence;
    private final KeptLease lease;

    HeldLock(KvClient client, Bytes name, Fence fence, KeptLease lease) {
        this.client = client;
        this.name = name;
        this.fence = fence;
        this.lease = lease;
    }

    /** The lock's name. */
    public Bytes name() {
        return name;
    }

    /** What proves that it is held: for {@link RequestOptions#withFence}, and for others. */
    public Fence fence() {
        return fence;
    }

    /** The client behind the fence: what it writes is done only while the lock is held. */
    public KvClient fenced() {
        return client.with(client.options().withFence(fence));
    }

    /** Whether it can be counted on, by this process's own clock. */
    public boolean isHeld() {
        return lease.isCountedOn();
    }

    /**
     * Completes, on the client's event loop, when the lock cannot be counted on any more and was
     * not given up, with the reason.
     */
    public CompletableFuture<KvException> lost() {
        return lease.lost().copy();
    }

    /** Gives it up. If that cannot be done it ends with its lease. */
    public CompletableFuture<Void> release() {
        return lease.release();
    }

    /**
     * Gives it up.
     *
     * @throws KvException if that could not be done; it ends with its lease then
     */
    @Override
    public void close() {
        client.await(lease.release());
    }
}
