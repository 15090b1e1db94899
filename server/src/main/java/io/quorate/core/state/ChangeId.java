package io.quorate.core.state;

/**
 * Which change: the {@code ordinal}th of those that one entry made. In CHANGES it is the row's key.
 *
 * @param revision the entry's revision
 * @param ordinal from 0, in the order of operations
 */
record ChangeId(long revision, int ordinal) {}
