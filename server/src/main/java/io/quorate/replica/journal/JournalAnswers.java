package io.quorate.replica.journal;

import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;

import java.util.List;

/**
 * Whom a journal's work tells what came of it. Called where the work is done: it must only post.
 */
public interface JournalAnswers {

    /** Everything of a group up to a ticket is durable. Tickets in between are not named. */
    void persisted(GroupId group, long ticket);

    /** The answer to a fetch; empty if the first entry wanted is not held. */
    void fetched(GroupId group, long ticket, List<Entry> entries);

    /** Whether the next segment could be prepared. Told when it changes; at first there is room. */
    void room(boolean hasRoom);
}
