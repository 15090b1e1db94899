package io.quorate.client;

import java.util.Optional;

/**
 * What a key holds.
 *
 * @param kv empty if the key does not exist
 */
public record GetResult(Header header, Optional<KeyValue> kv) implements Answer {}
