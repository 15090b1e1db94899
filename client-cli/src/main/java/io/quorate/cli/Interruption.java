package io.quorate.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C: the command in progress is asked to end and tells, as ever, what became
 * of it; the process then ends with that command's exit code. Thread-safe.
 */
final class Interruption {

    /** The exit code of a command that was interrupted and changed nothing: 128 + SIGINT. */
    static final int EXIT_CODE = 130;

    /** How long a command has for its last words, unless it asks for more. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final CountDownLatch processEnds = new CountDownLatch(1);
    private Runnable ending = () -> {};
    private Duration lastWords = LAST_WORDS;
    private boolean happened;

    /** Says how the command in progress is ended. */
    void endBy(Runnable end) {
        endBy(end, LAST_WORDS);
    }

    /** Says how the command in progress is ended, and how long it may take then. */
    synchronized void endBy(Runnable end, Duration needs) {
        ending = end;
        lastWords = needs;
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

    private synchronized long lastWordsMillis() {
        return lastWords.toMillis();
    }

    /** The command in progress is to end. */
    void interrupt() {
        begin().run();
    }

    /** The process is to end: waits until it does, by the main thread's hand. */
    void happened() {
        interrupt();
        try {
            if (processEnds.await(lastWordsMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
