package io.quorate.core.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership;
import io.quorate.core.engine.Membership.Purpose;
import io.quorate.core.engine.Target;

import org.junit.jupiter.api.Test;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which sets of nodes decide, counted one by one for every set. */
class QuorumsTest {

    private static NodeId n(int number) {
        return new NodeId("n" + number);
    }

    /** n1 to n9, those whose bit is set. */
    private static SortedSet<NodeId> nodes(int bits) {
        var nodes = new TreeSet<NodeId>();
        for (int i = 0; i < 9; i++) {
            if ((bits & (1 << i)) != 0) nodes.add(n(i + 1));
        }
        return nodes;
    }

    private static SortedMap<NodeId, String> withoutAddress(SortedSet<NodeId> nodes) {
        var addresses = new TreeMap<NodeId, String>();
        for (NodeId node : nodes) addresses.put(node, "");
        return addresses;
    }

    private static void assertQuorum(boolean expected, Membership membership, int bits) {
        for (Purpose purpose : Purpose.values()) {
            assertEquals(
                    expected,
                    membership.isQuorum(purpose, nodes(bits)),
                    () -> nodes(bits) + " of " + membership.members());
        }
    }

    /** More than half, for 1 to 9 voters and each set of nine nodes. */
    @Test
    void aQuorumIsMoreThanHalfOfTheVoters() {
        for (int size = 1; size <= 9; size++) {
            int voters = (1 << size) - 1;
            Membership membership = MajorityMembership.ofVoters(nodes(voters));
            for (int present = 0; present < 1 << 9; present++) {
                assertQuorum(2 * Integer.bitCount(present & voters) > size, membership, present);
            }
        }
    }

    /** "Separate majorities from both the old and new configurations" (section 6). */
    @Test
    void aJointQuorumIsOneOfEachHalfByItself() {
        for (int oldVoters = 1; oldVoters < 1 << 5; oldVoters++) {
            for (int newVoters = 1; newVoters < 1 << 5; newVoters++) {
                var membership =
                        new JointMembership(nodes(oldVoters), nodes(newVoters), nodes(1 << 8));
                for (int present = 0; present < 1 << 5; present++) {
                    boolean isQuorum =
                            isMajority(present, oldVoters) && isMajority(present, newVoters);
                    assertQuorum(isQuorum, membership, present);
                    assertQuorum(isQuorum, membership, present | 1 << 8);
                }
            }
        }
    }

    private static boolean isMajority(int present, int voters) {
        return 2 * Integer.bitCount(present & voters) > Integer.bitCount(voters);
    }

    /** For halves of 1 to 9 voters that share none, some or all. */
    @Test
    void eachHalfOfAJointMembershipIsCountedAlone() {
        for (int oldSize = 1; oldSize <= 9; oldSize++) {
            for (int newSize = 1; newSize <= 9; newSize++) {
                int oldVoters = (1 << oldSize) - 1;
                int newVoters = ((1 << newSize) - 1) << (9 - newSize);
                var membership =
                        new JointMembership(nodes(oldVoters), nodes(newVoters), new TreeSet<>());
                assertQuorum(true, membership, oldVoters | newVoters);
                assertQuorum(isMajority(oldVoters, newVoters), membership, oldVoters);
                assertQuorum(isMajority(newVoters, oldVoters), membership, newVoters);
                assertQuorum(false, membership, 0);
            }
        }
    }

    @Test
    void learnersNeverCount() {
        var membership = new MajorityMembership(nodes(0b00111), nodes(0b11000));
        assertQuorum(false, membership, 0b11001);
        assertQuorum(true, membership, 0b00011);
        assertFalse(membership.isVoter(n(4)));
        assertTrue(membership.isLearner(n(4)));
    }

    /** New voters first learn, then count in their half, then alone. */
    @Test
    void aChangeMovesTheQuorumInThreeSteps() {
        Members before = Members.ofVoters(withoutAddress(nodes(0b00111)));
        var target = new Target(withoutAddress(nodes(0b11100)), new TreeMap<>());

        Members learning = before.towards(target);
        assertQuorum(true, Quorums.of(learning), 0b00011);
        assertQuorum(false, Quorums.of(learning), 0b11100);
        assertTrue(Quorums.of(learning).isLearner(n(4)));

        Members joint = learning.joint();
        assertQuorum(false, Quorums.of(joint), 0b00011);
        assertQuorum(false, Quorums.of(joint), 0b11100);
        assertQuorum(true, Quorums.of(joint), 0b01110);
        assertTrue(Quorums.of(joint).isVoter(n(1)) && Quorums.of(joint).isVoter(n(5)));

        Members after = joint.settled();
        assertQuorum(true, Quorums.of(after), 0b11000);
        assertFalse(Quorums.of(after).members().contains(n(1)));
    }

    /** Quorums of neighbouring steps of a change meet, whatever the voters before and after. */
    @Test
    void quorumsOfNeighbouringMembershipsIntersect() {
        for (int oldVoters = 1; oldVoters < 1 << 4; oldVoters++) {
            for (int newVoters = 1; newVoters < 1 << 4; newVoters++) {
                Members before = Members.ofVoters(withoutAddress(nodes(oldVoters)));
                var target = new Target(withoutAddress(nodes(newVoters)), new TreeMap<>());
                Members joint = before.towards(target).joint();
                assertIntersect(Quorums.of(before), Quorums.of(joint));
                assertIntersect(Quorums.of(joint), Quorums.of(joint.settled()));
            }
        }
    }

    private static void assertIntersect(Membership one, Membership other) {
        for (int a = 0; a < 1 << 4; a++) {
            // Whoever is not in the one set is in the other: they share nobody.
            boolean both =
                    one.isQuorum(Purpose.ELECT, nodes(a))
                            && other.isQuorum(Purpose.COMMIT, nodes(~a & 0b1111));
            assertFalse(both, one.members() + " and " + other.members());
        }
    }

    @Test
    void withoutVotersNobodyDecides() {
        assertQuorum(false, Quorums.of(Members.NONE), 0b111);
    }

    @Test
    void aVoterIsNoLearner() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MajorityMembership(nodes(0b11), nodes(0b10)));
    }
}
