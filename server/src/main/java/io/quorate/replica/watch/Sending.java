package io.quorate.replica.watch;

import io.quorate.core.state.KeyEvent;

import java.util.List;

/**
 * What a watch is sent at once.
 *
 * @param events in the order in which they were made
 * @param through with these, every event up to this revision was sent; events of a later one are
 *     the beginning of a revision that goes on in the next sending
 * @param term the term or ballot round that this node is in
 * @param revision what this node has applied
 */
public record Sending(List<KeyEvent> events, long through, long term, long revision) {}
