package io.quorate.client;

/**
 * A live key.
 *
 * @param createRevision the revision at which the key was last created
 * @param modRevision the revision of its last change
 * @param version how many times it was written since it was created, from 1
 * @param lease the lease that it is attached to; 0: none
 */
public record KeyValue(
        Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {}
