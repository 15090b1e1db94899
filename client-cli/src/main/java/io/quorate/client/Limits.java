package io.quorate.client;

/** The sizes that the protocol allows. */
public final class Limits {

    /** The longest key, in bytes; a key has at least one. */
    public static final int KEY_BYTES_MAX = 8 * 1024;

    /** The longest value, in bytes; a value may be empty. */
    public static final int VALUE_BYTES_MAX = 1024 * 1024;

    /** The most bytes of keys and values that a gathered range may hold: beyond, read by pages. */
    public static final long GATHERED_BYTES_MAX = 64L * 1024 * 1024;

    /** How many operations or compares one list of a transaction may hold. */
    public static final int TXN_LIST_MAX = 128;

    private Limits() {}
}
