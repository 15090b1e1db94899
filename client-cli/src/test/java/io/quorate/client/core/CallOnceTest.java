package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Writes that the cluster does once, so that they may be sent again. */
final class CallOnceTest extends CallCases {

    private static final Input UNKNOWN =
            new Input.Refused(
                    Outcome.UNKNOWN, Reason.OUTCOME_UNKNOWN, LeaderHint.NONE, 0, "stepped down");

    private final CallMachine put = call(CallKind.WRITE_ONCE);

    @Test
    void isSentAgainAfterItMayHaveTakenEffect() {
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(TO_B, put.step(1, RESET));
        assertEquals(TO_C, put.step(2, UNKNOWN));
        assertEquals(SUCCEED, put.step(3, new Input.Answered("n3")));
    }

    @Test
    void isAskedOfAnotherMemberWhenOneStaysSilent() {
        put.step(0, STARTED);
        put.step(250 * MILLI, SILENT);
        assertEquals(ABANDON, put.step(1_000 * MILLI, SILENT));
        assertEquals(TO_B, put.step(1_000 * MILLI, RESET));
    }

    @Test
    void isUnknownAtTheDeadlineIfAnyAttemptMayHaveTakenEffect() {
        put.step(0, STARTED);
        put.step(1, RESET);
        put.step(2, refused(Reason.NO_LEADER));
        assertEquals(1, put.step(3, refused(Reason.NO_LEADER)).size());
        assertFails(Outcome.UNKNOWN, Reason.NO_LEADER, put.step(DEADLINE, SILENT));
    }

    @Test
    void isNotDoneAtTheDeadlineIfNoAttemptCanHaveTakenEffect() {
        turnedAwayByAll(put, 0);
        assertFails(Outcome.NOT_DONE, Reason.NO_LEADER, put.step(DEADLINE, SILENT));
    }

    @Test
    void isUnknownIfTheClientIsForgottenAfterAnAttempt() {
        put.step(0, STARTED);
        put.step(1, RESET);
        assertFails(
                Outcome.UNKNOWN,
                Reason.CLIENT_UNKNOWN,
                put.step(2, refused(Reason.CLIENT_UNKNOWN)));
    }

    @Test
    void isNotDoneIfTheClientIsForgottenBefore() {
        put.step(0, STARTED);
        assertFails(
                Outcome.NOT_DONE,
                Reason.CLIENT_UNKNOWN,
                put.step(2, refused(Reason.CLIENT_UNKNOWN)));
    }

    @Test
    void waitsForItsTurn() {
        put.step(0, STARTED);
        put.step(1, new Input.Answered("n1"));
        var next = call(CallKind.WRITE_ONCE);
        next.step(2, STARTED);
        var skipped =
                new Input.Refused(
                        Outcome.NOT_DONE,
                        Reason.SEQUENCE_SKIPPED,
                        LeaderHint.NONE,
                        20 * MILLI,
                        "skipped");
        assertEquals(true, pause(next.step(3, skipped)) >= 20 * MILLI);
        assertEquals(TO_A, next.step(next.dueNanos(), SILENT));
    }

    @Test
    void isDoneIfItsAnswerIsNotKept() {
        var notKept =
                new Input.Refused(
                        Outcome.DONE, Reason.ANSWER_NOT_KEPT, LeaderHint.NONE, 0, "not kept");
        put.step(0, STARTED);
        assertFails(Outcome.DONE, Reason.ANSWER_NOT_KEPT, put.step(1, notKept));
    }

    @Test
    void isOverWhenTheCallerEndsIt() {
        put.step(0, STARTED);
        assertEquals(ABANDON, put.step(1, new Input.Cancelled()));
        assertFails(Outcome.UNKNOWN, Reason.CANCELLED, put.step(2, RESET));
        assertEquals(List.of(), put.step(3, SILENT));
    }
}
