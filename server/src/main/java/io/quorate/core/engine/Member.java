package io.quorate.core.engine;

import io.quorate.core.NodeId;

/**
 * One member of a group, as the log describes it.
 *
 * @param id never another node's, even after this one is removed
 * @param address where its peers reach it, {@code host:port}; empty if nobody said. What it means
 *     is for whoever opens connections: engines only carry it
 * @param now what it is until the change under way is made
 * @param next what the change under way makes of it; as {@code now} if there is none
 */
public record Member(NodeId id, String address, Standing now, Standing next) {

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
     * @throws IllegalArgumentException if the address is no printable ASCII or too long, or the
     *     member is none now
     */
    public Member {
        if (now == Standing.GONE) throw new IllegalArgumentException(id + " is not a member");
        if (!isAddress(address)) {
            throw new IllegalArgumentException("no address of a member: '" + address + "'");
        }
    }

    /** Whether a text can be an address here. */
    static boolean isAddress(String text) {
        return text.length() <= ADDRESS_CHARACTERS_MAX
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /** A member that is going to stay what it is. */
    static Member settled(NodeId id, String address, Standing standing) {
        return new Member(id, address, standing, standing);
    }
}
