package io.quorate.client.core;

/**
 * Where a leader is said to be.
 *
 * @param node the member's id; empty if it was not told
 * @param address host:port of its client listener; empty if it was not told
 */
public record LeaderHint(String node, String address) {

    /** Nothing was told. */
    public static final LeaderHint NONE = new LeaderHint("", "");
}
