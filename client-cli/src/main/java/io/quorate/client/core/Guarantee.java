package io.quorate.client.core;

/**
 * What a session is promised (Terry and others, "Session Guarantees for Weakly Consistent
 * Replicated Data", 1994), each by itself.
 */
public enum Guarantee {
    /** A read shows the session's writes before it. */
    READ_YOUR_WRITES("read your writes"),
    /** A read shows all that the session's reads before it showed. */
    MONOTONIC_READS("monotonic reads"),
    /** A write takes effect after the session's writes before it. */
    MONOTONIC_WRITES("monotonic writes"),
    /** A write takes effect after all that the session's reads before it showed. */
    WRITES_FOLLOW_READS("writes follow reads");

    private final String words;

    Guarantee(String words) {
        this.words = words;
    }

    /** For people: its name in small letters. */
    public String words() {
        return words;
    }
}
