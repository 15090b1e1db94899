package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyEvent;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Version;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.watch.Sending;
import io.quorate.replica.watch.WatchEnd;
import io.quorate.replica.watch.WatchHub;
import io.quorate.replica.watch.WatchSignal;
import io.quorate.replica.watch.WatchSink;
import io.quorate.v1.Event;
import io.quorate.v1.KeyValue;
import io.quorate.v1.WatchResponse;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/**
 * One watch on its way to its client: opened by a read, so that the node has come to where it
 * begins, and sent by the hub as far as the stream takes more. On the loop.
 */
final class WatchStream implements WatchSink {

    /** Beyond so many bytes that wait for the client, the stream takes no more. */
    private static final int WAITING_BYTES_MAX = 16 << 10;

    private final ServerCallStreamObserver<WatchResponse> call;
    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final WatchHub hub;
    private final IntFunction<Interest> interest;
    private final long from;
    private final long progressNanos;
    private Optional<Long> watch = Optional.empty();
    private long epoch;

    WatchStream(
            ServerCallStreamObserver<WatchResponse> call,
            Arrivals arrivals,
            Headers headers,
            Failures failures,
            WatchHub hub,
            IntFunction<Interest> interest,
            long from,
            long progressNanos) {
        this.call = call;
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.hub = hub;
        this.interest = interest;
        this.from = from;
        this.progressNanos = progressNanos;
    }

    /** Opens the watch where it begins, or where the level says that now is. */
    void begin(ReadLevel now, String keyspace, KeyspaceNames names) {
        call.setOnReadyThreshold(WAITING_BYTES_MAX);
        call.setOnReadyHandler(() -> signal(WatchSignal.Ready::new));
        call.setOnCancelHandler(() -> signal(WatchSignal.Closed::new));
        names.read(answer -> opening(now, answer), keyspace, Asker.of(call, failures), this::open);
    }

    /** A node that has not come to where the watch begins waits until it has, or learns better. */
    private Arrival.Request opening(ReadLevel now, ReadAnswer answer) {
        if (from == 0) return now.read(answer);
        if (from == 1) return new Arrival.Read(Arrival.Level.EVENTUAL, answer);
        return new Arrival.ReadSince(from - 1, answer);
    }

    private void signal(LongFunction<WatchSignal> what) {
        watch.ifPresent(id -> arrivals.post(new Arrival.OfWatch(what.apply(id))));
    }

    private void open(KeyValueMachine state, Standing standing, int keyspace) {
        epoch = standing.epoch();
        if (call.isCancelled()) return;
        watch = hub.open(interest.apply(keyspace), from, progressNanos, this);
    }

    @Override
    public boolean isReady() {
        return call.isReady();
    }

    @Override
    public void send(Sending sending) {
        if (call.isCancelled()) return;
        var standing = new Standing(sending.term(), new Floor(epoch, sending.revision()));
        var response =
                WatchResponse.newBuilder()
                        .setHeader(headers.ofWatch(standing))
                        .setThrough(sending.through());
        for (KeyEvent event : sending.events()) response.addEvents(onWire(event));
        call.onNext(response.build());
    }

    @Override
    public void end(WatchEnd why) {
        Answers.fail(call, failures.of(why));
    }

    private static Event onWire(KeyEvent event) {
        var key = KvService.uncopied(event.key());
        var onWire = Event.newBuilder();
        event.previous().ifPresent(ended -> onWire.setPrevious(KvService.keyValue(key, ended)));
        Optional<Version> made = event.version();
        if (made.isPresent()) {
            return onWire.setType(Event.Type.PUT)
                    .setKv(KvService.keyValue(key, made.get()))
                    .build();
        }
        return onWire.setType(Event.Type.DELETE)
                .setKv(KeyValue.newBuilder().setKey(key).setModRevision(event.change().revision()))
                .build();
    }
}
