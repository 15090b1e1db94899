package io.quorate.adapter.metrics;

import io.quorate.replica.ReplicaStatus;

/**
 * How a node stands at a moment.
 *
 * @param replica what its replica says
 * @param mailboxDepth what the last turn found waiting
 * @param requestsRefused requests that were refused because as many as may be were in flight
 * @param disk what its disk holds
 */
public record NodeReading(
        ReplicaStatus replica, int mailboxDepth, long requestsRefused, DiskReading disk) {}
