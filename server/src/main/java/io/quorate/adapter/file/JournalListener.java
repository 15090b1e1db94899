package io.quorate.adapter.file;

import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;

import java.util.List;

/** Whom a journal's thread tells what came of it. Called on that thread: it must only post. */
public interface JournalListener {

    /** Everything of a group up to a ticket is durable. Tickets in between are not named. */
    void persisted(GroupId group, long ticket);

    /** The answer to a fetch; empty if the first entry wanted is not held. */
    void fetched(GroupId group, long ticket, List<Entry> entries);

    /** Whether the next segment could be prepared. Told when it changes; at first there is room. */
    void room(boolean hasRoom);

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
