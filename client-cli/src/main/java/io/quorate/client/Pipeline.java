package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.client.core.Numbering;
import io.quorate.client.core.Reason;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * A stream of operations that take effect in the order they are asked for, without waiting for one
 * another's answers: a get sees every put before it, at every level, and none behind it. Whatever
 * waits while the stream is busy goes as a batch. Of calls made at the same time by several threads
 * any may be the first.
 *
 * <p>An operation that cannot be done now is tried again, and all behind it with it, until its time
 * is over; one that is refused for good fails alone. If the stream breaks, writes that may have
 * left end as unknown, and may take effect later than those behind them; those of {@link
 * KvClient#exactlyOnce()} are sent again under their numbers, in order, and nothing is unknown
 * before its time is over.
 *
 * <p>Holds a bounded number of operations and bytes: beyond, whoever asks for another waits until
 * one is answered; on the client's event loop, where nobody may wait, it fails at once, not done.
 * Thread-safe.
 */
public final class Pipeline implements AutoCloseable {

    /** How many operations may be unanswered. */
    public static final int UNANSWERED_MAX = 8_192;

    /** How many bytes of keys and values may be unanswered. */
    public static final int UNANSWERED_BYTES_MAX = 16 << 20;

    /** What one operation counts for, in bytes, beside its keys and values. */
    private static final int OPERATION_BYTES = 64;

    private final Core core;
    private final Pipe pipe;
    private final Calls calls;
    private final int operationsMax;
    private final Semaphore operations;
    private final Semaphore bytes = new Semaphore(UNANSWERED_BYTES_MAX, true);

    private Pipeline(Core core, Pipe pipe, Calls calls, int operationsMax) {
        this.core = core;
        this.pipe = pipe;
        this.calls = calls;
        this.operationsMax = operationsMax;
        this.operations = new Semaphore(operationsMax, true);
    }

    /** Of numbered writes half as many as may be, so that the client can make others too. */
    static Pipeline of(Core core, RequestOptions options, Optional<Registration> registration) {
        var pipe = new Pipe(core, CallKind.LINEARIZABLE_READ);
        core.execute(() -> core.pipelines().add(pipe));
        int max = registration.isPresent() ? Numbering.UNANSWERED_MAX / 2 : UNANSWERED_MAX;
        return new Pipeline(
                core, pipe, new Calls(core, options, registration, Optional.of(pipe)), max);
    }

    /** Stores a value under a key. */
    public CompletableFuture<PutResult> put(Bytes key, Bytes value) {
        return asked(key.size() + value.size(), end -> calls.put(key, value, end));
    }

    /** Stores a value under a key that is removed when a lease ends. */
    public CompletableFuture<PutResult> put(Bytes key, Bytes value, long lease) {
        return asked(key.size() + value.size(), end -> calls.put(key, value, Life.of(lease), end));
    }

    /** Reads one key, at the level of the client's options, where the writes go. */
    public CompletableFuture<GetResult> get(Bytes key) {
        return asked(key.size(), end -> calls.get(key, end));
    }

    /** Removes a key. */
    public CompletableFuture<DeleteResult> delete(Bytes key) {
        return delete(Keys.of(key));
    }

    /** Removes the keys of a range, as one change; at most 10,000 keys and 2 MiB of values. */
    public CompletableFuture<DeleteResult> delete(Keys keys) {
        return asked(2 * Limits.KEY_BYTES_MAX, end -> calls.delete(keys, end));
    }

    /** Does a transaction. */
    public CompletableFuture<TxnResult> txn(Txn txn) {
        return asked(Limits.VALUE_BYTES_MAX, end -> calls.txn(txn, end));
    }

    /** Waits until all that was asked for before is answered, well or badly. */
    public void flush() {
        if (core.isOnLoop()) {
            throw new IllegalStateException("the client's event loop would wait for itself");
        }
        operations.acquireUninterruptibly(operationsMax);
        operations.release(operationsMax);
    }

    /** Waits as {@link #flush} does, and ends the stream. */
    @Override
    public void close() {
        if (!core.isClosed() && !core.isOnLoop()) flush();
        core.execute(
                () -> {
                    pipe.close();
                    core.pipelines().remove(pipe);
                });
    }

    private <T> CompletableFuture<T> asked(
            int payloadBytes, Function<Completion<T>, Undertaking> call) {
        int itsBytes = payloadBytes + OPERATION_BYTES;
        var future = new Waiting.Future<T>();
        Optional<KvException> refused = whyNotAdmitted(itsBytes);
        if (refused.isPresent()) {
            future.failed(refused.get());
            return future;
        }
        Runnable ended =
                () -> {
                    bytes.release(itsBytes);
                    operations.release();
                };
        Undertaking made;
        try {
            made = call.apply(new Ending<>(ended, future));
        } catch (KvException notSent) {
            ended.run();
            future.failed(notSent);
            return future;
        }
        return future.of(made);
    }

    private Optional<KvException> whyNotAdmitted(int itsBytes) {
        boolean isAdmitted = core.isOnLoop() ? hasRoom(itsBytes) : getsRoom(itsBytes);
        if (isAdmitted) return Optional.empty();
        return Optional.of(
                core.isOnLoop()
                        ? KvException.overloaded("this pipeline holds as much as it may")
                        : KvException.notDone(Reason.CANCELLED, "interrupted"));
    }

    private boolean hasRoom(int itsBytes) {
        if (!operations.tryAcquire()) return false;
        if (bytes.tryAcquire(itsBytes)) return true;
        operations.release();
        return false;
    }

    /** Waits for room; false if the thread was interrupted, as it still is then. */
    private boolean getsRoom(int itsBytes) {
        int acquired = 0;
        try {
            operations.acquire();
            acquired++;
            bytes.acquire(itsBytes);
            return true;
        } catch (InterruptedException interrupted) {
            operations.release(acquired);
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Makes room for the next when one is answered. */
    private record Ending<T>(Runnable ended, Completion<T> then) implements Completion<T> {

        @Override
        public void succeeded(T result) {
            ended.run();
            then.succeeded(result);
        }

        @Override
        public void failed(KvException why) {
            ended.run();
            then.failed(why);
        }
    }
}
