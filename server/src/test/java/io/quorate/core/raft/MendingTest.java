package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;
import static io.quorate.core.raft.Servers.entries;
import static io.quorate.core.raft.Servers.n;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Hole;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftMessage.PreVote;
import io.quorate.core.raft.RaftMessage.RequestVote;
import io.quorate.core.raft.RaftMessage.TimeoutNow;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** A server whose journal lost records: docs/raft.md, "A journal with a hole". */
class MendingTest {

    /** It promised and acknowledged up to term 4; what is left is the entries 1/1 and 1/2. */
    private static Servers mending() {
        return restarted(new Promise(2, Optional.of(n(3))), 1, 1);
    }

    private static Servers restarted(Promise promise, long... entryTerms) {
        return Servers.restarted(
                new Recovered(promise, LogId.NONE, entries(0, entryTerms))
                        .withHole(Optional.of(new Hole(4))));
    }

    /** Whatever it may have promised in the terms up to the hole's, it promises there no more. */
    @Test
    void itEntersATermInWhichItHasPromisedNothing() {
        var n1 = mending();
        assertEquals(5, n1.status().round());
        assertEquals(Role.MENDING, n1.status().role());
        assertEquals(
                List.of("send n2 AppendEntriesReply term=5 rejected=0 agree<=0/0"),
                n1.receives(2, append(4, 0, 0, 0)));
    }

    @Test
    void itGivesNoVoteAndNoPreVote() {
        var n1 = mending();
        n1.persisted();
        assertEquals(
                List.of("send n2 PreVoteReply term=5 denied"),
                n1.receives(2, new PreVote(9, new LogId(8, 100))));
        assertEquals(
                List.of("persist #2 promise=9", "once #2 send n2 RequestVoteReply term=9 denied"),
                n1.receives(2, new RequestVote(9, new LogId(8, 100))));
    }

    @Test
    void itDoesNotCampaignHoweverLongItHearsNothing() {
        var n1 = mending();
        n1.persisted();
        for (int i = 0; i < 20; i++) assertEquals(List.of(), n1.ticks(500));
        assertEquals(Role.MENDING, n1.status().role());
    }

    @Test
    void itDoesNotTakeOver() {
        var n1 = mending();
        n1.persisted();
        n1.receives(2, append(5, 1, 2, 0));
        n1.receives(2, new TimeoutNow(5));
        assertEquals(5, n1.status().round());
        assertEquals(Role.MENDING, n1.status().role());
    }

    /** It says what it holds, and that is the log up to the hole, however much it held before. */
    @Test
    void itAcknowledgesWhatItHoldsAndNothingBehindTheHole() {
        var n1 = mending();
        n1.persisted();
        n1.receives(2, append(5, 1, 2, 0));
        assertEquals(
                List.of("send n2 AppendEntriesReply term=5 rejected=9 agree<=1/2"),
                n1.receives(2, append(5, 4, 9, 9)));
    }

    /** Entries of the terms that it does not remember are not enough, one of a later term is. */
    @Test
    void itIsWholeOnceItsDiskHoldsAnEntryOfALaterTerm() {
        var n1 = mending();
        n1.persisted();
        n1.receives(2, append(5, 1, 2, 0, 3, 4));
        n1.persisted();
        assertEquals(Role.MENDING, n1.status().role());
        n1.receives(2, append(5, 4, 4, 0, 5));
        assertEquals(Role.MENDING, n1.status().role());
        List<String> effects = n1.persisted();
        assertTrue(
                effects.containsAll(
                        List.of(
                                "note mended, the log ends with 5/5",
                                "note FOLLOWER in term 5",
                                "persist #4 mended")),
                effects::toString);
    }

    @Test
    void onceItIsWholeItVotesAgain() {
        var n1 = mending();
        n1.persisted();
        n1.receives(2, append(5, 1, 2, 0, 5));
        n1.persisted();
        n1.closed(2);
        List<String> effects = n1.receives(3, new RequestVote(6, new LogId(5, 3)));
        assertTrue(
                effects.contains("once #4 send n3 RequestVoteReply term=6 granted"),
                effects::toString);
    }

    /** A snapshot of a later term's state is as good as the log. */
    @Test
    void aSnapshotOfALaterTermMakesItWhole() {
        var n1 = mending();
        n1.persisted();
        List<String> effects = n1.snapshotInstalled(6, 90);
        assertTrue(effects.contains("note mended, the log ends with 6/90"), effects::toString);
        assertEquals(Role.FOLLOWER, n1.status().role());
    }

    /** A restart before it said that it is whole finds it as far as its log is. */
    @Test
    void aRestartGoesOnWhereItWas() {
        var early = restarted(new Promise(5, Optional.empty()), 1, 1, 4);
        assertEquals(5, early.status().round());
        assertEquals(Role.MENDING, early.status().role());
        var late = restarted(new Promise(7, Optional.of(n(2))), 1, 1, 5);
        assertEquals(7, late.status().round());
        assertEquals(Role.FOLLOWER, late.status().role());
    }
}
