package io.quorate.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Member.Standing;
import io.quorate.core.engine.Members.Phase;
import io.quorate.core.engine.MembershipChange.AddLearners;
import io.quorate.core.engine.MembershipChange.AddVoters;
import io.quorate.core.engine.MembershipChange.Aim;
import io.quorate.core.engine.MembershipChange.Promote;
import io.quorate.core.engine.MembershipChange.Readdress;
import io.quorate.core.engine.MembershipChange.Remove;
import io.quorate.core.engine.MembershipChange.Replace;
import io.quorate.core.engine.Refusal.UnfitChange;
import io.quorate.core.engine.Refusal.UnfitChange.Problem;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** The replicated membership: its changes, its rules and its bytes. */
class MembersTest {

    private static final Members THREE = Members.settled(addresses(1, 2, 3), addresses(9));

    private static NodeId n(int number) {
        return new NodeId("n" + number);
    }

    private static SortedMap<NodeId, String> addresses(int... numbers) {
        var addresses = new TreeMap<NodeId, String>();
        for (int number : numbers) addresses.put(n(number), "host" + number + ":7201");
        return addresses;
    }

    private static TreeSet<NodeId> ids(int... numbers) {
        return new TreeSet<>(addresses(numbers).keySet());
    }

    private static Members after(Members members, MembershipChange change) {
        return switch (change.from(members)) {
            case Aim.At(Target target) -> members.towards(target);
            case Aim.Unfit(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private static void assertUnfit(Problem problem, int node, MembershipChange change) {
        Optional<NodeId> id = node == 0 ? Optional.empty() : Optional.of(n(node));
        assertEquals(new Aim.Unfit(new UnfitChange(problem, id)), change.from(THREE));
    }

    @Test
    void anAddedVoterLearnsFirst() {
        Members learning = after(THREE, new AddVoters(addresses(4, 5)));
        assertEquals(Phase.CATCHING_UP, learning.phase());
        assertEquals(ids(1, 2, 3), learning.voters());
        assertEquals(ids(4, 5, 9), learning.learners());
        assertEquals(ids(1, 2, 3, 4, 5), learning.nextVoters());
        assertEquals(ids(9), learning.joint().learners());
        Members done = learning.joint().settled();
        assertEquals(ids(1, 2, 3, 4, 5), done.voters());
        assertEquals("host4:7201", done.find(n(4)).orElseThrow().address());
    }

    @Test
    void aReplacementTakesThePlaceAndTheOldIdIsRemembered() {
        Members done = after(THREE, new Replace(n(3), n(4), "host4:7201")).joint().settled();
        assertEquals(ids(1, 2, 4), done.voters());
        assertEquals(List.of(n(3)), done.removed());
        Members learner = after(THREE, new Replace(n(9), n(8), "host8:7201")).settled();
        assertEquals(ids(8), learner.learners());
    }

    @Test
    void anIdThatWasRemovedNeverComesBack() {
        Members without3 = after(THREE, new Remove(ids(3))).joint().settled();
        var unfit = new Aim.Unfit(new UnfitChange(Problem.ID_WAS_REMOVED, Optional.of(n(3))));
        assertEquals(unfit, new AddVoters(addresses(3)).from(without3));
        assertEquals(unfit, new AddLearners(addresses(3)).from(without3));
        assertEquals(unfit, new Replace(n(2), n(3), "host3:7201").from(without3));
        assertEquals(unfit, new Remove(ids(3)).from(without3));
    }

    /** A change that is asked for while another's new members learn begins where that one ends. */
    @Test
    void changesAddUpWhileNewMembersLearn() {
        Members learning = after(THREE, new AddVoters(addresses(4)));
        assertEquals(ids(1, 2, 3, 4, 5), after(learning, new AddVoters(addresses(5))).nextVoters());
        Members takenBack = after(learning, new Remove(ids(4)));
        assertEquals(takenBack.voters(), takenBack.nextVoters());
        assertEquals(List.of(n(4)), takenBack.settled().removed());
    }

    @Test
    void whatMakesNoSenseIsRefusedWithTheReason() {
        var spaced = new TreeMap<NodeId, String>();
        spaced.put(n(4), "a b");
        assertUnfit(Problem.ALREADY_A_MEMBER, 2, new AddVoters(addresses(2)));
        assertUnfit(Problem.ALREADY_A_MEMBER, 2, new AddLearners(addresses(2)));
        assertUnfit(Problem.ALREADY_A_MEMBER, 2, new Replace(n(1), n(2), "host2:7201"));
        assertUnfit(Problem.NOT_A_MEMBER, 7, new Remove(ids(7)));
        assertUnfit(Problem.NOT_A_MEMBER, 7, new Replace(n(7), n(8), "host8:7201"));
        assertUnfit(Problem.NOT_A_MEMBER, 7, new Promote(ids(7)));
        assertUnfit(Problem.NOT_A_MEMBER, 7, new Readdress(n(7), "host7:7201"));
        assertUnfit(Problem.ALREADY_A_VOTER, 1, new Promote(ids(1)));
        assertUnfit(Problem.NO_VOTER_LEFT, 0, new Remove(ids(1, 2, 3)));
        assertUnfit(Problem.ADDRESS_IS_TAKEN, 9, new Readdress(n(9), "host1:7201"));
        assertUnfit(Problem.BAD_ADDRESS, 4, new AddVoters(spaced));
        assertUnfit(Problem.CHANGES_NOTHING, 0, new Readdress(n(1), "host1:7201"));
        int[] many = new int[10_000];
        Arrays.setAll(many, i -> 100 + i);
        assertUnfit(Problem.TOO_MANY_MEMBERS, 0, new AddVoters(addresses(many)));
    }

    @Test
    void aVoterAndLearnerAtOnceIsRefused() {
        var target = new Target(addresses(1, 2), addresses(2));
        assertEquals(
                Optional.of(new UnfitChange(Problem.VOTER_AND_LEARNER, Optional.of(n(2)))),
                target.whyNotFrom(THREE));
    }

    @Test
    void theOldestRemovedIdIsForgottenForOneTooMany() {
        var removed = new ArrayList<NodeId>();
        for (int i = 0; i < Members.REMOVED_MAX; i++) removed.add(new NodeId("gone" + i));
        var members = new Members(Phase.SETTLED, THREE.members(), removed);
        Members one = after(members, new Remove(ids(9))).settled();
        assertEquals(Members.REMOVED_MAX, one.removed().size());
        assertEquals(new NodeId("gone1"), one.removed().getFirst());
        assertEquals(n(9), one.removed().getLast());
    }

    @Test
    void equalMembershipsHaveEqualBytesAndComeBackFromThem() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 1_000; i++) {
            Members members = random(random);
            Bytes bytes = members.encode();
            assertEquals(members, MembersCodec.decode(bytes));
            assertEquals(bytes, MembersCodec.decode(bytes).encode());
        }
        assertEquals(Members.NONE, MembersCodec.decode(Members.NONE.encode()));
    }

    /** What the first format wrote: {@code n1} votes, {@code n2} is to, {@code n9} is gone. */
    @Test
    void aMembershipOfTheFormatBeforeIsReadAndHasNoIncarnations() {
        byte[] bytes =
                HexFormat.of()
                        .parseHex(
                                "01020002000102"
                                        + "6e310003"
                                        + "613a310101"
                                        + "026e320000"
                                        + "0201"
                                        + "026e39");
        Members read = MembersCodec.read(Bytes.wrap(bytes)).orElseThrow();
        var n1 = Member.unmet(n(1), "a:1", Standing.VOTER);
        var n2 = Member.unmet(n(2), "", Standing.LEARNER).towards("", Standing.VOTER);
        assertEquals(new Members(Phase.CATCHING_UP, List.of(n1, n2), List.of(n(9))), read);
        assertEquals(read, MembersCodec.decode(read.encode()));
    }

    @Test
    void anIncarnationIsRecordedOnceAndStaysWithItsMember() {
        var met = new TreeMap<>(Map.of(n(1), 11L, n(7), 77L));
        Members known = THREE.withIncarnations(met);
        assertEquals(OptionalLong.of(11), known.find(n(1)).orElseThrow().incarnation());
        assertEquals(THREE.voters(), known.voters());
        assertSame(known, known.withIncarnations(met));
        assertSame(known, known.withIncarnations(new TreeMap<>(Map.of(n(1), 12L))));
        Members moved = after(known, new Readdress(n(1), "elsewhere:7201")).joint().settled();
        assertEquals(OptionalLong.of(11), moved.find(n(1)).orElseThrow().incarnation());
        assertEquals("elsewhere:7201", moved.find(n(1)).orElseThrow().address());
        assertEquals(known, MembersCodec.decode(known.encode()));
    }

    private static Members random(SplittableRandom random) {
        var members = new ArrayList<Member>();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            Standing now = i == 0 || random.nextBoolean() ? Standing.VOTER : Standing.LEARNER;
            Standing next = i == 0 ? now : Standing.values()[random.nextInt(3)];
            String address = "x".repeat(random.nextInt(300));
            var incarnation =
                    random.nextBoolean()
                            ? OptionalLong.of(random.nextLong() | 1)
                            : OptionalLong.empty();
            members.add(new Member(n(i), address, incarnation, now, next));
        }
        var removed = new ArrayList<NodeId>();
        for (int i = random.nextInt(5); i > 0; i--) removed.add(new NodeId("gone" + i));
        return new Members(
                random.nextBoolean() ? Phase.JOINT : Phase.CATCHING_UP, members, removed);
    }

    /** Bytes from outside may be anything. */
    @Test
    void damagedBytesAreNoMembershipOrAnotherButNeverBreakTheReader() {
        var random = new SplittableRandom(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random(random).encode().toArray();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 2));
            Optional<Members> read = MembersCodec.read(Bytes.wrap(cut));
            // One bit makes the last format of this one, and then it is written otherwise.
            if (cut.length > 0 && cut[0] == 1) continue;
            read.ifPresent(members -> assertEquals(Bytes.wrap(cut), members.encode()));
        }
        assertTrue(MembersCodec.read(Bytes.EMPTY).isEmpty());
    }

    @Test
    void aMembershipWithoutAVoterOrOutOfOrderCannotBe() {
        Member learner = Member.unmet(n(1), "", Standing.LEARNER);
        Member voter = Member.unmet(n(2), "", Standing.VOTER);
        for (List<Member> bad : List.of(List.of(learner), List.of(voter, learner))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Members(Phase.SETTLED, bad, List.of()));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Members(Phase.SETTLED, List.of(voter), List.of(n(2))));
    }
}
