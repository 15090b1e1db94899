package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestReport.Weight;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Each letter is a member: a and b tell that digest, x that it is damaged, - nothing. */
class DigestVerdictTest {

    @Test
    void nobodyIsJudgedAsLongAsNobodyDiffers() {
        var alike = new DigestVerdict.Alike();
        assertEquals(alike, DigestVerdict.on(DigestReports.NONE, false));
        assertEquals(alike, verdict("aaa", ""));
        assertEquals(alike, verdict("a--", ""));
        assertEquals(alike, verdict("---", ""));
        assertEquals(alike, verdict("aa-", "aa"));
    }

    @Test
    void whoDiffersFromAMajorityIsUnsound() {
        assertEquals(unsound(nodes(3), nodes(1, 2)), verdict("aab", ""));
        assertEquals(unsound(nodes(1), nodes(2, 3)), verdict("baa", ""));
        assertEquals(unsound(nodes(4, 5), nodes(1, 2, 3)), verdict("aaabb", ""));
        assertEquals(unsound(nodes(2), nodes(1, 3, 5)), verdict("aba-a", ""));
        assertEquals(unsound(nodes(3), nodes(1, 2, 4)), verdict("aab", "a"));
        assertEquals(unsound(nodes(4), nodes(1, 2, 3)), verdict("aaa", "b"));
    }

    /** With it nobody is replaced: a minority must not overrule whom it cannot hear. */
    @Test
    void withNoMajorityNobodyIsUnsound() {
        var divided = new DigestVerdict.Divided();
        assertEquals(divided, verdict("ab", ""));
        assertEquals(divided, verdict("ab-", ""));
        assertEquals(divided, verdict("aabb", ""));
        assertEquals(divided, verdict("aab--", ""));
        assertEquals(divided, verdict("a--", "bbb"));
        assertEquals(divided, verdict("abx", ""));
    }

    /** Who does not tell may still be the one that differs. */
    @Test
    void aDivisionLastsUntilAMajorityIsAlike() {
        var divided = new DigestVerdict.Divided();
        assertEquals(divided, afterDivision("a-"));
        assertEquals(divided, afterDivision("--"));
        assertEquals(divided, afterDivision("aa--"));
        assertEquals(divided, afterDivision("ax-"));
        assertEquals(new DigestVerdict.Alike(), afterDivision("a"));
        assertEquals(new DigestVerdict.Alike(), afterDivision("aa-"));
        assertEquals(unsound(nodes(2), nodes(1, 3)), afterDivision("aba"));
    }

    @Test
    void whoeverFoundDamageIsUnsoundWhateverTheOthersSay() {
        assertEquals(unsound(nodes(3), nodes(1, 2)), verdict("aax", ""));
        assertEquals(unsound(nodes(2), nodes()), verdict("ax-", ""));
        assertEquals(unsound(nodes(1), nodes()), verdict("x", ""));
        assertEquals(unsound(nodes(3, 4), nodes(1, 2, 5)), verdict("aabxa", ""));
    }

    @Test
    void aChangeLeavesAMajorityOfSoundVoters() {
        DigestVerdict third = verdict("aab", "");
        assertTrue(third.allows(nodes(1, 2, 3), nodes(1, 2)));
        assertTrue(third.allows(nodes(1, 2, 3), nodes(1, 2, 3, 4)));
        assertTrue(third.allows(nodes(1, 2, 3), nodes(1, 3, 4)), "a new voter is caught up");
        assertFalse(third.allows(nodes(1, 2, 3), nodes(1, 3)));
        assertFalse(third.allows(nodes(1, 2, 3), nodes(3)));
        DigestVerdict learner = verdict("a", "b");
        assertFalse(learner.allows(nodes(1), nodes(1, 2)), "a learner becomes a voter");
        DigestVerdict alike = verdict("aa-", "");
        assertTrue(alike.allows(nodes(1, 2, 3), nodes(1, 3)), "silence is not a difference");
    }

    @Test
    void whereTheMostAreBadItMayOnlyGetBetter() {
        DigestVerdict most = verdict("axx", "");
        assertTrue(most.allows(nodes(1, 2, 3), nodes(1, 2)));
        assertTrue(most.allows(nodes(1, 2, 3), nodes(1, 3, 4)));
        assertFalse(most.allows(nodes(1, 2, 3), nodes(2, 3)));
        assertFalse(most.allows(nodes(1, 2, 3), nodes(1, 2, 3, 4)), "none goes");
        assertFalse(most.allows(nodes(1, 2, 3), nodes(2, 4)), "a sound one goes, too");
    }

    /** Whose state is to be kept is for an operator to say, who may say it with a change. */
    @Test
    void dividedStatesForbidNoChange() {
        assertTrue(verdict("ab", "").allows(nodes(1, 2), nodes(1)));
        assertTrue(verdict("ab", "").allows(nodes(1, 2), nodes(2)));
    }

    private static DigestVerdict verdict(String voters, String learners) {
        return DigestVerdict.on(reports(voters, learners), false);
    }

    private static DigestVerdict afterDivision(String voters) {
        return DigestVerdict.on(reports(voters, ""), true);
    }

    private static DigestReports reports(String voters, String learners) {
        List<DigestReport> reports = new ArrayList<>();
        for (char said : voters.toCharArray()) add(reports, Weight.VOTER, said);
        for (char said : learners.toCharArray()) add(reports, Weight.LEARNER, said);
        return new DigestReports(7, reports);
    }

    private static void add(List<DigestReport> reports, Weight weight, char said) {
        Said what =
                switch (said) {
                    case 'x' -> new Said.Damaged();
                    case '-' -> new Said.Silent();
                    default -> new Said.Comes(5, new Digest(1, said));
                };
        reports.add(new DigestReport(new NodeId("n" + (reports.size() + 1)), weight, what));
    }

    private static DigestVerdict unsound(SortedSet<NodeId> nodes, SortedSet<NodeId> majority) {
        return new DigestVerdict.Unsound(nodes, majority);
    }

    private static SortedSet<NodeId> nodes(int... numbers) {
        SortedSet<NodeId> nodes = new TreeSet<>();
        for (int number : numbers) nodes.add(new NodeId("n" + number));
        return nodes;
    }
}
