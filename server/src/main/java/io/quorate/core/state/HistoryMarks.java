package io.quorate.core.state;

import java.util.OptionalLong;

/**
 * Of which revisions a state knows how old they are.
 *
 * @param isOutrun whether one was made since the newest mark
 * @param oldest the time of the log of the oldest mark
 * @param newest the time of the log of the newest mark
 */
public record HistoryMarks(boolean isOutrun, OptionalLong oldest, OptionalLong newest) {}
