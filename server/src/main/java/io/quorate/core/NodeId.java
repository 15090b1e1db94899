package io.quorate.core;

/**
 * The name of a member, unique in its cluster and never used again after the member is removed.
 *
 * @param name 1 to 64 characters of {@code a-z A-Z 0-9 . _ -}
 */
public record NodeId(String name) implements Comparable<NodeId> {

    /** The longest name, in characters: it stands in every log line and metric label. */
    public static final int CHARACTERS_MAX = 64;

    public NodeId {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "a node id is 1 to "
                            + CHARACTERS_MAX
                            + " of a-z A-Z 0-9 . _ -: '"
                            + name
                            + "'");
        }
    }

    /** Whether a name can be a node id. */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > CHARACTERS_MAX) return false;
        return name.chars().allMatch(NodeId::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    @Override
    public int compareTo(NodeId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
