package io.quorate.core.raft;

import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership;
import io.quorate.core.vote.Quorums;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The memberships that the log holds. "A server always uses the latest configuration in its log,
 * regardless of whether the entry is committed" (section 6); one that is truncated gives way to the
 * one before it, so that is remembered until a later one is committed.
 */
final class Memberships {

    private record Known(long index, Members members, Membership quorums) {}

    private final ArrayDeque<Known> known = new ArrayDeque<>();

    /**
     * @param index up to where the log agrees with this membership: where it stands, or the base
     */
    Memberships(long index, Members members) {
        known.add(new Known(index, members, Quorums.of(members)));
    }

    /**
     * A snapshot took the place of the log up to an index. What stood in the log up to there gives
     * way to what the snapshot says, committed or not; what the log holds after it stays.
     *
     * @param members nobody, if no entry up to the index ever changed the group's first membership
     * @param lastIndex where the log ends now
     */
    void rebase(long index, Members members, long lastIndex) {
        Members there = members.isEmpty() ? known.peekFirst().members() : members;
        known.removeIf(each -> each.index() <= index || each.index() > lastIndex);
        known.addFirst(new Known(index, there, Quorums.of(there)));
    }

    /** An entry was appended; from now on it counts. */
    void append(Entry entry) {
        InvariantViolation.require(
                entry.index() > index(), "%s does not follow %d", entry.id(), index());
        Members members = Members.of(entry);
        known.addLast(new Known(entry.index(), members, Quorums.of(members)));
    }

    /**
     * The entries from an index on are gone.
     *
     * @return whether another membership counts now
     */
    boolean truncate(long from) {
        int before = known.size();
        while (known.size() > 1 && known.peekLast().index() >= from) known.removeLast();
        return known.size() < before;
    }

    /** What is committed cannot be truncated: nothing before the last committed one is needed. */
    void commit(long index) {
        while (known.size() > 1) {
            Known first = known.removeFirst();
            if (known.peekFirst().index() > index) {
                known.addFirst(first);
                return;
            }
        }
    }

    Members current() {
        return known.peekLast().members();
    }

    Membership quorums() {
        return known.peekLast().quorums();
    }

    /** Where the current one stands. */
    long index() {
        return known.peekLast().index();
    }

    /** The last that is known to be committed. */
    Members committed() {
        return known.peekFirst().members();
    }

    /**
     * What counts again if the current one is truncated; nothing if that cannot be. It is
     * committed, whether that is known here or not: a change is entered only when the one before it
     * is.
     */
    Optional<Membership> beneath() {
        if (!isUncommitted()) return Optional.empty();
        Iterator<Known> fromLast = known.descendingIterator();
        fromLast.next();
        return Optional.of(fromLast.next().quorums());
    }

    /** Whether the current one may yet be truncated, as far as is known. */
    boolean isUncommitted() {
        return known.size() > 1;
    }
}
