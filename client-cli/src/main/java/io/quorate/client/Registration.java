package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Numbering;
import io.quorate.client.core.Tenure;
import io.quorate.v1.ClientsGrpc;
import io.quorate.v1.KeepClientRequest;
import io.quorate.v1.RequestContext;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A client that the cluster knows, so that each of its writes is done exactly once however often it
 * is sent. Says from time to time that it is still there. Thread-safe.
 */
final class Registration {

    private final Core core;
    private final Tenure tenure;
    private final Numbering numbering = new Numbering();

    Registration(Core core, long id, long ttlMs) {
        this.core = core;
        this.tenure = new Tenure(id, TimeUnit.MILLISECONDS.toNanos(ttlMs));
    }

    /** Begins to say that it is there. */
    Registration kept() {
        core.afterwards(tenure.pauseNanos(), this::keep);
        return this;
    }

    private void keep() {
        var request = KeepClientRequest.newBuilder().setClientId(tenure.client()).build();
        long deadline = System.nanoTime() + tenure.patienceNanos();
        var machine = new CallMachine(core.routing(), CallKind.WRITE_ONCE, deadline);
        var method = ClientsGrpc.getKeepAliveMethod();
        Completion<KeptResult> next =
                new Completion<>() {
                    @Override
                    public void succeeded(KeptResult result) {
                        kept();
                    }

                    @Override
                    public void failed(KvException why) {
                        if (!Tenure.isOver(why.reason()) && !core.isClosed()) kept();
                    }
                };
        core.execute(new UnaryCall<>(core, method, request, machine, Registration::result, next));
    }

    private record KeptResult(Header header) implements Answer {}

    private static KeptResult result(io.quorate.v1.KeepClientResponse response) {
        return new KeptResult(Wire.header(response.getHeader()));
    }

    /**
     * The next write.
     *
     * @throws KvException if too many are unanswered
     */
    synchronized Numbered next(RequestContext context) {
        OptionalLong sequence = numbering.next();
        if (sequence.isEmpty()) {
            throw KvException.overloaded(
                    "a registered client has at most "
                            + Numbering.UNANSWERED_MAX
                            + " writes between the oldest unanswered one and the newest");
        }
        return new Numbered(
                sequence.getAsLong(),
                context.toBuilder()
                        .setClientId(tenure.client())
                        .setSequence(sequence.getAsLong())
                        .setLowestUnanswered(numbering.lowestUnanswered())
                        .build());
    }

    private synchronized void ended(long sequence) {
        numbering.ended(sequence);
    }

    /** One write: its number, and how its request says it. */
    final class Numbered {

        private final long sequence;
        private final RequestContext context;

        private Numbered(long sequence, RequestContext context) {
            this.sequence = sequence;
            this.context = context;
        }

        RequestContext context() {
            return context;
        }

        /** It is not sent at all. */
        void drop() {
            ended(sequence);
        }

        /** Tells the caller, after the write is no longer awaited. */
        <T> Completion<T> ending(Completion<? super T> then) {
            return new Completion<>() {
                @Override
                public void succeeded(T result) {
                    ended(sequence);
                    then.succeeded(result);
                }

                @Override
                public void failed(KvException why) {
                    ended(sequence);
                    then.failed(why);
                }
            };
        }
    }
}
