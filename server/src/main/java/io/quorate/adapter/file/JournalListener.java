package io.quorate.adapter.file;

import io.quorate.replica.journal.JournalAnswers;

/** Whom a journal's thread tells what came of it. Called on that thread: it must only post. */
public interface JournalListener extends JournalAnswers {

    /**
     * The journal failed: nothing more is written or acknowledged, and the process must end. Told
     * once, as the last call.
     */
    void failed(Throwable cause);

    /**
     * A batch was made durable: for metrics.
     *
     * @param persists how many persists it answers
     * @param bytes of its records
     * @param writeNanos how long the append took
     * @param forceNanos how long the force took
     */
    void wrote(int persists, long bytes, long writeNanos, long forceNanos);
}
