package io.quorate.client;

/**
 * How a client's puts, deletes, transactions and gets travel. Whatever is chosen, their meaning is
 * the same.
 */
public enum Batching {
    /**
     * Each by itself while few are outstanding, which takes the fewest steps; else whatever waits
     * goes together as a batch on a stream, which costs the least.
     */
    BY_LOAD,
    /** Always on a stream. */
    ALWAYS,
    /** Always each by itself. */
    NEVER;

    /** Calls beyond so many outstanding ones go on a stream. */
    private static final int ALONE_MAX = 16;

    boolean isWorthwhile(int outstanding) {
        return switch (this) {
            case BY_LOAD -> outstanding >= ALONE_MAX;
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }
}
