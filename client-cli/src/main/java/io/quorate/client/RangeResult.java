package io.quorate.client;

import java.util.List;

/**
 * A whole range.
 *
 * @param more whether the range holds more keys than the limit let through
 */
public record RangeResult(Header header, List<KeyValue> kvs, boolean more) implements Answer {}
