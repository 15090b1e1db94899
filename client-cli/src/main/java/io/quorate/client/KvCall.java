package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;

import java.util.Optional;

/**
 * A call that goes by itself or on a stream, whichever is better when it begins. Runs on the
 * client's event loop.
 */
final class KvCall<Q, R, T extends Answer> implements Undertaking {

    private final Core core;
    private final CallKind kind;
    private final Verb<Q, R, T> verb;
    private final Q request;
    private final long deadlineNanos;
    private final Completion<? super T> completion;
    private Optional<Undertaking> chosen = Optional.empty();

    KvCall(
            Core core,
            CallKind kind,
            Verb<Q, R, T> verb,
            Q request,
            long deadlineNanos,
            Completion<? super T> completion) {
        this.core = core;
        this.kind = kind;
        this.verb = verb;
        this.request = request;
        this.deadlineNanos = deadlineNanos;
        this.completion = completion;
    }

    @Override
    public void begin() {
        core.execute(this);
    }

    @Override
    public void run() {
        Undertaking best = core.isBatchingWorthwhile() ? piped() : alone();
        chosen = Optional.of(best);
        best.run();
    }

    private Undertaking piped() {
        Pipe pipe = core.pipe(kind);
        return new PipedCall<>(core, pipe, kind, verb, request, deadlineNanos, completion);
    }

    private Undertaking alone() {
        var machine = new CallMachine(core.routing(), kind, deadlineNanos);
        return new UnaryCall<>(core, verb.method(), request, machine, verb.reader(), completion);
    }

    @Override
    public void cancelFromOutside() {
        core.execute(() -> chosen.ifPresent(Undertaking::cancelFromOutside));
    }
}
