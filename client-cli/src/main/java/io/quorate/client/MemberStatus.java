package io.quorate.client;

import java.util.List;

/**
 * What a member knows of itself and of its cluster.
 *
 * @param address the endpoint that was asked
 * @param engine {@code raft} or {@code paxos}
 * @param leader the leader's id; empty if none is known
 * @param firstIndex the first index that its journal still holds
 * @param members as this member sees them
 * @param phase how far a change of the members is
 * @param removedIds that were members once and never will be again
 * @param compactedRevision the first revision that can be read; 0 if the past was never given up
 * @param removedRevision up to here the member has removed what is given up: it is done when this
 *     has reached {@code compactedRevision}
 */
public record MemberStatus(
        String address,
        Header header,
        String version,
        String engine,
        Role role,
        String leader,
        long commitIndex,
        long appliedIndex,
        long lastIndex,
        long firstIndex,
        long journalBytes,
        long storeBytes,
        List<Peer> members,
        Phase phase,
        List<String> removedIds,
        long compactedRevision,
        long removedRevision)
        implements Answer {

    /** What a member is at the moment. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LEARNER,
        /** No member: not added yet, or removed. */
        OUTSIDER,
        /** Its journal was damaged, and the others repair it: until then it does not vote. */
        MENDING,
        /** The member named a role that this client does not know. */
        OTHER
    }

    /** How far a change of the members is. */
    public enum Phase {
        /** None is under way. */
        SETTLED,
        /** New voters learn; they vote as soon as they have caught up. */
        CATCHING_UP,
        /** Old and new voters decide together. */
        JOINT,
        /** The member named a phase that this client does not know, or none. */
        OTHER
    }

    /** What a member counts for. */
    public enum Standing {
        VOTER,
        LEARNER,
        GONE,
        /** The member named a standing that this client does not know, or none. */
        OTHER
    }

    /**
     * A member as another sees it.
     *
     * @param clientAddress empty until it has been heard of
     * @param connected whether the member that answers has a live connection to it
     * @param matchIndex from a leader: the highest index known to be durable on it, else 0
     * @param standing what it counts for until the change under way is made
     * @param next what it will count for then; as {@code standing} if there is none
     * @param incarnation drawn when its data directory was made; 0 until it was heard of
     */
    public record Peer(
            String id,
            String peerAddress,
            String clientAddress,
            boolean learner,
            boolean connected,
            long matchIndex,
            Standing standing,
            Standing next,
            long incarnation) {}
}
