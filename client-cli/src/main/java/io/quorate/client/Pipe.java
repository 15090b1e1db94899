package io.quorate.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.client.core.CallKind;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Input;
import io.quorate.client.core.Piped;
import io.quorate.client.core.PipelineEffect;
import io.quorate.client.core.PipelineInput;
import io.quorate.client.core.PipelineMachine;
import io.quorate.client.core.Sent;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.PipelineFailure;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;
import io.quorate.v1.PipelineResult;

import java.util.List;
import java.util.Optional;

/**
 * Drives one {@link PipelineMachine} over gRPC. What is submitted while the event loop does other
 * things leaves together when it has done them and the stream takes it. Runs on the event loop.
 */
final class Pipe implements TimerWheel.Sleeper, Core.Waits {

    private static final PipelineInput<PipedCall<?, ?, ?>> WRITABLE =
            new PipelineInput.Writable<>();
    private static final String CUT_SHORT = "the stream ended";

    private final Core core;
    private final PipelineMachine<PipedCall<?, ?, ?>> machine;
    private final TimerWheel.Timer timer = new TimerWheel.Timer(this);
    private Optional<Stream> stream = Optional.empty();
    private long armedForNanos = Long.MAX_VALUE;
    private boolean isGathering;
    private boolean waits;

    /**
     * A pipe that opens its stream when something is submitted.
     *
     * @param kind whom its streams go to
     */
    Pipe(Core core, CallKind kind) {
        this.core = core;
        this.machine = new PipelineMachine<>(core.routing(), kind);
    }

    void submit(Piped<PipedCall<?, ?, ?>> piped) {
        step(System.nanoTime(), new PipelineInput.Submitted<>(piped));
        if (isGathering) return;
        isGathering = true;
        core.afterThis(this::gathered);
    }

    private void gathered() {
        isGathering = false;
        write();
    }

    /** Sends batches as long as the stream takes them and anything waits. */
    private void write() {
        boolean hasSent = true;
        while (hasSent && stream.isPresent() && stream.get().call.isReady()) {
            hasSent = step(System.nanoTime(), WRITABLE);
        }
    }

    void giveUp(Piped<PipedCall<?, ?, ?>> piped) {
        step(System.nanoTime(), new PipelineInput.GivenUp<>(piped));
    }

    void expired(long nowNanos, Piped<PipedCall<?, ?, ?>> piped) {
        step(nowNanos, new PipelineInput.Expired<>(piped));
    }

    void close() {
        step(System.nanoTime(), new PipelineInput.Closed<>());
        core.wheel().disarm(timer);
    }

    @Override
    public void leaderFound() {
        step(System.nanoTime(), new PipelineInput.LeaderFound<>());
    }

    @Override
    public void elapsed(long nowNanos) {
        armedForNanos = Long.MAX_VALUE;
        step(nowNanos, new PipelineInput.Elapsed<>());
        arm(nowNanos);
    }

    /** Carries out what the machine wants. Answers whether it sent something. */
    private boolean step(long nowNanos, PipelineInput<PipedCall<?, ?, ?>> input) {
        return carryOut(
                nowNanos, machine.step(nowNanos, input), PipelineResult.getDefaultInstance());
    }

    private boolean carryOut(
            long nowNanos,
            List<PipelineEffect<PipedCall<?, ?, ?>>> effects,
            PipelineResult result) {
        boolean hasSent = false;
        arm(nowNanos);
        for (PipelineEffect<PipedCall<?, ?, ?>> effect : effects) {
            switch (effect) {
                case PipelineEffect.Open<PipedCall<?, ?, ?>>(Endpoint to) -> open(nowNanos, to);
                case PipelineEffect.Send<PipedCall<?, ?, ?>>(List<PipedCall<?, ?, ?>> batch) -> {
                    stream.orElseThrow().send(batch);
                    hasSent = true;
                }
                case PipelineEffect.Abandon<PipedCall<?, ?, ?>> _ ->
                        stream.ifPresent(Stream::abandon);
                case PipelineEffect.Wait<PipedCall<?, ?, ?>> _ -> waits = core.waiting().add(this);
                case PipelineEffect.WakeWaiting<PipedCall<?, ?, ?>> _ -> core.wakeWaiting();
                case PipelineEffect.Succeed<PipedCall<?, ?, ?>>(PipedCall<?, ?, ?> call) ->
                        call.succeeded(result);
                case PipelineEffect.Fail<PipedCall<?, ?, ?>>(
                                PipedCall<?, ?, ?> call,
                                Failure why) ->
                        call.failed(why);
            }
        }
        return hasSent;
    }

