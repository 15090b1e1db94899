package io.quorate.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Effect;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Failure;
import io.quorate.client.core.Input;
import io.quorate.client.core.LeaderHint;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;
import io.quorate.client.core.Sent;

import java.util.List;

/**
 * Drives one {@link CallMachine}: carries out its effects over gRPC and feeds it what happens. Its
 * attempts follow one another, so it is itself the listener of the one in flight. Runs on the
 * client's event loop.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
abstract class Call<Q, R> extends ClientCall.Listener<R>
        implements Undertaking, TimerWheel.Sleeper, Core.Waits {

    private static final Input STARTED = new Input.Started();
    private static final Input CANCELLED = new Input.Cancelled();
    private static final Input LEADER_FOUND = new Input.LeaderFound();
    private static final Input ELAPSED_UNSENT = new Input.Elapsed(Sent.NEVER);
    private static final Input ELAPSED_SENT = new Input.Elapsed(Sent.MAYBE);
    static final Failure CLIENT_IS_CLOSED =
            new Failure(
                    Outcome.NOT_DONE, Reason.CANCELLED, "the client is closed", LeaderHint.NONE);
    static final Failure TOO_MANY_CALLS =
            new Failure(
                    Outcome.NOT_DONE,
                    Reason.OVERLOADED,
                    "this client has as many calls outstanding as it may",
                    LeaderHint.NONE);
    private static final String ABANDONED = "given up by the caller";

    private final Core core;
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final CallMachine machine;
    private final TimerWheel.Timer timer = new TimerWheel.Timer(this);
    private ClientCall<Q, R> attempt;
    private Link.StreamWatch watch;
    private boolean admitted;
    private boolean leftAtOnce;
    private boolean waits;

    Call(Core core, MethodDescriptor<Q, R> method, Q request, CallMachine machine) {
        this.core = core;
        this.method = method;
        this.request = request;
        this.machine = machine;
    }

    /** A new attempt begins: nothing that came before it counts. */
    abstract void begun(ClientCall<Q, R> newAttempt);

    /** The attempt ended well. The input says whether there is an answer. */
    abstract Input ended();

    /** The call is over. */
    abstract void succeeded();

    /** The call is over. */
    abstract void failed(KvException why);

    @Override
    public final void begin() {
        core.execute(this);
    }

    @Override
    public void run() {
        if (core.isClosed()) failed(KvException.of(CLIENT_IS_CLOSED));
        else if (!core.admits()) failed(KvException.of(TOO_MANY_CALLS));
        else start();
    }

    private void start() {
        admitted = true;
        step(System.nanoTime(), STARTED);
    }

    /** Ends the call early; how it ended is told as ever. */
    final void cancel() {
        if (admitted) step(System.nanoTime(), CANCELLED);
    }

    @Override
    public final void cancelFromOutside() {
        if (!core.isClosed()) core.execute(this::cancel);
    }

    @Override
    public final void leaderFound() {
        step(System.nanoTime(), LEADER_FOUND);
    }

    @Override
    public final void elapsed(long nowNanos) {
        step(nowNanos, sent() == Sent.NEVER ? ELAPSED_UNSENT : ELAPSED_SENT);
    }

    final void step(long nowNanos, Input input) {
        List<Effect> effects = machine.step(nowNanos, input);
        if (machine.isEnded()) {
            core.wheel().disarm(timer);
            waitNoMore();
        } else {
            core.wheel().arm(timer, nowNanos, machine.dueNanos());
        }
        for (int i = 0; i < effects.size(); i++) carryOut(nowNanos, effects.get(i));
    }

    private void carryOut(long nowNanos, Effect effect) {
        switch (effect) {
            case Effect.Send(Endpoint to) -> send(nowNanos, to);
            case Effect.Abandon() -> attempt.cancel(ABANDONED, null);
            case Effect.Wait(long _) -> waits = core.waiting().add(this);
            case Effect.WakeWaiting() -> core.wakeWaiting();
            case Effect.Succeed() -> {
                core.callEnded();
                succeeded();
            }
            case Effect.Fail(Failure failure) -> {
                core.callEnded();
                failed(KvException.of(failure));
            }
        }
    }

    private void send(long nowNanos, Endpoint to) {
        waitNoMore();
        Link link = core.link(to, nowNanos);
        leftAtOnce = link.isReady(nowNanos);
        watch = leftAtOnce ? null : new Link.StreamWatch();
        CallOptions options = leftAtOnce ? CallOptions.DEFAULT : watch.watching();
        ClientCall<Q, R> made = link.channel().newCall(method, options);
        attempt = made;
        begun(made);
        made.start(this, new Metadata());
        made.request(1);
        made.sendMessage(request);
        made.halfClose();
    }

    private void waitNoMore() {
        if (waits) core.waiting().remove(this);
        waits = false;
    }

    private Sent sent() {
        if (leftAtOnce) return Sent.MAYBE;
        return watch != null && watch.isStreamCreated() ? Sent.MAYBE : Sent.NEVER;
    }

    /** Comes from the event loop, or, if a name could not be resolved, from the resolver. */
    @Override
    public final void onClose(Status status, Metadata trailers) {
        core.execute(() -> closed(status, trailers));
    }

    private void closed(Status status, Metadata trailers) {
        Input input = status.isOk() ? ended() : Refusals.read(status, trailers, sent());
        step(System.nanoTime(), input);
    }

    final Core core() {
        return core;
    }
}
