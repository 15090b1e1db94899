package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;
import static io.quorate.core.raft.Servers.matched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;
import io.quorate.core.raft.RaftMessage.PreVote;
import io.quorate.core.raft.RaftMessage.RequestVote;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** Section 6 of the paper and chapter 4 of the thesis, at one server. */
class ReconfigurationTest {

    private static final Members THREE =
            Members.withoutAddresses(List.of(Servers.n(1), Servers.n(2), Servers.n(3)), List.of());

    /** n1 leads in term 2, and has committed and applied its first entry. */
    private static Servers leader() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.receives(3, matched(2, 1));
        n1.applied(1);
        return n1;
    }

    private static Members joint(int... voters) {
        return THREE.towards(Servers.target(voters)).joint();
    }

    private static AppendEntries carrying(long term, Entry... entries) {
        LogId first = entries[0].id();
        var prev = first.index() == 1 ? LogId.NONE : new LogId(1, first.index() - 1);
        return new AppendEntries(term, prev, List.of(entries), 0, 0, 0);
    }

    /**
     * Pitfall 93: before that, two memberships without a common quorum could each have a leader.
     */
    @Test
    void noChangeBeginsBeforeAnEntryOfTheTermIsCommitted() {
        var n1 = Servers.leader(2);
        assertEquals(List.of("refuse 77 TermNotBegun"), n1.reconfigures(1, 2));
    }

    @Test
    void whoDoesNotLeadChangesNothing() {
        assertEquals(List.of("refuse 77 NotLeader"), Servers.follower(1).reconfigures(1, 2));
    }

    /** Pitfall 94. */
    @Test
    void oneChangeIsUnderWayAtATime() {
        var n1 = leader();
        n1.reconfigures(1, 2);
        assertEquals(List.of("refuse 77 ChangeInProgress"), n1.reconfigures(1, 3));
        n1.persisted();
        assertTrue(n1.receives(2, matched(2, 2)).contains("reconfigured 77 at 2"));
        assertTrue(n1.reconfigures(1, 3).contains("refuse 77 ChangeInProgress"));
    }

    @Test
    void aTargetThatMakesNoSenseIsRefused() {
        var n1 = leader();
        assertEquals(List.of("refuse 77 NO_VOTER_LEFT"), n1.reconfigures());
        assertEquals(List.of("refuse 77 CHANGES_NOTHING"), n1.reconfigures(1, 2, 3));
    }

    /** Pitfall 98: with n3 down n1 and n2 are a quorum, of n4 too; n1 and n3 alone are none. */
    @Test
    void aChangeThatWouldLoseTheQuorumIsRefusedAndNoOther() {
        var n1 = leader();
        n1.ticks(200);
        n1.receives(2, matched(2, 1));
        n1.ticks(200);
        assertEquals(List.of("refuse 77 WouldLoseQuorum"), n1.reconfigures(1, 3));
        assertEquals(
                "note members at 2: catching up{n1 n2 n3 (n4)+}",
                n1.reconfigures(1, 2, 3, 4).get(0));
    }

    /** Pitfall 96: what it matched before its round began proves nothing; a dead one never has. */
    @Test
    void aLearnerIsPromotedOnlyWhenItHoldsWhatTheLogHeldWhenItsRoundBegan() {
        var n1 = leader();
        n1.reconfigures(1, 2, 3, 4);
        n1.persisted();
        n1.receives(2, matched(2, 2));
        n1.proposes("a");
        n1.persisted();
        n1.receives(2, matched(2, 3));
        assertFalse(n1.receives(4, matched(2, 1)).toString().contains("joint"));
        assertTrue(n1.receives(4, matched(2, 3)).toString().contains("joint{n1 n2 n3 (n4)+}"));
    }

    /** A round that took longer than an election would have kept the others waiting as long. */
    @Test
    void aLearnerWhoseRoundTookLongHasNotCaughtUp() {
        var n1 = leader();
        n1.reconfigures(1, 2, 3, 4);
        n1.persisted();
        n1.receives(2, matched(2, 2));
        for (int i = 0; i < 4; i++) {
            n1.ticks(100);
            n1.receives(2, matched(2, 2));
        }
        assertFalse(n1.receives(4, matched(2, 2)).toString().contains("joint"));
        n1.ticks(5);
        assertTrue(n1.status().members().isJoint(), "the next round took no time");
    }

    /** Section 6: "a server always uses the latest configuration in its log". */
    @Test
    void aMembershipCountsWhenAppendedAndNoMoreWhenTruncated() {
        var n1 = Servers.follower(1);
        n1.receives(2, carrying(1, joint(2, 3).entry(1, 1)));
        assertTrue(n1.status().members().isJoint());
        n1.receives(3, append(2, 0, 0, 0, 2));
        assertEquals(THREE, n1.status().members());
    }

    @Test
    void aRestartFindsTheMembershipInItsLog() {
        var recovered =
                new Recovered(
                        new Promise(1, Optional.empty()),
                        LogId.NONE,
                        List.of(joint(1, 2).entry(1, 1), joint(1, 2).settled().entry(1, 2)));
        var n1 = Servers.restarted(recovered);
        assertEquals(joint(1, 2).settled(), n1.status().members());
    }

    /** Pitfall 95: n1 and n2 of the old, n1 of the new voters n1, n4 and n5. */
    @Test
    void aMajorityOfOneHalfCommitsNothing() {
        var n1 = leader();
        n1.reconfigures(1, 4, 5);
        n1.persisted();
        n1.receives(2, matched(2, 2));
        n1.receives(4, matched(2, 2));
        assertTrue(n1.receives(5, matched(2, 2)).toString().contains("joint"));
        n1.persisted();
        n1.receives(2, matched(2, 3));
        n1.receives(3, matched(2, 3));
        assertEquals(2, n1.status().commitIndex());
        n1.receives(4, matched(2, 3));
        assertEquals(3, n1.status().commitIndex());
    }

    /** Pitfall 23, and thesis 4.2.2: it manages the cluster until then, and takes no commands. */
    @Test
    void aLeaderThatIsRemovedStepsDownWhenThatIsCommittedAndNotBefore() {
        var n1 = leader();
        n1.reconfigures(2, 3);
        n1.persisted();
        n1.receives(2, matched(2, 2));
        n1.receives(3, matched(2, 2));
        n1.applied(2);
        n1.persisted();
        assertEquals(Role.LEADER, n1.status().role());
        assertEquals(List.of("refuse [1] NotLeader"), n1.proposes("late"));
        n1.receives(2, matched(2, 3));
        assertEquals(2, n1.status().commitIndex(), "n2 alone is no majority of n2 and n3");
        n1.receives(3, matched(2, 3));
        assertEquals(Role.LEADER, n1.status().role());
        assertTrue(n1.applied(3).contains("send n2 TimeoutNow term=2"));
        assertEquals(Role.OUTSIDER, n1.status().role());
        assertEquals(List.of(), n1.ticks(10_000));
    }

    /** Thesis 4.2.2: it may be the only one whom the others can elect. */
    @Test
    void aVoterThatAnUncommittedEntryRemovesStillCampaigns() {
        var n1 = Servers.follower(1);
        n1.receives(2, carrying(1, joint(2, 3).entry(1, 1), joint(2, 3).settled().entry(1, 2)));
        n1.persisted();
        assertTrue(n1.ticks(600).contains("send n2 PreVote term=2 last=1/2"));
        n1.receives(2, append(1, 1, 2, 2));
        assertEquals(List.of("note term 1 has no leader"), n1.ticks(10_000));
    }

    /** A restart forgets what was committed; the membership before the last one surely is. */
    @Test
    void aVoterThatAnUncommittedEntryRemovesStillCampaignsAfterARestart() {
        Members alone = Members.withoutAddresses(List.of(Servers.n(4)), List.of());
        Members joint = alone.towards(Servers.target(5)).joint();
        var n4 =
                Servers.addedAndRestarted(
                        new Recovered(
                                new Promise(1, Optional.empty()),
                                LogId.NONE,
                                List.of(
                                        alone.entry(1, 1),
                                        joint.entry(1, 2),
                                        joint.settled().entry(1, 3))));
        assertTrue(n4.ticks(600).contains("send n5 PreVote term=2 last=1/3"));
    }

    /** Pitfall 97: it hears that it was removed, and moves nobody's term. */
    @Test
    void aRemovedServerIsToldAndNotHeard() {
        var n1 = Servers.follower(1);
        Members without3 = joint(1, 2).settled();
        n1.receives(2, carrying(1, joint(1, 2).entry(1, 1), without3.entry(1, 2)));
        n1.receives(2, append(1, 1, 2, 2));
        n1.persisted();
        n1.ticks(299);
        assertEquals(
                List.of("send n3 Removed term=1"), n1.receives(3, new PreVote(9, new LogId(1, 9))));
        assertEquals(
                List.of("send n3 Removed term=1"),
                n1.receives(3, new RequestVote(9, new LogId(1, 9))));
        assertEquals(List.of(), n1.receives(3, matched(9, 1)));
        assertEquals(1, n1.status().round());
    }

    @Test
    void whoeverIsToldThatItWasRemovedCampaignsNoMore() {
        var n1 = Servers.follower(1);
        assertEquals(List.of("note removed, says n2"), n1.receives(2, new RaftMessage.Removed(5)));
        assertEquals(List.of(), n1.ticks(10_000));
        assertEquals(1, n1.status().round());
    }

    /** Whoever leads next knows them too: they stand in the log, in an entry of their own. */
    @Test
    void aLeaderRecordsByWhichDataDirectoryEachMemberIsKnown() {
        var n1 = Servers.leader(2);
        assertEquals(List.of(), n1.meets(1, 11));
        assertEquals(List.of(), n1.meets(2, 12), "no entry of the term is committed yet");
        n1.receives(2, matched(2, 1));
        assertEquals("{n1@11 n2@12 n3}", Rendering.of(n1.status().members()));
        assertEquals(List.of(), n1.meets(3, 13), "what was recorded before is not committed yet");
        n1.persisted();
        n1.receives(2, matched(2, 2));
        assertEquals("{n1@11 n2@12 n3@13}", Rendering.of(n1.status().members()));
        assertEquals(3, n1.status().lastIndex());
        n1.persisted();
        n1.receives(2, matched(2, 3));
        assertEquals(List.of(), n1.meets(3, 13));
        assertEquals(List.of(), n1.meets(9, 19), "n9 is no member");
    }

    /** A follower remembers whom it met, for the day on which it leads. */
    @Test
    void aFollowerRecordsNothing() {
        var n1 = Servers.follower(1);
        assertEquals(List.of(), n1.meets(2, 12));
        n1.elected();
        n1.receives(2, matched(2, 1));
        assertEquals("{n1 n2@12 n3}", Rendering.of(n1.status().members()));
    }

    @Test
    void anIncarnationThatIsRecordedIsNeverAnother() {
        var n1 = leader();
        n1.meets(2, 12);
        n1.persisted();
        n1.receives(3, matched(2, 2));
        assertEquals(List.of(), n1.meets(2, 13));
        assertEquals("{n1 n2@12 n3}", Rendering.of(n1.status().members()));
    }

    /** What nobody asked for is no reason to refuse what somebody asks for. */
    @Test
    void aChangeWaitsForWhatIsRecordedAndIsNotRefused() {
        var n1 = leader();
        n1.meets(2, 12);
        assertEquals(List.of(), n1.reconfigures(1, 2));
        assertEquals(List.of("refuse 77 ChangeInProgress"), n1.reconfigures(1, 3));
        n1.persisted();
        n1.receives(2, matched(2, 2));
        assertEquals("joint{n1 n2@12 n3-}", Rendering.of(n1.status().members()));
        n1.persisted();
        assertTrue(n1.receives(2, matched(2, 3)).contains("reconfigured 77 at 3"));
    }

    /** What a deposed leader had recorded waits for another to commit it: nobody waits for that. */
    @Test
    void aDeposedLeaderRefusesAChangeWhateverItHadRecorded() {
        var n1 = leader();
        n1.meets(2, 12);
        n1.receives(3, AppendEntriesReply.rejection(3, 0, 0, LogId.NONE));
        assertEquals(Role.FOLLOWER, n1.status().role());
        assertEquals(List.of("refuse 77 NotLeader"), n1.reconfigures(1, 2));
    }

    /** A new member is recorded while it catches up, and stays so as a voter. */
    @Test
    void aMemberThatIsAddedIsRecordedAsSoonAsItIsMet() {
        var n1 = leader();
        n1.reconfigures(1, 2, 3, 4);
        n1.meets(4, 14);
        n1.persisted();
        n1.receives(2, matched(2, 2));
        assertEquals("catching up{n1 n2 n3 (n4@14)+}", Rendering.of(n1.status().members()));
        n1.persisted();
        n1.receives(2, matched(2, 3));
        n1.receives(4, matched(2, 3));
        assertEquals("joint{n1 n2 n3 (n4@14)+}", Rendering.of(n1.status().members()));
    }

    /** Pitfall 8: n9's grant is none of a voter's. */
    @Test
    void theVoteOfWhoIsNoVoterIsNotCounted() {
        var n1 = Servers.follower(1);
        n1.ticks(600);
        assertEquals(List.of(), n1.receives(9, new RaftMessage.PreVoteReply(2, true)));
        assertEquals(Role.CANDIDATE, n1.status().role());
        assertEquals(1, n1.status().round());
    }
}
