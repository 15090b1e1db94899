package io.quorate.verify.session;

/** What a session may be promised (Terry and others 1994, section 3). */
public enum Guarantee {
    /** A read shows the session's writes before it. */
    READ_YOUR_WRITES,
    /** A read shows all that the session's reads before it showed. */
    MONOTONIC_READS,
    /** A write takes effect after the session's writes before it. */
    MONOTONIC_WRITES,
    /** A write takes effect after all that the session's reads before it showed. */
    WRITES_FOLLOW_READS
}
