package io.quorate.core.state;

import java.util.Optional;

/**
 * The keyspaces there are: each has keys of its own, and limits. All share one sequence of
 * revisions, and a transaction may go across them.
 */
public final class Keyspaces {

    /** The keyspace of requests that name none. It always exists. */
    public static final int DEFAULT = 1;

    /** What it is called. */
    public static final String DEFAULT_NAME = "default";

    /** The longest name, in characters, each of which is one byte. */
    public static final int NAME_MAX = 64;

    private Keyspaces() {}

    /**
     * Why a keyspace cannot have this name; empty if it can. Names are 1 to 64 of {@code a} to
     * {@code z}, {@code 0} to {@code 9}, {@code .}, {@code _} and {@code -}, and begin with a
     * letter or a digit: so none needs quoting, and no two look the same.
     */
    public static Optional<String> whyInvalidName(String name) {
        if (name.isEmpty()) return Optional.of("the keyspace's name is empty");
        if (name.length() > NAME_MAX) {
            return Optional.of(
                    "the keyspace's name has "
                            + name.length()
                            + " characters, of at most "
                            + NAME_MAX);
        }
        for (int i = 0; i < name.length(); i++) {
            char at = name.charAt(i);
            boolean isFit = isLetterOrDigit(at) || i > 0 && (at == '.' || at == '_' || at == '-');
            if (!isFit) {
                return Optional.of(
                        "a keyspace's name is made of a-z, 0-9, '.', '_' and '-', and begins with"
                                + " a letter or a digit");
            }
        }
        return Optional.empty();
    }

    private static boolean isLetterOrDigit(char at) {
        return at >= 'a' && at <= 'z' || at >= '0' && at <= '9';
    }
}
