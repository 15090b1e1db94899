package io.quorate.boot;

/**
 * A setting's text and where it was found.
 *
 * @param text as it was written
 * @param origin fit for a message, as in {@code --id}, {@code KVD_ID}, {@code kvd.conf line 3}
 */
record Given(String text, String origin) {

    /** The origin of what nobody gave. */
    static final String DEFAULT = "default";
}
