package io.quorate.client.core;

/**
 * A member's client listener, as one client knows it.
 *
 * @param index its place in the client's {@link Routing}
 * @param address host:port
 */
public record Endpoint(int index, String address) {}
