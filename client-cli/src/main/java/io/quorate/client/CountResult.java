package io.quorate.client;

/**
 * How many keys a range holds.
 *
 * @param count up to the query's limit
 * @param more whether the range holds more keys than the limit let through
 */
public record CountResult(Header header, long count, boolean more) implements Answer {}
