package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

final class CallDeadlineTest extends CallCases {

    @Test
    void aWriteUnansweredAtTheDeadlineIsUnknown() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertEquals(List.of(), put.step(250 * MILLI, SILENT));
        assertEquals(DEADLINE, put.dueNanos());
        assertEquals(ABANDON, put.step(DEADLINE, SILENT));
        assertFails(Outcome.UNKNOWN, Reason.DEADLINE_PASSED, put.step(DEADLINE, RESET));
    }

    @Test
    void aWriteNeverSentByTheDeadlineIsNotDone() {
        var put =
                new CallMachine(
                        new Routing(List.of("a:1"), new SplittableRandom(1)),
                        CallKind.WRITE,
                        DEADLINE);
        put.step(0, STARTED);
        assertEquals(List.of(), put.step(250 * MILLI, UNCONNECTED));
        assertEquals(ABANDON, put.step(DEADLINE, UNCONNECTED));
        assertFails(Outcome.NOT_DONE, Reason.UNREACHABLE, put.step(DEADLINE, REFUSED_CONNECTION));
    }

    @Test
    void anAnswerThatComesWhileTheCallIsGivenUpCounts() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        put.step(DEADLINE, SILENT);
        assertEquals(SUCCEED, put.step(DEADLINE + 1, new Input.Answered("n1")));
    }

    @Test
    void aWriteThatFoundNoLeaderByTheDeadlineIsNotDoneAndSaysWhy() {
        var put = call(CallKind.WRITE);
        turnedAwayByAll(put, DEADLINE - MILLI);
        Failure failure = failure(put.step(DEADLINE, SILENT));
        assertEquals(
                new Failure(
                        Outcome.NOT_DONE,
                        Reason.NO_LEADER,
                        "a:1: NO_LEADER; b:1: NO_LEADER; c:1: NO_LEADER",
                        LeaderHint.NONE),
                failure);
    }

    @Test
    void anEndpointThatDoesNotConnectInTimeIsPassedOver() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertEquals(ABANDON, put.step(250 * MILLI, UNCONNECTED));
        assertEquals(TO_B, put.step(250 * MILLI, REFUSED_CONNECTION));
    }

    @Test
    void aWriteThatConnectedWhileItWasGivenUpIsUnknown() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertEquals(ABANDON, put.step(250 * MILLI, UNCONNECTED));
        assertFails(Outcome.UNKNOWN, Reason.CONNECTION_LOST, put.step(250 * MILLI, RESET));
    }

    @Test
    void aReadThatStaysUnansweredIsAskedElsewhere() {
        var get = call(CallKind.LINEARIZABLE_READ);
        get.step(0, STARTED);
        assertEquals(List.of(), get.step(250 * MILLI, SILENT));
        assertEquals(1_000 * MILLI, get.dueNanos());
        assertEquals(ABANDON, get.step(1_000 * MILLI, SILENT));
        assertEquals(TO_B, get.step(1_000 * MILLI, RESET));
        assertEquals(List.of(), get.step(1_250 * MILLI, SILENT));
        assertEquals(3_000 * MILLI, get.dueNanos());
    }

    @Test
    void aReadWithNobodyElseToAskWaitsForItsAnswer() {
        var get =
                new CallMachine(
                        new Routing(List.of("a:1"), new SplittableRandom(1)),
                        CallKind.LINEARIZABLE_READ,
                        DEADLINE);
        get.step(0, STARTED);
        assertEquals(List.of(), get.step(250 * MILLI, SILENT));
        assertEquals(DEADLINE, get.dueNanos());
    }

    @Test
    void cancellingTellsNotDoneFromUnknown() {
        var sent = call(CallKind.WRITE);
        sent.step(0, STARTED);
        assertEquals(ABANDON, sent.step(1, new Input.Cancelled()));
        assertFails(Outcome.UNKNOWN, Reason.CANCELLED, sent.step(1, RESET));
        var unsent = call(CallKind.WRITE);
        unsent.step(0, STARTED);
        assertEquals(ABANDON, unsent.step(1, new Input.Cancelled()));
        assertFails(Outcome.NOT_DONE, Reason.CANCELLED, unsent.step(1, REFUSED_CONNECTION));
        var waiting = call(CallKind.WRITE);
        turnedAwayByAll(waiting, 0);
        assertFails(Outcome.NOT_DONE, Reason.CANCELLED, waiting.step(1, new Input.Cancelled()));
    }

    @Test
    void aCallThatItsCallerGaveUpSaysNothingOfTheMemberAsked() {
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(ABANDON, put.step(1, new Input.Cancelled()));
        assertFails(Outcome.UNKNOWN, Reason.CANCELLED, put.step(2, RESET));
        assertEquals(TO_A, call(CallKind.WRITE).step(3, STARTED));
    }

    @Test
    void timeDoesNotRunWhileTheCallerWorksOnAPage() {
        var range = call(CallKind.LINEARIZABLE_READ);
        range.step(0, STARTED);
        range.step(1, new Input.PageArrived());
        assertEquals(List.of(), range.step(2 * DEADLINE, SILENT));
        range.step(3 * DEADLINE, new Input.PageWanted(4 * DEADLINE));
        assertEquals(4 * DEADLINE, range.dueNanos());
        assertEquals(ABANDON, range.step(4 * DEADLINE, SILENT));
        assertFails(Outcome.NOT_DONE, Reason.DEADLINE_PASSED, range.step(4 * DEADLINE, RESET));
    }

    @Test
    void aWriteThatWasTurnedAwayIsNotSentAgainJustBeforeItsDeadline() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        long late = DEADLINE - CallMachine.LAST_WORDS_NANOS_MAX;
        assertFails(Outcome.NOT_DONE, Reason.NO_LEADER, put.step(late, refused(Reason.NO_LEADER)));
    }

    @Test
    void aWriteThatWaitsEndsWhenItCouldHardlyBeAnsweredInTime() {
        var put = call(CallKind.WRITE);
        long late = DEADLINE - CallMachine.LAST_WORDS_NANOS_MAX;
        put.step(0, STARTED);
        put.step(0, refused(Reason.NO_LEADER));
        put.step(0, refused(Reason.NO_LEADER));
        put.step(late - 1, refused(Reason.NO_LEADER));
        assertEquals(late, put.dueNanos());
        assertEquals(List.of(), put.step(late, new Input.LeaderFound()));
        assertFails(Outcome.NOT_DONE, Reason.NO_LEADER, put.step(late, SILENT));
    }

    @Test
    void aReadIsAskedUntilItsDeadline() {
        var get = call(CallKind.LINEARIZABLE_READ);
        get.step(0, STARTED);
        assertEquals(TO_B, get.step(DEADLINE - 1, refused(Reason.NO_LEADER)));
    }
}
