package io.quorate.client;

import java.util.List;

/**
 * A stretch of a range. All pages of a range show one revision.
 *
 * @param last whether it is the last page
 * @param more with {@code last}: the range holds more keys than the limit let through
 * @param count of a range that is only counted: how many keys it holds; else 0
 */
public record RangePage(Header header, List<KeyValue> kvs, boolean last, boolean more, long count)
        implements Answer {}
