package io.quorate.core.state;

/**
 * Which change: the {@code ordinal}th of those that one entry made. In CHANGES it is the row's key.
 *
 * @param revision the entry's revision
 * @param ordinal from 0, in the order of operations
 */
public record ChangeId(long revision, int ordinal) implements Comparable<ChangeId> {

    /** The first change of a revision, if it has one. */
    public static ChangeId first(long revision) {
        return new ChangeId(revision, 0);
    }

    /** Orders changes as they were made. */
    @Override
    public int compareTo(ChangeId other) {
        int byRevision = Long.compare(revision, other.revision);
        return byRevision != 0 ? byRevision : Integer.compare(ordinal, other.ordinal);
    }
}