    /** The timer is only moved forward; one that fires early finds that nothing is due. */
    private void arm(long nowNanos) {
        long due = machine.dueNanos();
        if (due >= armedForNanos) return;
        armedForNanos = due;
        core.wheel().arm(timer, nowNanos, due);
    }

    private void open(long nowNanos, Endpoint to) {
        if (waits) core.waiting().remove(this);
        waits = false;
        Link link = core.pipeLink(to, nowNanos);
        link.isReady(nowNanos);
        var opened = new Stream(link);
        stream = Optional.of(opened);
        opened.begin();
    }

    /** One stream. */
    private final class Stream extends ClientCall.Listener<PipelineResponse> {

        private final ClientCall<PipelineRequest, PipelineResponse> call;

        Stream(Link link) {
            var method = KvGrpc.getPipelineMethod();
            this.call = link.channel().newCall(method, CallOptions.DEFAULT);
        }

        void begin() {
            call.start(this, new Metadata());
            call.request(1);
        }

        void send(List<PipedCall<?, ?, ?>> batch) {
            var request = PipelineRequest.newBuilder();
            for (PipedCall<?, ?, ?> each : batch) request.addOperations(each.operation());
            call.sendMessage(request.build());
        }

        void abandon() {
            call.cancel("given up by the caller", null);
        }

        private boolean isOld() {
            return stream.isEmpty() || stream.get() != this;
        }

        @Override
        public void onReady() {
            if (!isOld()) write();
        }

        @Override
        public void onMessage(PipelineResponse response) {
            if (isOld()) return;
            long now = System.nanoTime();
            for (PipelineResult result : response.getResultsList()) {
                carryOut(now, machine.step(now, input(result)), result);
            }
            call.request(1);
            write();
        }

        /** Comes from the event loop, or, if a name could not be resolved, from the resolver. */
        @Override
        public void onClose(Status status, Metadata trailers) {
            core.execute(() -> closed(status, trailers));
        }

        private void closed(Status status, Metadata trailers) {
            if (isOld()) return;
            stream = Optional.empty();
            step(System.nanoTime(), ending(status, trailers));
        }
    }

    private static PipelineInput<PipedCall<?, ?, ?>> input(PipelineResult result) {
        return switch (result.getResultCase()) {
            case PUT -> new PipelineInput.Answered<>(result.getPut().getHeader().getNode());
            case DELETE -> new PipelineInput.Answered<>(result.getDelete().getHeader().getNode());
            case TXN -> new PipelineInput.Answered<>(result.getTxn().getHeader().getNode());
            case GET -> new PipelineInput.Answered<>(result.getGet().getHeader().getNode());
            case FAILURE -> {
                PipelineFailure failure = result.getFailure();
                yield new PipelineInput.Refused<>(
                        Refusals.refused(failure.getDetail(), failure.getMessage()));
            }
            case RESULT_NOT_SET ->
                    new PipelineInput.Refused<>(
                            Refusals.protocolBroken("a result of an unknown kind"));
        };
    }

    private static PipelineInput<PipedCall<?, ?, ?>> ending(Status status, Metadata trailers) {
        if (status.isOk()) return new PipelineInput.Broken<>(CUT_SHORT);
        return switch (Refusals.read(status, trailers, Sent.MAYBE)) {
            case Input.Refused refused -> new PipelineInput.Ended<>(refused);
            case Input.Broken broken -> new PipelineInput.Broken<>(broken.message());
            case Input.Started _,
                    Input.Answered _,
                    Input.PageArrived _,
                    Input.PageWanted _,
                    Input.Elapsed _,
                    Input.LeaderFound _,
                    Input.Cancelled _ ->
                    throw new IllegalStateException("no failure");
        };
    }
}
