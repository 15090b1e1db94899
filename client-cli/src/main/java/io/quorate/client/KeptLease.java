package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Reason;
import io.quorate.v1.GrantLeaseRequest;
import io.quorate.v1.KeepLeaseRequest;
import io.quorate.v1.LeasesGrpc;
import io.quorate.v1.RevokeLeaseRequest;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A lease that is kept as long as its client lives and reaches the cluster, and says when it cannot
 * be counted on any more. It is counted from when a request was sent, so by this process's own
 * clock it never ends later than by the cluster's. Thread-safe.
 */
final class KeptLease {

    /** How often it is kept in its time. */
    private static final int TIMES = 3;

    /** How soon after a failure it is tried again, in parts of its time. */
    private static final int AGAIN_TIMES = 12;

    /** Ids are drawn below this, so that whoever asks twice for one knows it to be its own. */
    private static final long ID_MAX = 1L << 62;

    private final KvClient client;
    private final long id;
    private final long ttlNanos;
    private final CompletableFuture<KvException> lost = new CompletableFuture<>();
    private volatile long validUntilNanos;
    private volatile boolean isReleased;

    private KeptLease(KvClient client, long id, Duration ttl) {
        this.client = client;
        this.id = id;
        this.ttlNanos = ttl.toNanos();
    }

    /** A new one. */
    static CompletableFuture<KeptLease> granted(KvClient client, Duration ttl) {
        long id = new SplittableRandom().nextLong(1, ID_MAX);
        var lease = new KeptLease(client, id, ttl);
        var request = GrantLeaseRequest.newBuilder().setLease(id).setTtlMs(ttl.toMillis()).build();
        long sentNanos = System.nanoTime();
        return client.ask(CallKind.WRITE_ONCE, LeasesGrpc.getGrantMethod(), request, Wire::lease)
                .handle(
                        (_, failure) -> {
                            if (failure != null) lease.checkGranted(reason(failure));
                            lease.keptAt(sentNanos);
                            return lease;
                        });
    }

    /** One of its id that is there already was granted by an attempt whose answer was lost. */
    private void checkGranted(KvException failure) {
        if (failure.reason() != Reason.LEASE_EXISTS) throw new CompletionException(failure);
    }

    private static KvException reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof KvException why) return why;
        throw new CompletionException(cause);
    }

    long id() {
        return id;
    }

    /** Completes when it cannot be counted on any more and was not released. */
    CompletableFuture<KvException> lost() {
        return lost;
    }

    boolean isCountedOn() {
        return !isReleased && !lost.isDone() && System.nanoTime() - validUntilNanos < 0;
    }

    private void keptAt(long sentNanos) {
        validUntilNanos = sentNanos + ttlNanos;
        client.afterwards(ttlNanos / TIMES, this::keep);
    }

    private void keep() {
        if (isReleased) return;
        long sentNanos = System.nanoTime();
        long left = validUntilNanos - sentNanos;
        if (left <= 0) {
            lose(lost("it could not be kept in time"));
            return;
        }
        var request = KeepLeaseRequest.newBuilder().setLease(id).build();
        var _ =
                client.patient(Math.min(left, ttlNanos / TIMES))
                        .ask(
                                CallKind.WRITE_ONCE,
                                LeasesGrpc.getKeepOnceMethod(),
                                request,
                                Wire::lease)
                        .whenComplete(
                                (_, failure) -> {
                                    if (failure == null) keptAt(sentNanos);
                                    else notKept(reason(failure));
                                });
    }

    private void notKept(KvException why) {
        boolean isOver = why.reason() == Reason.LEASE_NOT_FOUND || client.isClosed();
        if (isOver) {
            lose(lost(why.getMessage()));
            return;
        }
        long left = Math.max(0, validUntilNanos - System.nanoTime());
        client.afterwards(Math.min(left, ttlNanos / AGAIN_TIMES), this::keep);
    }

    private KvException lost(String why) {
        return KvException.notDone(Reason.LEASE_NOT_FOUND, "lease " + id + ": " + why);
    }

    private void lose(KvException why) {
        if (!isReleased) lost.complete(why);
    }

    /** Ends it, with all that is attached to it. If that cannot be done it ends by itself. */
    CompletableFuture<Void> release() {
        isReleased = true;
        var request = RevokeLeaseRequest.newBuilder().setLease(id).build();
        return client.ask(CallKind.WRITE_ONCE, LeasesGrpc.getRevokeMethod(), request, Wire::revoked)
                .handle(
                        (_, failure) -> {
                            if (failure == null) return null;
                            KvException why = reason(failure);
                            if (why.reason() == Reason.LEASE_NOT_FOUND) return null;
                            throw new CompletionException(why);
                        });
    }
}
