package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.raft.RaftMessage.AppendEntries;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Section 5.3: what a follower does with AppendEntries. */
class FollowingTest {

    /**
     * Section 5.3: "once a follower learns that a log entry is committed, it applies the entry".
     */
    @Test
    void anAnswerLeavesWhenTheEntriesAreDurableAndApplyWaitsForThatToo() {
        var n1 = Servers.follower(1);
        assertEquals(
                List.of(
                        "note term 1 is led by n2",
                        "persist #1 write=[1/1:c1 1/2:c2]",
                        "once #1 send n2 AppendEntriesReply term=1 match=2"),
                n1.receives(2, append(1, 0, 0, 2, 1, 1)));
        assertEquals(List.of("apply [1/1:c1 1/2:c2]"), n1.persisted());
    }

    /** Figure 2, AppendEntries receiver 2: prevLogIndex must be there, with prevLogTerm. */
    @Test
    void rejectsWhatDoesNotFollowItsLogAndSaysWhereItMay() {
        var n1 = Servers.follower(6, 1, 1, 4, 4);
        n1.receives(2, append(6, 0, 0, 0));
        assertEquals(
                List.of("send n2 AppendEntriesReply term=6 rejected=9 agree<=4/4"),
                n1.receives(2, append(6, 5, 9, 0, 6)));
        assertEquals(
                List.of("send n2 AppendEntriesReply term=6 rejected=4 agree<=1/2"),
                n1.receives(2, append(6, 3, 4, 0, 6)));
    }

    /**
     * Figure 2, AppendEntries receiver 3: "If an existing entry conflicts with a new one (same
     * index but different terms), delete the existing entry and all that follow it".
     */
    @Test
    void aConflictCutsTheLog() {
        var n1 = Servers.follower(3, 1, 2, 2);
        assertEquals(
                List.of(
                        "note term 3 is led by n2",
                        "persist #1 truncate=2 write=[3/2:c2]",
                        "once #1 send n2 AppendEntriesReply term=3 match=2"),
                n1.receives(2, append(3, 1, 1, 0, 3)));
    }

    /** "If an existing entry conflicts": a short, late or repeated message cuts nothing. */
    @Test
    void aMessageThatDoesNotConflictCutsNothing() {
        var n1 = Servers.follower(2, 1, 2, 2);
        n1.receives(2, append(2, 0, 0, 0));
        assertEquals(
                List.of("send n2 AppendEntriesReply term=2 match=2"),
                n1.receives(2, append(2, 1, 1, 0, 2)));
        assertEquals(
                List.of("send n2 AppendEntriesReply term=2 match=1"),
                n1.receives(2, append(2, 1, 1, 0)));
        assertEquals(3, n1.status().lastIndex());
    }

    /**
     * Figure 2, AppendEntries receiver 5: "set commitIndex = min(leaderCommit, index of last new
     * entry)", which is what this message verified and no more.
     */
    @Test
    void commitsNoTailThatTheLeaderDidNotVerify() {
        var n1 = Servers.follower(3, 1, 1, 2);
        assertEquals(
                List.of(
                        "note term 3 is led by n2",
                        "send n2 AppendEntriesReply term=3 match=1",
                        "apply [1/1:c1]"),
                n1.receives(2, append(3, 1, 1, 3)));
        assertEquals(1, n1.status().commitIndex());
    }

    /** What is committed here matches, whatever the message says of it, and nothing is deleted. */
    @Test
    void aMessageFromBeforeTheCommitIndexMatches() {
        var n1 = Servers.restarted(new Promise(2, Optional.empty()), new LogId(2, 5));
        assertEquals(
                List.of(
                        "note term 3 is led by n2",
                        "persist #1 promise=3",
                        "once #1 send n2 AppendEntriesReply term=3 match=5"),
                n1.receives(2, append(3, 1, 3, 9, 1)));
        assertEquals(
                List.of(
                        "persist #2 write=[2/6:c6]",
                        "once #2 send n2 AppendEntriesReply term=3 match=6"),
                n1.receives(2, append(3, 0, 0, 0, 1, 1, 1, 1, 2, 2)));
    }

