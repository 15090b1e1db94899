package io.quorate.client;

import java.time.Duration;

/**
 * A lease as it stands.
 *
 * @param lease its id
 * @param ttl how long it lasts from when it is kept
 * @param left how long it lasts from now
 */
public record LeaseResult(Header header, long lease, Duration ttl, Duration left)
        implements Answer {}
