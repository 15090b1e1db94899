package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.watch.WatchHub;
import io.quorate.v1.Fence;
import io.quorate.v1.ResponseHeader;

import java.util.function.BiFunction;

/** What locks and elections stand on. */
record Locking(
        Arrivals arrivals,
        Writes writes,
        ViewReads reads,
        KeyspaceNames names,
        Headers headers,
        Failures failures,
        WatchHub hub) {

    long nanoTime() {
        return System.nanoTime();
    }

    NextChange nextChange(
            Interest interest, long from, long patienceNanos, NextChange.Waiter waiter) {
        return new NextChange(arrivals, hub, interest, from, patienceNanos, waiter);
    }

    /**
     * Gives a place up, and sends what came of that.
     *
     * @param response makes the answer of the header and of whether the place was still there
     */
    <R> void leave(
            Fence place,
            StreamObserver<R> responses,
            BiFunction<ResponseHeader, Boolean, R> response) {
        names.resolve(
                place.getKeyspace(),
                responses,
                keyspace ->
                        writes.command(
                                LockCommands.leave(keyspace, place),
                                responses,
                                (outcome, standing) ->
                                        response.apply(
                                                headers.ofChange(standing),
                                                LockCommands.left(outcome))));
    }

    /** Has something done on the loop, from any thread. */
    void onLoop(StreamObserver<?> call, Runnable what) {
        arrivals.post(
                new Arrival.Read(
                        Arrival.Level.EVENTUAL,
                        new ReadAnswer() {
                            @Override
                            public void serve(KeyValueMachine state, Standing standing) {
                                what.run();
                            }

                            @Override
                            public void failed(Failure failure) {
                                Answers.fail(call, failures.of(failure));
                            }
                        }));
    }
}
