package io.quorate.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C: the command in progress is asked to end and tells, as ever, what became
 * of it; the process then ends with that command's exit code. Thread-safe.
 */
final class Interruption {

    /** The exit code of a command that was interrupted and changed nothing: 128 + SIGINT. */
    static final int EXIT_CODE = 130;

    /** How long the command has for its last words. */
    private static final long LAST_WORDS_SECONDS = 3;

    private final CountDownLatch processEnds = new CountDownLatch(1);
    private Runnable ending = () -> {};
    private boolean happened;

    /** Says how the command in progress is ended. */
    synchronized void endBy(Runnable end) {
        ending = end;
        if (happened) end.run();
    }

    /** Whether it has happened. */
    synchronized boolean hasHappened() {
        return happened;
    }

    private synchronized Runnable begin() {
        happened = true;
        return ending;
    }

    /** The process is to end: waits until it does, by the main thread's hand. */
    void happened() {
        begin().run();
        try {
            if (processEnds.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
