package io.quorate.core.raft;

import static io.quorate.core.raft.Servers.append;
import static io.quorate.core.raft.Servers.matched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;
import io.quorate.core.raft.RaftMessage.ReadIndex;
import io.quorate.core.raft.RaftMessage.ReadIndexReply;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Section 8 of the paper, 6.4 of the thesis: linearizable reads without log entries. */
class ReadTest {

    private static AppendEntriesReply echo(long term, long round) {
        return AppendEntriesReply.success(term, 0, round);
    }

    /** A leader of term 2 whose first entry is committed and applied. */
    private static Servers leader() {
        var n1 = Servers.leader(2);
        n1.receives(2, matched(2, 1));
        n1.receives(3, matched(2, 1));
        n1.applied(1);
        return n1;
    }

    private static List<String> round(int number) {
        return List.of(
                "send n2 AppendEntries term=2 prev=2/1 commit=1 round=" + number + " heldByAll=1",
                "send n3 AppendEntries term=2 prev=2/1 commit=1 round=" + number + " heldByAll=1");
    }

    /** Thesis 6.4, step 1: the leader's first entry of its term must be committed. */
    @Test
    void aReadWaitsForTheTermsFirstCommit() {
        var n1 = Servers.leader(2);
        assertEquals(List.of(), n1.reads(1));
        List<String> effects = n1.receives(2, matched(2, 1));
        assertEquals("send n2 AppendEntries term=2 prev=2/1 commit=1 round=1", effects.getFirst());
        assertEquals(List.of("serve read 1 at 1"), n1.receives(3, echo(2, 1)));
    }

    /** Thesis 6.4, steps 2 and 3: readIndex is noted first, then a round of heartbeats confirms. */
    @Test
    void aReadIsServedAtTheCommitIndexOfWhenItCame() {
        var n1 = leader();
        assertEquals(round(1), n1.reads(7));
        n1.proposes("a");
        n1.persisted();
        n1.receives(2, matched(2, 2));
        assertEquals(2, n1.status().commitIndex());
        assertEquals(List.of("serve read 7 at 1"), n1.receives(2, echo(2, 1)));
    }

    /** An older round's answer, or one of an earlier term, confirms nothing that came later. */
    @Test
    void aReadNeverJoinsAnOlderRound() {
        var n1 = leader();
        n1.reads(1);
        assertEquals(round(2), n1.reads(2));
        assertEquals(List.of("serve read 1 at 1"), n1.receives(2, echo(2, 1)));
        assertEquals(List.of(), n1.receives(3, echo(2, 1)));
        assertEquals(List.of(), n1.receives(3, echo(1, 2)));
        assertEquals(List.of("serve read 2 at 1"), n1.receives(3, echo(2, 2)));
    }

    /** A later round's answer confirms the earlier rounds as well. */
    @Test
    void aLaterRoundConfirmsTheEarlierOnes() {
        var n1 = leader();
        n1.reads(1);
        n1.reads(2);
        assertEquals(List.of("serve read 1 at 1", "serve read 2 at 1"), n1.receives(3, echo(2, 2)));
    }

    /** One answer of five is no quorum; learners' answers never count. */
    @Test
    void aRoundNeedsAQuorumOfVoters() {
        var n1 = Servers.of(5, 1).elected5();
        n1.reads(1);
        assertEquals(List.of(), n1.receives(2, echo(2, 1)));
        assertEquals(List.of(), n1.receives(2, echo(2, 1)));
        assertEquals(List.of("serve read 1 at 1"), n1.receives(3, echo(2, 1)));
    }

    /** A rejection is an answer of the term too: its sender follows nobody newer. */
    @Test
    void aRejectionConfirmsARoundToo() {
        var n1 = leader();
        n1.reads(1);
        assertTrue(
                n1.receives(2, AppendEntriesReply.rejection(2, 1, 1, LogId.NONE))
                        .contains("serve read 1 at 1"));
    }

    /**
     * Whoever sent it may lead again by now, in the term that the answer tells it, and after a
     * restart it counts rounds anew: the echo would confirm rounds that it has yet to begin.
     */
    @Test
    void anAnswerToAPassedTermEchoesNoRound() {
        var n1 = Servers.follower(3);
        n1.receives(2, append(3, 0, 0, 0));
        assertEquals(
                List.of("send n2 AppendEntriesReply term=3 rejected=0 agree<=0/0"),
                n1.receives(2, new RaftMessage.AppendEntries(2, LogId.NONE, List.of(), 0, 131, 0)));
    }

    @Test
    void anEchoOfARoundThatWasNotSentConfirmsNothing() {
        var n1 = leader();
        n1.reads(1);
        List<String> effects = n1.receives(2, echo(2, 131));
        assertEquals(1, effects.size());
        assertTrue(effects.getFirst().contains("echoes round 131, it was sent 1"), "" + effects);
        n1.reads(2);
        assertEquals(List.of("serve read 1 at 1"), n1.receives(2, echo(2, 1)));
    }

    /** A lost round is not lost: every later message carries its number. */
    @Test
    void aHeartbeatRepeatsTheRound() {
        var n1 = leader();
        n1.reads(1);
        assertEquals(round(1), n1.ticks(50));
    }

    /** A change of leader between index and confirmation refuses the read. */
    @Test
    void aDeposedLeaderRefusesTheReadsThatWait() {
        var n1 = leader();
        n1.reads(1);
        List<String> effects = n1.receives(3, append(3, 0, 0, 0));
        assertTrue(effects.contains("refuse read 1 NotConfirmed"));
        assertEquals(List.of(), n1.receives(2, echo(2, 1)));
    }

