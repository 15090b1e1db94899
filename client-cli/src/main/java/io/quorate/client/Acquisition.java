package io.quorate.client;

import com.google.protobuf.ByteString;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Reason;
import io.quorate.v1.CampaignRequest;
import io.quorate.v1.ElectionsGrpc;
import io.quorate.v1.LockRequest;
import io.quorate.v1.LocksGrpc;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The taking of one lock: a lease, a place in the queue that lasts as long as it, and calls that
 * wait until the place is the first. A call that is lost is asked again, at whoever leads then; the
 * place is the lease's and stays where it is. Thread-safe.
 */
final class Acquisition {

    /** How long one call waits: a member that fell silent is not waited for much longer. */
    private static final long CALL_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long to be quiet after a call that failed with the cluster, and not with the lock. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * What is wanted.
     *
     * @param value what a leader's key is to hold; empty: it is a lock and no election
     * @param patience how long to wait for it; empty: without end
     */
    record Wanted(Bytes name, Optional<Bytes> value, Duration ttl, Optional<Duration> patience) {}

    private final KvClient client;
    private final Wanted wanted;
    private final OptionalLong endsNanos;
    private final CompletableFuture<Optional<HeldLock>> result = new CompletableFuture<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private volatile Optional<KeptLease> lease = Optional.empty();
    private volatile CompletableFuture<Void> freed = CompletableFuture.completedFuture(null);
    private volatile Optional<CompletableFuture<PlaceResult>> call = Optional.empty();
    private long createRevision;

    private Acquisition(KvClient client, Wanted wanted) {
        this.client = client;
        this.wanted = wanted;
        this.endsNanos =
                wanted.patience().isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(System.nanoTime() + wanted.patience().get().toNanos());
    }

    /** Begins one. It completes empty if the patience is over; who cancels it gives it up. */
    static CompletableFuture<Optional<HeldLock>> begun(KvClient client, Wanted wanted) {
        var acquisition = new Acquisition(client, wanted);
        acquisition.begin();
        return acquisition.result;
    }

    /** Waits for one. A thread that is interrupted gives it up. */
    static Optional<HeldLock> awaited(KvClient client, Wanted wanted) {
        client.checkNotOnLoop();
        var acquisition = new Acquisition(client, wanted);
        acquisition.begin();
        return Waiting.uninterruptibly(acquisition::ended, acquisition::giveUp);
    }

