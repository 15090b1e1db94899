package io.quorate.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Waiting for what an event loop brings about. */
final class Waiting {

    private Waiting() {}

    /** Something that ends. */
    interface Wait<T> {

        /** Waits for it. */
        T await() throws InterruptedException;
    }

    /**
     * Waits. A thread that is interrupted cancels the call, and learns from how the call then ends
     * what became of the operation; its interrupt flag stays set.
     */
    static <T> T uninterruptibly(Wait<T> wait, Runnable cancel) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await();
                } catch (InterruptedException interrupt) {
                    interrupted = true;
                    cancel.run();
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** The result of a future that fails with {@link KvException} alone. */
    static <T> T result(CompletableFuture<T> future) {
        return uninterruptibly(
                () -> {
                    try {
                        return future.get();
                    } catch (ExecutionException failed) {
                        if (failed.getCause() instanceof KvException why) throw why;
                        throw new IllegalStateException(failed.getCause());
                    }
                },
                () -> cancel(future));
    }

    private static void cancel(CompletableFuture<?> future) {
        if (future instanceof Future<?> ours) ours.cancelCall();
    }

    /** Makes a call that completes a future, and begins it. */
    static <T> Future<T> begun(Function<Future<T>, Undertaking> call) {
        var future = new Future<T>();
        return future.of(call.apply(future));
    }

    /** A future that completes a call and can end it. */
    static final class Future<T> extends CompletableFuture<T> implements Completion<T> {

        private volatile Undertaking call;

        @Override
        public void succeeded(T result) {
            complete(result);
        }

        @Override
        public void failed(KvException why) {
            completeExceptionally(why);
        }

        /** Begins the call that completes this. */
        Future<T> of(Undertaking made) {
            call = made;
            made.begin();
            return this;
        }

        private void cancelCall() {
            if (call != null) call.cancelFromOutside();
        }

        /** Ends the call too. What became of a write is then for the caller to find out. */
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) cancelCall();
            return cancelled;
        }
    }
}
