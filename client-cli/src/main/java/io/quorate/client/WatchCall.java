package io.quorate.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Input;
import io.quorate.client.core.Reason;
import io.quorate.client.core.Sent;
import io.quorate.client.core.WatchEffect;
import io.quorate.client.core.WatchInput;
import io.quorate.client.core.WatchMachine;
import io.quorate.v1.WatchGrpc;
import io.quorate.v1.WatchRequest;
import io.quorate.v1.WatchResponse;

import java.util.List;
import java.util.Optional;

/**
 * Drives one {@link WatchMachine} over gRPC. A response is asked for when the one before it has
 * been taken, so a caller that takes nothing holds up its own stream and nothing else. Runs on the
 * client's event loop.
 */
final class WatchCall implements TimerWheel.Sleeper {

    /** Takes what the watch shows, on the event loop. */
    interface Sink {

        /** Takes an update. */
        void updated(WatchUpdate update);

        /** Whether there is room for what one more response brings. */
        boolean hasRoom();

        /** Nothing comes any more. */
        void ended(KvException why);
    }

    private static final WatchInput<KeyChange> CUT_SHORT =
            new WatchInput.Broken<>("the stream ended");

    private final Core core;
    private final WatchRequest request;
    private final WatchMachine<KeyChange> machine;
    private final Sink sink;
    private final TimerWheel.Timer timer = new TimerWheel.Timer(this);
    private Optional<Stream> stream = Optional.empty();
    private String node = "";

    WatchCall(Core core, WatchRequest request, WatchMachine<KeyChange> machine, Sink sink) {
        this.core = core;
        this.request = request;
        this.machine = machine;
        this.sink = sink;
    }

    /** Begins the watch, from any thread. */
    void begin() {
        core.execute(this::start);
    }

    private void start() {
        if (core.isClosed()) {
            sink.ended(KvException.notDone(Reason.CANCELLED, "the client is closed"));
        } else if (!core.admits()) {
            sink.ended(KvException.overloaded("this client has as many calls as it may"));
        } else {
            core.watches().add(this);
            step(new WatchInput.Started<>());
        }
    }

    /** Ends the watch; that it has ended is told as ever. */
    void cancel() {
        step(new WatchInput.Cancelled<>());
    }

    /** As {@link #cancel}, from any thread; after the watch has ended it does nothing. */
    void cancelFromOutside() {
        core.execute(this::cancel);
    }

    /** The caller has taken something: there may be room again. */
    void roomMayBe() {
        if (stream.isEmpty() || stream.get().isAsking || !sink.hasRoom()) return;
        stream.get().ask();
        step(new WatchInput.Listening<>());
    }

    @Override
    public void elapsed(long nowNanos) {
        step(new WatchInput.Elapsed<>(stream.map(Stream::sent).orElse(Sent.NEVER)));
    }

    private void step(WatchInput<KeyChange> input) {
        if (machine.isEnded()) return;
        long now = System.nanoTime();
        List<WatchEffect<KeyChange>> effects = machine.step(now, input);
        if (machine.isEnded()) core.wheel().disarm(timer);
        else arm(now);
        for (WatchEffect<KeyChange> effect : effects) carryOut(now, effect);
    }

    /** A stream that is not listened to is not silent. */
    private void arm(long now) {
        boolean isHeldUp = stream.filter(Stream::isHeldUp).isPresent();
        if (isHeldUp) core.wheel().disarm(timer);
        else core.wheel().arm(timer, now, machine.dueNanos());
    }

    private void carryOut(long now, WatchEffect<KeyChange> effect) {
        switch (effect) {
            case WatchEffect.Open<KeyChange>(Endpoint to, long from) -> open(now, to, from);
            case WatchEffect.Abandon<KeyChange> _ -> stream.ifPresent(Stream::abandon);
            case WatchEffect.Deliver<KeyChange>(long revision, List<KeyChange> changes) ->
                    sink.updated(new WatchUpdate(node, revision, List.copyOf(changes)));
            case WatchEffect.Progress<KeyChange>(long through) ->
                    sink.updated(new WatchUpdate(node, through, List.of()));
            case WatchEffect.Fail<KeyChange>(Failure failure) -> {
                core.watches().remove(this);
                core.callEnded();
                sink.ended(KvException.of(failure));
            }
        }
    }

    private void open(long now, Endpoint to, long from) {
        WatchLane lane = core.watchLane(to, now);
        var opened = new Stream(lane, lane.link().isReady(now));
        stream = Optional.of(opened);
        opened.begin(request.toBuilder().setFromRevision(from).build());
    }

    private static WatchInput<KeyChange> refusal(Input input) {
        return switch (input) {
            case Input.Refused refused ->
                    new WatchInput.Refused<>(refused.reason(), refused.message());
            case Input.Broken broken -> new WatchInput.Broken<>(broken.message());
            case Input.Started _,
                    Input.Answered _,
                    Input.PageArrived _,
                    Input.PageWanted _,
                    Input.Elapsed _,
                    Input.LeaderFound _,
                    Input.Cancelled _ ->
                    throw new IllegalStateException("no failure: " + input);
        };
    }

    /** One stream of the watch. */
    private final class Stream extends ClientCall.Listener<WatchResponse> {

        private final WatchLane lane;
        private final boolean leftAtOnce;
        private final Link.StreamWatch watch = new Link.StreamWatch();
        private final ClientCall<WatchRequest, WatchResponse> call;
        private boolean isAsking;
        private boolean hasSpoken;

        Stream(WatchLane lane, boolean leftAtOnce) {
            this.lane = lane;
            this.leftAtOnce = leftAtOnce;
            this.call = lane.link().channel().newCall(WatchGrpc.getWatchMethod(), watch.watching());
        }

        private boolean isOld() {
            return stream.isEmpty() || stream.get() != this;
        }

        void begin(WatchRequest asked) {
            lane.began();
            call.start(this, new Metadata());
            ask();
            call.sendMessage(asked);
            call.halfClose();
        }

        void ask() {
            isAsking = true;
            call.request(1);
        }

        boolean isHeldUp() {
            return hasSpoken && !isAsking;
        }

        void abandon() {
            call.cancel("given up by the caller", null);
        }

        Sent sent() {
            return leftAtOnce || watch.isStreamCreated() ? Sent.MAYBE : Sent.NEVER;
        }

        @Override
        public void onMessage(WatchResponse message) {
            if (isOld()) return;
            isAsking = false;
            hasSpoken = true;
            node = message.getHeader().getNode();
            if (sink.hasRoom()) ask();
            step(WatchWire.arrived(message));
        }

        /** Comes from the event loop, or, if a name could not be resolved, from the resolver. */
        @Override
        public void onClose(Status status, Metadata trailers) {
            core.execute(() -> closed(status, trailers));
        }

        private void closed(Status status, Metadata trailers) {
            lane.ended();
            if (isOld()) return;
            stream = Optional.empty();
            step(status.isOk() ? CUT_SHORT : refusal(Refusals.read(status, trailers, sent())));
        }
    }
}
