package io.quorate.adapter.grpc;

import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.watch.Sending;
import io.quorate.replica.watch.WatchEnd;
import io.quorate.replica.watch.WatchHub;
import io.quorate.replica.watch.WatchSignal;
import io.quorate.replica.watch.WatchSink;

import java.util.Optional;

/** Waits for one change of some keys, by a watch that ends with it. On the loop. */
final class NextChange implements ReadAnswer, WatchSink {

    /** Whom it is for. One of the first three is called, once; on the loop. */
    interface Waiter {

        /** There was a change. */
        void changed();

        /** It cannot wait any longer here. */
        void ended(WatchEnd why);

        /** It could not begin to wait. */
        void failed(Failure why);

        /** So much time went by without a change; it waits on unless it is {@link #cancel}led. */
        void nothing();
    }

    private final Arrivals arrivals;
    private final WatchHub hub;
    private final Interest interest;
    private final long from;
    private final long patienceNanos;
    private final Waiter waiter;
    private Optional<Long> watch = Optional.empty();
    private boolean isFirstSending = true;
    private boolean isOver;

    /**
     * @param from the first revision that counts; this node has come to the one before it
     * @param patienceNanos how often {@link Waiter#nothing} is called
     */
    NextChange(
            Arrivals arrivals,
            WatchHub hub,
            Interest interest,
            long from,
            long patienceNanos,
            Waiter waiter) {
        this.arrivals = arrivals;
        this.hub = hub;
        this.interest = interest;
        this.from = from;
        this.patienceNanos = patienceNanos;
        this.waiter = waiter;
    }

    /** Begins to wait; from any thread. */
    void begin() {
        arrivals.post(new Arrival.Read(Arrival.Level.EVENTUAL, this));
    }

    /** Nobody waits any more. */
    void cancel() {
        isOver = true;
        watch.ifPresent(id -> arrivals.post(new Arrival.OfWatch(new WatchSignal.Closed(id))));
    }

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        if (!isOver) watch = hub.open(interest, from, patienceNanos, this);
    }

    @Override
    public void failed(Failure failure) {
        if (!isOver) waiter.failed(failure);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    /**
     * The first sending says that the watch is open, the others without events that time passed.
     */
    @Override
    public void send(Sending sending) {
        boolean isOpening = isFirstSending;
        isFirstSending = false;
        if (isOver) return;
        if (!sending.events().isEmpty()) {
            cancel();
            waiter.changed();
        } else if (!isOpening) {
            waiter.nothing();
        }
    }

    @Override
    public void end(WatchEnd why) {
        if (isOver) return;
        isOver = true;
        waiter.ended(why);
    }
}
