package io.quorate.core.engine;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Member.Standing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The members of a group, the change of them that is under way, and whom it has removed: the
 * payload of an entry of kind {@link Entry.Kind#MEMBERSHIP}. A node's membership is the last such
 * entry in its log, committed or not.
 *
 * <p>A change goes from one settled membership to another. New voters first are learners until they
 * have caught up ({@link Phase#CATCHING_UP}); then quorums of the old and of the new voters decide
 * together ({@link Phase#JOINT}); then the new ones alone.
 *
 * @param phase how far the change under way is
 * @param members ascending by id
 * @param removed ids that never come back, in the order of their removal
 */
public record Members(Phase phase, List<Member> members, List<NodeId> removed) {

    /** How far a change of the membership is. */
    public enum Phase {
        /** None is under way. */
        SETTLED,
        /** New voters learn; the voters of now decide alone. */
        CATCHING_UP,
        /** Old and new voters decide together (C_old,new, section 6). */
        JOINT
    }

    /** The most members, learners too: what a leader can keep up to date. */
    public static final int MEMBERS_MAX = 32;

    /**
     * The most removed ids that are remembered; the oldest is forgotten for one more. A node so
     * long gone is kept away by its incarnation too.
     */
    public static final int REMOVED_MAX = 1_024;

    /** Nobody: what a node has that waits to be added. */
    public static final Members NONE = new Members(Phase.SETTLED, List.of(), List.of());

    /**
     * @throws IllegalArgumentException if the members are not ascending, too many, removed before,
     *     or without a voter, or a change is noted that is not under way
     */
    public Members {
        members = List.copyOf(members);
        removed = List.copyOf(removed);
        require(members.size() <= MEMBERS_MAX && removed.size() <= REMOVED_MAX, "too many ids");
        for (int i = 1; i < members.size(); i++) {
            boolean ascends = members.get(i - 1).id().compareTo(members.get(i).id()) < 0;
            require(ascends, "members are not ascending: " + members);
        }
        require(new TreeSet<>(removed).size() == removed.size(), "an id was removed twice");
        for (Member member : members) {
            require(!removed.contains(member.id()), member.id() + " was removed");
            boolean isSettled = phase != Phase.SETTLED || member.now() == member.next();
            require(isSettled, member.id() + " changes, but no change is under way");
        }
        boolean hasVoters =
                members.stream().anyMatch(member -> member.now() == Standing.VOTER)
                        && members.stream().anyMatch(member -> member.next() == Standing.VOTER);
        require(members.isEmpty() ? phase == Phase.SETTLED : hasVoters, "there is no voter");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) throw new IllegalArgumentException(rule);
    }

    /** The first membership of a group: these voters, with their addresses. */
    public static Members ofVoters(SortedMap<NodeId, String> addresses) {
        return settled(addresses, Collections.emptySortedMap());
    }

    /** The first membership of a group, with learners beside the voters. */
    public static Members settled(
            SortedMap<NodeId, String> voters, SortedMap<NodeId, String> learners) {
        var members = new TreeMap<NodeId, Member>();
        voters.forEach((id, address) -> members.put(id, Member.unmet(id, address, Standing.VOTER)));
        learners.forEach(
                (id, address) -> members.put(id, Member.unmet(id, address, Standing.LEARNER)));
        return new Members(Phase.SETTLED, List.copyOf(members.values()), List.of());
    }

    /** The same where nobody dials anybody. */
    public static Members withoutAddresses(Collection<NodeId> voters, Collection<NodeId> learners) {
        var noAddress = new TreeMap<NodeId, String>();
        for (NodeId voter : voters) noAddress.put(voter, "");
        var learning = new TreeMap<NodeId, String>();
        for (NodeId learner : learners) learning.put(learner, "");
        return settled(noAddress, learning);
    }

    /** Whether this node decides alone. */
    public boolean isOnlyVoter(NodeId node) {
        return voters().size() == 1 && voters().contains(node);
    }

    /** Whether nobody is known to be a member. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    public boolean isJoint() {
        return phase == Phase.JOINT;
    }

    /** Whether a change is under way. */
    public boolean isChanging() {
        return phase != Phase.SETTLED;
    }

    public Optional<Member> find(NodeId id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    public boolean isRemoved(NodeId id) {
        return removed.contains(id);
    }

    /** All, whatever they count for. */
    public SortedSet<NodeId> ids() {
        return ids(member -> true);
    }

    /** Who votes until the change under way is made. */
    public SortedSet<NodeId> voters() {
        return ids(member -> member.now() == Standing.VOTER);
    }

    /** Who votes when the change under way is made; as {@link #voters()} if there is none. */
    public SortedSet<NodeId> nextVoters() {
        return ids(member -> member.next() == Standing.VOTER);
    }

    /** Who counts in no quorum now. */
    public SortedSet<NodeId> learners() {
        boolean isJoint = isJoint();
        return ids(
                member ->
                        member.now() != Standing.VOTER
                                && !(isJoint && member.next() == Standing.VOTER));
    }

    private SortedSet<NodeId> ids(Predicate<Member> isMeant) {
        var ids = new TreeSet<NodeId>();
        for (Member member : members) {
            if (isMeant.test(member)) ids.add(member.id());
        }
        return Collections.unmodifiableSortedSet(ids);
    }

    /** Where this membership goes, or stands if no change is under way. */
    public Target target() {
        var voters = new TreeMap<NodeId, String>();
        var learners = new TreeMap<NodeId, String>();
        for (Member member : members) {
            switch (member.next()) {
                case VOTER -> voters.put(member.id(), member.address());
                case LEARNER -> learners.put(member.id(), member.address());
                case GONE -> {}
            }
        }
        return new Target(voters, learners);
    }

    /**
     * This membership with a change towards a target begun: whoever is new is a learner now.
     *
     * @param target that {@link Target#whyNotFrom} has nothing against
     */
    public Members towards(Target target) {
        var changed = new TreeMap<NodeId, Member>();
        for (Member member : members) {
            NodeId id = member.id();
            String address = target.addressOf(id).orElse(member.address());
            changed.put(id, member.towards(address, target.standingOf(id)));
        }
        for (NodeId id : target.ids()) {
            String address = target.addressOf(id).orElseThrow();
            Member learning = Member.unmet(id, address, Standing.LEARNER);
            changed.putIfAbsent(id, learning.towards(address, target.standingOf(id)));
        }
        return new Members(Phase.CATCHING_UP, List.copyOf(changed.values()), removed);
    }

    /** The change under way, in the phase in which old and new voters decide together. */
    public Members joint() {
        return new Members(Phase.JOINT, members, removed);
    }

    /** The change under way, made. */
    public Members settled() {
        var staying = new ArrayList<Member>();
        var gone = new ArrayList<>(removed);
        for (Member member : members) {
            if (member.next() == Standing.GONE) gone.add(member.id());
            else staying.add(member.settled());
        }
        int forgotten = Math.max(0, gone.size() - REMOVED_MAX);
        return new Members(Phase.SETTLED, staying, gone.subList(forgotten, gone.size()));
    }

    /**
     * This membership with the incarnations of those that were met, where it has none yet. One that
     * it has stays for ever: a member with another data directory is not that member. Returns this
     * very membership if it says it all already.
     */
    public Members withIncarnations(SortedMap<NodeId, Long> met) {
        if (!members.stream().anyMatch(member -> isNews(member, met))) return this;
        List<Member> known = new ArrayList<>(members.size());
        for (Member member : members) {
            known.add(isNews(member, met) ? member.met(met.get(member.id())) : member);
        }
        return new Members(phase, known, removed);
    }

    private static boolean isNews(Member member, SortedMap<NodeId, Long> met) {
        return member.incarnation().isEmpty() && met.containsKey(member.id());
    }

    /** The entry of the log that makes this the membership. */
    public Entry entry(long term, long index) {
        return new Entry(new LogId(term, index), Entry.Kind.MEMBERSHIP, MembersCodec.encode(this));
    }

    /** What an entry of kind {@link Entry.Kind#MEMBERSHIP} carries. */
    public static Members of(Entry entry) {
        return MembersCodec.decode(entry.payload());
    }

    /** The bytes of this membership: the same for equal ones. */
    public Bytes encode() {
        return MembersCodec.encode(this);
    }
}
