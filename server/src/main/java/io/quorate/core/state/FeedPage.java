package io.quorate.core.state;

import java.util.List;

/**
 * A stretch of the changes, in the order in which they were made.
 *
 * @param events those of the stretch that were wanted
 * @param next the first change that the stretch does not reach: all before it was looked at
 */
public record FeedPage(List<KeyEvent> events, ChangeId next) {}
