package io.quorate.client;

import java.util.List;

/**
 * The leases that have not ended.
 *
 * @param leases their ids, ascending
 */
public record LeaseList(Header header, List<Long> leases) implements Answer {}