    /** Whoever is told that there is no lock has no place in the queue any more, if it can be. */
    private Optional<HeldLock> ended() throws InterruptedException {
        try {
            Optional<HeldLock> held = result.get();
            if (held.isEmpty()) freed();
            return held;
        } catch (ExecutionException failed) {
            freed();
            if (failed.getCause() instanceof KvException why) throw why;
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** A lease that could not be ended ends by itself. */
    private void freed() throws InterruptedException {
        try {
            freed.get();
        } catch (ExecutionException endsByItself) {
            return;
        }
    }

    private void giveUp() {
        fail(KvException.notDone(Reason.CANCELLED, "given up by the caller"));
    }

    private void begin() {
        var _ = result.whenComplete((_, failure) -> cancelled(failure));
        var _ =
                KeptLease.granted(client, wanted.ttl())
                        .whenComplete(
                                (granted, failure) -> {
                                    if (failure != null) fail(failure);
                                    else queue(granted);
                                });
    }

    private void cancelled(Throwable failure) {
        if (failure instanceof CancellationException cancelled) fail(cancelled);
    }

    private void queue(KeptLease granted) {
        lease = Optional.of(granted);
        var _ = granted.lost().thenAccept(this::fail);
        if (isOver.get()) free();
        else ask();
    }

    /** Without a lock the lease is of no use, and the place goes with it. */
    private void free() {
        call.ifPresent(waiting -> waiting.cancel(false));
        lease.ifPresent(unused -> freed = unused.release());
    }

    private void fail(Throwable failure) {
        if (!isOver.compareAndSet(false, true)) return;
        free();
        result.completeExceptionally(
                failure instanceof CompletionException ? failure.getCause() : failure);
    }

    private void failForLackOfPatience() {
        if (!isOver.compareAndSet(false, true)) return;
        free();
        result.complete(Optional.empty());
    }

    private void hold(Fence fence) {
        if (!isOver.compareAndSet(false, true)) return;
        var held = new HeldLock(client, wanted.name(), fence, lease.orElseThrow());
        if (!result.complete(Optional.of(held))) free();
    }

    private void ask() {
        if (isOver.get()) return;
        long left = endsNanos.isEmpty() ? CALL_NANOS : endsNanos.getAsLong() - System.nanoTime();
        long waitMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(Math.min(left, CALL_NANOS)));
        long limit = TimeUnit.MILLISECONDS.toNanos(waitMs) + client.options().timeoutNanos();
        CompletableFuture<PlaceResult> asked = asked(client.patient(limit), waitMs);
        call = Optional.of(asked);
        var _ =
                asked.whenComplete(
                        (place, failure) -> {
                            if (failure == null) placed(place);
                            else refused(failure);
                        });
    }

    private CompletableFuture<PlaceResult> asked(KvClient patient, long waitMs) {
        ByteString name = wanted.name().byteString();
        long id = lease.orElseThrow().id();
        if (wanted.value().isEmpty()) {
            var request =
                    LockRequest.newBuilder()
                            .setContext(client.options().place())
                            .setName(name)
                            .setLease(id)
                            .setWaitMs(waitMs)
                            .setCreateRevision(createRevision)
                            .build();
            return patient.ask(CallKind.WAIT, LocksGrpc.getLockMethod(), request, LockWire::place);
        }
        var request =
                CampaignRequest.newBuilder()
                        .setContext(client.options().place())
                        .setName(name)
                        .setLease(id)
                        .setValue(wanted.value().get().byteString())
                        .setWaitMs(waitMs)
                        .setCreateRevision(createRevision)
                        .build();
        return patient.ask(
                CallKind.WAIT, ElectionsGrpc.getCampaignMethod(), request, LockWire::place);
    }

    private void placed(PlaceResult place) {
        createRevision = place.fence().createRevision();
        if (place.isFirst()) hold(place.fence());
        else if (isOutOfPatience()) failForLackOfPatience();
        else ask();
    }

    private boolean isOutOfPatience() {
        return endsNanos.isPresent() && endsNanos.getAsLong() - System.nanoTime() <= 0;
    }

    /** As long as the lease is counted on, the place is there: it may be asked for again. */
    private void refused(Throwable failure) {
        boolean mayPass = failure instanceof KvException why && mayPass(why.reason());
        boolean goesOn = mayPass && lease.orElseThrow().isCountedOn() && !client.isClosed();
        if (!goesOn || isOutOfPatience()) fail(failure);
        else client.afterwards(PAUSE_NANOS, this::ask);
    }

    private static boolean mayPass(Reason reason) {
        return switch (reason) {
            case NOT_LEADER,
                    NO_LEADER,
                    OVERLOADED,
                    OUTCOME_UNKNOWN,
                    NO_SPACE,
                    SHUTTING_DOWN,
                    NOT_CONFIRMED,
                    CHANGE_IN_PROGRESS,
                    BEHIND,
                    STATE_UNSOUND,
                    STATES_DIVIDED,
                    UNREACHABLE,
                    CONNECTION_LOST,
                    DEADLINE_PASSED ->
                    true;
            case INVALID,
                    UNSUPPORTED,
                    KEYSPACE_NOT_FOUND,
                    WOULD_LOSE_QUORUM,
                    WOULD_LOSE_SOUND_MAJORITY,
                    UNFIT_CHANGE,
                    NOT_HANDED_OVER,
                    FUTURE_REVISION,
                    FOREIGN_TOKEN,
                    OTHER_EPOCH,
                    FUTURE_FLOOR,
                    TOO_LARGE,
                    CLIENT_UNKNOWN,
                    SEQUENCE_SKIPPED,
                    ANSWER_NOT_KEPT,
                    COMPACTED,
                    LEASE_NOT_FOUND,
                    LEASE_EXISTS,
                    FENCE_STALE,
                    KEYSPACE_EXISTS,
                    KEYSPACE_FULL,
                    CANCELLED,
                    PROTOCOL_BROKEN ->
                    false;
        };
    }
}
