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
        List<Peer> members)
        implements Answer {

    /** What a member is at the moment. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LEARNER,
        /** The member named a role that this client does not know. */
        OTHER
    }

    /**
     * A member as another sees it.
     *
     * @param clientAddress empty until it has been heard of
     * @param connected whether the member that answers has a live connection to it
     * @param matchIndex from a leader: the highest index known to be durable on it, else 0
     */
    public record Peer(
            String id,
            String peerAddress,
            String clientAddress,
            boolean learner,
            boolean connected,
            long matchIndex) {}
}