    /** What waits for an index is bounded. */
    @Test
    void readsBeyondTheBoundAreRefused() {
        var n1 = leader();
        for (int i = 1; i <= RaftConfig.defaults().bounds().readsWaitingMax(); i++) n1.reads(i);
        assertEquals(List.of("refuse read 99999 Overloaded"), n1.reads(99_999));
    }

    /** Rounds under way are bounded; the reads of meanwhile share the next one. */
    @Test
    void readsShareARoundWhenManyAreUnderWay() {
        var n1 = leader();
        int max = RaftConfig.defaults().bounds().readRoundsMax();
        for (int i = 1; i <= max; i++) n1.reads(i);
        assertEquals(List.of(), n1.reads(100));
        assertEquals(List.of(), n1.reads(101));
        n1.receives(2, echo(2, 1));
        assertEquals(round(max + 1), n1.run());
    }

    /** Thesis 6.4: "a follower ... would need to ask the leader for a current readIndex". */
    @Test
    void aFollowerAsksItsLeaderAndServesTheReadItself() {
        var n1 = Servers.follower(2);
        n1.receives(2, append(2, 0, 0, 0));
        long context = contextOf(n1.run(new Input.Read(4), new Input.Read(5)));
        assertEquals(
                List.of("serve read 4 at 17", "serve read 5 at 17"),
                n1.receives(2, new ReadIndexReply(2, context, true, 17)));
        assertEquals(List.of(), n1.receives(2, new ReadIndexReply(2, context, true, 17)));
    }

    private static long contextOf(List<String> effects) {
        assertEquals(1, effects.size());
        String prefix = "send n2 ReadIndex term=2 context=";
        assertTrue(effects.getFirst().startsWith(prefix), effects.toString());
        return Long.parseLong(effects.getFirst().substring(prefix.length()));
    }

    /** Each request has a context of its own: an older answer is never taken for a newer one's. */
    @Test
    void anAnswerToAnotherRequestServesNothing() {
        var n1 = Servers.follower(2);
        n1.receives(2, append(2, 0, 0, 0));
        long first = contextOf(n1.reads(1));
        long second = contextOf(n1.reads(2));
        assertTrue(first != second);
        assertEquals(
                List.of("serve read 2 at 9"),
                n1.receives(2, new ReadIndexReply(2, second, true, 9)));
        assertEquals(List.of(), n1.receives(3, new ReadIndexReply(2, first, true, 9)));
    }

    /** A follower refuses what its leader cannot confirm, or does not answer in time. */
    @Test
    void aFollowerRefusesWhatIsNotConfirmed() {
        var n1 = Servers.follower(2);
        assertEquals(List.of("refuse read 1 NotLeader"), n1.reads(1));
        n1.receives(2, append(2, 0, 0, 0));
        long context = contextOf(n1.reads(2));
        assertEquals(
                List.of("refuse read 2 NotConfirmed"),
                n1.receives(2, new ReadIndexReply(2, context, false, 0)));
        n1.reads(3);
        n1.ticks(200);
        n1.receives(2, append(2, 0, 0, 0));
        assertEquals(List.of("refuse read 3 NotConfirmed"), n1.ticks(100));
        n1.reads(4);
        assertEquals(List.of("refuse read 4 NotConfirmed"), n1.closed(2));
        n1.receives(2, append(2, 0, 0, 0));
        n1.reads(5);
        assertEquals(
                List.of(
                        "refuse read 5 NotConfirmed",
                        "note term 3 has no leader",
                        "note term 3 is led by n3",
                        "persist #1 promise=3",
                        "once #1 send n3 AppendEntriesReply term=3 match=0"),
                n1.receives(3, append(3, 0, 0, 0)));
    }

    /** Who does not lead confirms nothing. */
    @Test
    void onlyALeaderConfirmsAnIndexForOthers() {
        assertEquals(
                List.of("send n2 ReadIndexReply term=2 context=8 not confirmed"),
                Servers.follower(2).receives(2, new ReadIndex(2, 8)));
        var n1 = leader();
        assertEquals(round(1), n1.receives(2, new ReadIndex(2, 8)));
        assertEquals(
                List.of("send n2 ReadIndexReply term=2 context=8 index=1"),
                n1.receives(3, echo(2, 1)));
        assertEquals(
                List.of("send n2 ReadIndexReply term=2 context=9 not confirmed"),
                n1.receives(2, new ReadIndex(1, 9)));
    }

    /** A round asks who leads, not what is durable: its answer does not wait for the disk. */
    @Test
    void aFollowerAnswersARoundBeforeItsDiskDoes() {
        var n1 = Servers.follower(2, 1);
        n1.receives(2, append(2, 1, 1, 0));
        var message = new AppendEntries(2, new LogId(1, 1), Servers.entries(1, 2), 0, 5, 0);
        assertEquals(
                List.of(
                        "send n2 AppendEntriesReply term=2 match=1 round=5",
                        "persist #1 write=[2/2:c2]",
                        "once #1 send n2 AppendEntriesReply term=2 match=2 round=5"),
                n1.receives(2, message));
    }

    /** In a term that is not durable yet nothing is answered before the disk does. */
    @Test
    void aFollowerAnswersNothingInATermThatIsNotDurable() {
        var n1 = Servers.follower(1);
        var message = new AppendEntries(2, LogId.NONE, List.of(), 0, 5, 0);
        assertEquals(
                List.of(
                        "note term 2 is led by n2",
                        "persist #1 promise=2",
                        "once #1 send n2 AppendEntriesReply term=2 match=0 round=5"),
                n1.receives(2, message));
    }
}
