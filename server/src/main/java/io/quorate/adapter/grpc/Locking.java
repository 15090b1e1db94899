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