    /** A committed entry is never deleted: whoever asks for it is damaged, or this server is. */
    @Test
    void aConflictWithACommittedEntryHaltsTheServer() {
        var n1 = Servers.follower(2, 1, 1);
        n1.receives(2, append(2, 1, 2, 2));
        assertThrows(InvariantViolation.class, () -> n1.receives(2, append(2, 1, 1, 2, 2)));
    }

    /** Entries out of order, or of a later term than the message's, come from nobody honest. */
    @Test
    void forgedEntriesAreDropped() {
        var n1 = Servers.follower(2);
        var gap =
                new AppendEntries(
                        2, LogId.NONE, List.of(Entry.noOp(1, 1), Entry.noOp(1, 3)), 0, 0, 0);
        for (RaftMessage forged :
                List.of(
                        gap,
                        append(2, 0, 0, 0, 2, 1),
                        append(2, 0, 0, 0, 3),
                        append(2, 3, 1, 0),
                        append(2, 1, -1, 0),
                        append(2, 0, 0, -1))) {
            List<String> effects = n1.receives(2, forged);
            assertEquals(1, effects.size(), forged.toString());
            assertTrue(effects.getFirst().startsWith("note malformed"), forged.toString());
        }
        assertEquals(0, n1.status().lastIndex());
    }

    /** 100,000 entries of as many terms that the leader never saw take a handful of messages. */
    @Test
    void aLongDivergenceInManyTermsIsFoundInAFewMessages() {
        var tail = new ArrayList<Entry>();
        for (long i = 1; i <= 100_000; i++) tail.add(Entry.noOp(i, i));
        var follower =
                Servers.restarted(
                        new Promise(100_000, Optional.empty()),
                        LogId.NONE,
                        tail.toArray(Entry[]::new));
        assertEquals(
                List.of(
                        "note term 200000 is led by n2",
                        "send n2 AppendEntriesReply term=200000 rejected=50000 agree<=2/2",
                        "persist #1 promise=200000"),
                follower.receives(2, append(200_000, 2, 50_000, 0)));
    }

    /** A ticket answers for what still stands: what a truncation overtook is not durable. */
    @Test
    void aTicketThatATruncationOvertookAcknowledgesNothing() {
        var n1 = Servers.follower(1);
        n1.receives(2, append(1, 0, 0, 0, 1, 1));
        n1.receives(3, append(2, 0, 0, 2, 2, 2));
        assertEquals(List.of(), n1.persisted(1));
        assertEquals(List.of("apply [2/1:c1 2/2:c2]"), n1.persisted(2));
    }

    /** Written and cut within one turn, it never reaches the disk. */
    @Test
    void whatIsCutInTheTurnThatWroteItIsNeverWritten() {
        var n1 = Servers.follower(1);
        assertEquals(
                List.of(
                        "note term 1 is led by n2",
                        "note term 2 has no leader",
                        "note term 2 is led by n3",
                        "persist #1 promise=2 write=[2/1:c1]",
                        "once #1 send n3 AppendEntriesReply term=2 match=1"),
                n1.run(
                        new Input.Received(Servers.n(2), append(1, 0, 0, 0, 1, 1)),
                        new Input.Received(Servers.n(3), append(2, 0, 0, 0, 2))));
    }

    /** The answers of a turn are one answer. */
    @Test
    void theMessagesOfATurnAreAnsweredOnce() {
        var n1 = Servers.follower(1);
        assertEquals(
                List.of(
                        "note term 1 is led by n2",
                        "persist #1 write=[1/1:c1 1/2:c2]",
                        "once #1 send n2 AppendEntriesReply term=1 match=2"),
                n1.receivesInATurn(2, append(1, 0, 0, 0, 1), append(1, 1, 1, 0, 1)));
    }

    /** A restarted server keeps a tail that it does not know to be committed. */
    @Test
    void aRestartKeepsTheTail() {
        var n1 =
                Servers.restarted(
                        new Promise(2, Optional.empty()),
                        new LogId(1, 3),
                        Entry.command(1, 4, Bytes.utf8("x")),
                        Entry.noOp(2, 5));
        assertEquals(3, n1.status().commitIndex());
        assertEquals(5, n1.status().lastIndex());
        assertEquals(
                List.of(
                        "note term 2 is led by n2",
                        "send n2 AppendEntriesReply term=2 match=5",
                        "apply [1/4:x 2/5]"),
                n1.receives(2, append(2, 2, 5, 5)));
    }
}
