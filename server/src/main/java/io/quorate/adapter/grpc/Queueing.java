package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeySpan;
import io.quorate.core.state.Objection;
import io.quorate.replica.Failure;
import io.quorate.replica.watch.WatchEnd;
import io.quorate.v1.Fence;
import io.quorate.v1.ResponseHeader;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One call that takes a place in a queue and waits until it is the first. It looks where it stands
 * and watches the place before its own, and nothing else: whoever leaves a queue wakes one. Who
 * cancels the call leaves the place to its lease, and may ask again. A watch is all that a waiting
 * call costs, so as many may wait as there may be watches.
 *
 * <p>On the loop, but for the looks.
 */
final class Queueing<T> implements NextChange.Waiter {

    /** The longest time to wait that can be asked for. */
    private static final long WAIT_MS_MAX = TimeUnit.DAYS.toMillis(1);

    /** Makes the call's answer. */
    interface Response<T> {

        /**
         * @param isFirst whether the place is the first; else the time to wait is over
         */
        T of(ResponseHeader header, Fence place, boolean isFirst);
    }

    /**
     * What a call asks for.
     *
     * @param lease the place's
     * @param value what its key is to hold; empty: whatever it holds
     * @param createRevision of a place that was taken before; 0: it is to be taken
     * @param waitMs how long to wait; 0: without end
     */
    record Asked(
            LockQueue queue,
            String keyspace,
            long lease,
            Optional<Bytes> value,
            long createRevision,
            long waitMs) {

        /** Throws the call's status if it makes no sense. */
        void check() {
            if (lease < 1) throw Failures.invalid("a lease's id is 1 to 2^63 - 2");
            if (createRevision < 0) throw Failures.invalid("a create revision over 2^63");
            if (waitMs < 0 || waitMs > WAIT_MS_MAX) {
                throw Failures.invalid("wait_ms is at most " + WAIT_MS_MAX);
            }
        }

        /** The same, of a keyspace that is found. */
        Asked in(int number) {
            return new Asked(queue.in(number), keyspace, lease, value, createRevision, waitMs);
        }

        Bytes key() {
            return queue.key(lease);
        }

        Fence place(long created) {
            return Fence.newBuilder()
                    .setKeyspace(keyspace)
                    .setKey(KvService.uncopied(key()))
                    .setCreateRevision(created)
                    .build();
        }
    }

    private Asked asked;
    private final ServerCallStreamObserver<T> call;
    private final Response<T> response;
    private final Locking locking;
    private final long waitEndsNanos;
    private long createRevision;
    private ResponseHeader header = ResponseHeader.getDefaultInstance();
    private Optional<NextChange> waiting = Optional.empty();

    Queueing(Asked asked, StreamObserver<T> responses, Response<T> response, Locking locking) {
        this.asked = asked;
        this.call = (ServerCallStreamObserver<T>) responses;
        this.response = response;
        this.locking = locking;
        this.createRevision = asked.createRevision();
        long waitMs = asked.waitMs() == 0 ? WAIT_MS_MAX : asked.waitMs();
        this.waitEndsNanos = locking.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        call.setOnCancelHandler(() -> waiting.ifPresent(NextChange::cancel));
    }

    /** Takes the place, if it is to be taken. */
    void begin() {
        locking.names().resolve(asked.keyspace(), call, this::begin);
    }

    private void begin(int keyspace) {
        asked = asked.in(keyspace);
        if (createRevision != 0) look();
        else enter();
    }

    private void enter() {
        var entered =
                new StreamObserver<Long>() {
                    @Override
                    public void onNext(Long created) {
                        createRevision = created;
                    }

                    @Override
                    public void onError(Throwable refused) {
                        Answers.fail(call, (StatusRuntimeException) refused);
                    }

                    @Override
                    public void onCompleted() {
                        look();
                    }
                };
        locking.writes()
                .command(
                        LockCommands.enter(asked.queue(), asked.lease(), asked.value()),
                        entered,
                        (outcome, _) -> LockCommands.entered(outcome));
    }

    private void look() {
        if (call.isCancelled()) return;
        locking.reads()
                .look(
                        asked.queue().keyspace(),
                        call,
                        view -> asked.queue().rank(view, asked.key(), createRevision),
                        this::ranked);
    }

    private void ranked(ResponseHeader seen, LockQueue.Rank rank) {
        switch (rank) {
            case LockQueue.Rank.First _ -> answer(seen, true);
            case LockQueue.Rank.Gone _ ->
                    Answers.fail(
                            call, Objections.status(new Objection.StaleFence(createRevision, 0)));
            case LockQueue.Rank.Behind(Bytes before) ->
                    locking.onLoop(call, () -> await(seen, before));
        }
    }

    private void await(ResponseHeader seen, Bytes before) {
        header = seen;
        long left = waitEndsNanos - locking.nanoTime();
        if (left <= 0) {
            answer(seen, false);
            return;
        }
        var interest =
                new Interest(
                        KeySpan.ofKey(asked.queue().keyspace(), before),
                        Interest.Kinds.DELETES,
                        Interest.Previous.LEFT_OUT);
        var next = locking.nextChange(interest, seen.getRevision() + 1, left, this);
        waiting = Optional.of(next);
        next.begin();
    }

    @Override
    public void changed() {
        look();
    }

    @Override
    public void nothing() {
        if (asked.waitMs() == 0) return;
        waiting.ifPresent(NextChange::cancel);
        answer(header, false);
    }

    /** What was given up while it waited says nothing of the place: it looks again. */
    @Override
    public void ended(WatchEnd why) {
        if (why instanceof WatchEnd.Compacted) look();
        else Answers.fail(call, locking.failures().of(why));
    }

    @Override
    public void failed(Failure why) {
        Answers.fail(call, locking.failures().of(why));
    }

    private void answer(ResponseHeader seen, boolean isFirst) {
        Answers.send(call, response.of(seen, asked.place(createRevision), isFirst));
    }
}
