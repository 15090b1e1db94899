package io.quorate.client;

/**
 * Another member leads.
 *
 * @param leader its id; empty if the member that answers has not heard from it yet
 */
public record TransferResult(Header header, String leader) implements Answer {}
