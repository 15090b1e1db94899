package io.quorate.client;

/**
 * A key is gone.
 *
 * @param deleted whether it was there
 */
public record DeleteResult(Header header, boolean deleted) implements Answer {}
