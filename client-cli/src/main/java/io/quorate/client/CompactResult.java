package io.quorate.client;

/**
 * A compaction was done.
 *
 * @param compactedRevision the first revision that can be read
 */
public record CompactResult(Header header, long compactedRevision) implements Answer {}
