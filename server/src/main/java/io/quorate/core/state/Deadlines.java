package io.quorate.core.state;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** When each of many things is due, by log time. */
final class Deadlines {

    /** A thing and when it is due; the earliest first. */
    record Due(long deadline, long id) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            int byDeadline = Long.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(id, other.id);
        }
    }

    private final TreeSet<Due> due = new TreeSet<>();

    void add(long id, long deadline) {
        due.add(new Due(deadline, id));
    }

    void remove(long id, long deadline) {
        due.remove(new Due(deadline, id));
    }

    /** The earliest deadline; empty if there is none. */
    OptionalLong next() {
        return due.isEmpty() ? OptionalLong.empty() : OptionalLong.of(due.first().deadline());
    }

    /** The first thing that is due by then, if one is. */
    Optional<Due> first(long now) {
        return due.isEmpty() || due.first().deadline() > now
                ? Optional.empty()
                : Optional.of(due.first());
    }
}
