package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.v1.ElectionsGrpc;
import io.quorate.v1.ProclaimRequest;

import java.util.concurrent.CompletableFuture;

/** An election that was won: the lock of its name is held. Thread-safe. */
public final class Leadership implements AutoCloseable {

    private final KvClient client;
    private final HeldLock lock;

    Leadership(KvClient client, HeldLock lock) {
        this.client = client;
        this.lock = lock;
    }

    /** What proves it: for {@link RequestOptions#withFence}, and for others. */
    public Fence fence() {
        return lock.fence();
    }

    /** The client behind the fence: what it writes is done only while this leads. */
    public KvClient fenced() {
        return lock.fenced();
    }

    /** Whether it can be counted on, by this process's own clock. */
    public boolean isLeading() {
        return lock.isHeld();
    }

    /** Completes when it cannot be counted on any more and was not resigned, with the reason. */
    public CompletableFuture<KvException> lost() {
        return lock.lost();
    }

    /**
     * Says something else.
     *
     * @throws KvException if it is not known to be done; FENCE_STALE if another may lead
     */
    public PutResult proclaim(Bytes value) {
        return client.await(proclaimAsync(value));
    }

    /** Says something else. */
    public CompletableFuture<PutResult> proclaimAsync(Bytes value) {
        var request =
                ProclaimRequest.newBuilder()
                        .setFence(fence().message())
                        .setValue(value.byteString())
                        .build();
        var method = ElectionsGrpc.getProclaimMethod();
        return client.ask(CallKind.WRITE, method, request, LockWire::proclaimed);
    }

    /** Resigns. If that cannot be done it ends with its lease. */
    public CompletableFuture<Void> resign() {
        return lock.release();
    }

    /**
     * Resigns.
     *
     * @throws KvException if that could not be done; it ends with its lease then
     */
    @Override
    public void close() {
        lock.close();
    }
}
