package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeySpan;
import io.quorate.core.state.KeyVersion;
import io.quorate.replica.Failure;
import io.quorate.replica.watch.WatchEnd;
import io.quorate.v1.LeaderResponse;
import io.quorate.v1.ResponseHeader;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Shows one observer who leads: it looks, says what it sees, and watches the leader's key until
 * that changes, or the whole queue while there is no leader. An observer that reads nothing is
 * looked for once, and then not before it reads. On the loop, but for the looks.
 */
final class Observing implements NextChange.Waiter {

    /** How often the watch is told that nothing happened, which nobody wants to know. */
    private static final long PATIENCE_NANOS = TimeUnit.HOURS.toNanos(1);

    private LockQueue queue;
    private final ServerCallStreamObserver<LeaderResponse> call;
    private final Locking locking;
    private Optional<NextChange> waiting = Optional.empty();
    private long shown = -1;
    private boolean isDue;

    Observing(LockQueue queue, ServerCallStreamObserver<LeaderResponse> call, Locking locking) {
        this.queue = queue;
        this.call = call;
        this.locking = locking;
        call.setOnCancelHandler(() -> waiting.ifPresent(NextChange::cancel));
        call.setOnReadyHandler(
                () -> {
                    if (isDue) changed();
                });
    }

    /** Begins to look, once the keyspace of this name is found. */
    void begin(String keyspace) {
        locking.names()
                .resolve(
                        keyspace,
                        call,
                        found -> {
                            queue = queue.in(found);
                            look();
                        });
    }

    /** Looks who leads now, and says it if it is news. */
    private void look() {
        isDue = false;
        if (call.isCancelled()) return;
        locking.reads()
                .look(
                        queue.keyspace(),
                        call,
                        queue::first,
                        (seen, first) -> locking.onLoop(call, () -> show(seen, first)));
    }

    private void show(ResponseHeader seen, Optional<KeyVersion> first) {
        if (call.isCancelled()) return;
        long now = first.map(place -> place.version().modRevision()).orElse(0L);
        if (now != shown) call.onNext(ElectionsService.response(seen, first));
        shown = now;
        KeySpan span =
                first.map(place -> KeySpan.ofKey(queue.keyspace(), place.key()))
                        .orElseGet(queue::span);
        var next =
                locking.nextChange(
                        Interest.inAll(span), seen.getRevision() + 1, PATIENCE_NANOS, this);
        waiting = Optional.of(next);
        next.begin();
    }

    @Override
    public void changed() {
        if (call.isReady()) look();
        else isDue = true;
    }

    @Override
    public void nothing() {}

    @Override
    public void ended(WatchEnd why) {
        if (why instanceof WatchEnd.Compacted) look();
        else Answers.fail(call, locking.failures().of(why));
    }

    @Override
    public void failed(Failure why) {
        Answers.fail(call, locking.failures().of(why));
    }
}
