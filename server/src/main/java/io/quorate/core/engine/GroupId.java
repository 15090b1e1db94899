package io.quorate.core.engine;

/** One consensus group. Every peer message and every journal record names its group. */
public record GroupId(int value) implements Comparable<GroupId> {

    /** The group that holds all consensus keyspaces today. */
    public static final GroupId FIRST = new GroupId(1);

    public GroupId {
        if (value <= 0) throw new IllegalArgumentException("a group id is positive: " + value);
    }

    @Override
    public int compareTo(GroupId other) {
        return Integer.compare(value, other.value);
    }
}
