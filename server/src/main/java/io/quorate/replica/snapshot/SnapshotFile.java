package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;

/**
 * One file of a snapshot.
 *
 * @param name what the state machine's database calls it
 * @param bytes how many it has
 * @param hash of its content: SHA-256
 */
public record SnapshotFile(String name, long bytes, Bytes hash) {

    /** The longest name, in characters. */
    static final int NAME_CHARACTERS_MAX = 128;

    /**
     * @throws IllegalArgumentException if it could not be a file of a snapshot: its name is used as
     *     a path, so it must not lead anywhere
     */
    public SnapshotFile {
        if (!isName(name)) throw new IllegalArgumentException("not a file's name: '" + name + "'");
        if (bytes < 0) throw new IllegalArgumentException("a file of " + bytes + " bytes");
        if (hash.size() != ContentHash.BYTES) {
            throw new IllegalArgumentException("a hash of " + hash.size() + " bytes");
        }
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= NAME_CHARACTERS_MAX
                && name.charAt(0) != '.'
                && name.chars().allMatch(SnapshotFile::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
