package io.quorate.replica;

/**
 * Where a replica stood when it answered.
 *
 * @param term the term or ballot round it was in
 * @param revision the revision of its state
 */
public record Standing(long term, long revision) {}
