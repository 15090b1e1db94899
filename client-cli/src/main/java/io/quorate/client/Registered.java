package io.quorate.client;

/**
 * The cluster knows a client.
 *
 * @param id the client's, never given to another
 * @param ttlMs how long it is kept after it was heard of last
 */
record Registered(Header header, long id, long ttlMs) implements Answer {}
