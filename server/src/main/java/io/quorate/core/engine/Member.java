package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.OptionalLong;

/**
 * One member of a group, as the log describes it.
 *
 * @param id never another node's, even after this one is removed
 * @param address where its peers reach it, {@code host:port}; empty if nobody said. What it means
 *     is for whoever opens connections: engines only carry it
 * @param incarnation of its data directory, which is drawn when that is made and never 0; empty
 *     until a leader has met the member
 * @param now what it is until the change under way is made
 * @param next what the change under way makes of it; as {@code now} if there is none
 */
public record Member(
        NodeId id, String address, OptionalLong incarnation, Standing now, Standing next) {

    /** What a member counts for. */
    public enum Standing {
        /** It votes and is counted. */
        VOTER,
        /** It gets the log and counts nowhere. */
        LEARNER,
        /** It is none any more. */
        GONE
    }

    /** The longest address, in characters: a host name has 253 at most. */
    public static final int ADDRESS_CHARACTERS_MAX = 300;

    /**
     * @throws IllegalArgumentException if the address is no printable ASCII or too long, the
     *     incarnation is 0, or the member is none now
     */
    public Member {
        if (now == Standing.GONE) throw new IllegalArgumentException(id + " is not a member");
        if (!isAddress(address)) {
            throw new IllegalArgumentException("no address of a member: '" + address + "'");
        }
        if (incarnation.isPresent() && incarnation.getAsLong() == 0) {
            throw new IllegalArgumentException("no incarnation is 0");
        }
    }

    /** Whether a text can be an address here. */
    static boolean isAddress(String text) {
        return text.length() <= ADDRESS_CHARACTERS_MAX
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /** One that nobody has met yet, and that is to stay what it is. */
    static Member unmet(NodeId id, String address, Standing standing) {
        return new Member(id, address, OptionalLong.empty(), standing, standing);
    }

    /** This member, with a change under way that makes something else of it. */
    Member towards(String newAddress, Standing newStanding) {
        return new Member(id, newAddress, incarnation, now, newStanding);
    }

    /** This member, made what it is to be. */
    Member settled() {
        return new Member(id, address, incarnation, next, next);
    }

    /** This member, which is known by its data directory from now on. */
    Member met(long itsIncarnation) {
        return new Member(id, address, OptionalLong.of(itsIncarnation), now, next);
    }
}
