package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

final class CallMachineTest extends CallCases {

    @Test
    void anAnswerEndsTheCall() {
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(SUCCEED, put.step(1, new Input.Answered("n1")));
        assertTrue(put.isEnded());
    }

    @Test
    void aHintIsFollowedAtOnce() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertEquals(TO_C, put.step(1, notLeader("n3", "c:1")));
        assertEquals(SUCCEED, put.step(2, new Input.Answered("n3")));
    }

    @Test
    void aHintMayNameAnAddressThatNobodyConfigured() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertEquals(send(3, "far:1"), put.step(1, notLeader("n9", "far:1")));
    }

    @Test
    void laterCallsGoToTheLeaderThatAnEarlierOneFound() {
        var first = call(CallKind.WRITE);
        first.step(0, STARTED);
        first.step(1, notLeader("n3", "c:1"));
        first.step(2, new Input.Answered("n3"));
        assertEquals(TO_C, call(CallKind.WRITE).step(3, STARTED));
        assertEquals(TO_C, call(CallKind.LINEARIZABLE_READ).step(3, STARTED));
    }

    @Test
    void localReadsGoToTheEndpointsAsConfiguredWhoeverLeads() {
        routing.learnLeader(new LeaderHint("n3", "c:1"));
        var get = call(CallKind.LOCAL_READ);
        assertEquals(TO_A, get.step(0, STARTED));
        assertEquals(TO_B, get.step(1, REFUSED_CONNECTION));
        assertEquals(SUCCEED, get.step(2, new Input.Answered("n2")));
        assertEquals(TO_B, call(CallKind.LOCAL_READ).step(3, STARTED));
    }

    @Test
    void aWriteForwardedByAFollowerTeachesWhoLeads() {
        var get = call(CallKind.LINEARIZABLE_READ);
        get.step(0, STARTED);
        get.step(1, new Input.Answered("n1"));
        routing.readAnswered(routing.configured().get(1), "n2");
        routing.readAnswered(routing.configured().get(0), "n1");
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(2, STARTED));
        put.step(3, new Input.Answered("n2"));
        assertEquals(new LeaderHint("n2", "b:1"), routing.leader());
    }

    @Test
    void hintsThatLeadInCirclesAreFollowedOnceARoundAndThenTheCallWaits() {
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(TO_B, put.step(1, notLeader("n2", "b:1")));
        assertEquals(TO_C, put.step(2, notLeader("n1", "a:1")));
        assertTrue(pause(put.step(3, notLeader("n1", "a:1"))) > 0);
    }

    @Test
    void aHintToALeaderThatHasJustFailedIsNotFollowed() {
        routing.learnLeader(new LeaderHint("n1", "a:1"));
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(TO_B, put.step(1, REFUSED_CONNECTION));
        assertEquals(TO_C, put.step(2, notLeader("n1", "a:1")));
        assertTrue(pause(put.step(3, notLeader("n1", "a:1"))) > 0);
    }

    /** The endpoint before it knows of no leader, so that nobody hints past it. */
    @Test
    void anEndpointThatHangsIsAskedAfterAllOthersByLaterCalls() {
        var hanging = call(CallKind.WRITE);
        assertEquals(TO_A, hanging.step(0, STARTED));
        assertEquals(TO_B, hanging.step(1, refused(Reason.NO_LEADER)));
        assertEquals(ABANDON, hanging.step(DEADLINE, SILENT));
        hanging.step(DEADLINE, RESET);

        var next = new CallMachine(routing, CallKind.WRITE, 2 * DEADLINE);
        assertEquals(TO_A, next.step(DEADLINE, STARTED));
        assertEquals(TO_C, next.step(DEADLINE + 1, refused(Reason.NO_LEADER)));
        assertEquals(TO_B, next.step(DEADLINE + 2, refused(Reason.NO_LEADER)));
    }

    @Test
    void anEndpointThatHungAndAnswersIsInItsPlaceAgain() {
        routing.failed(routing.configured().get(1));
        routing.spoke(routing.configured().get(1));
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(TO_B, put.step(1, refused(Reason.NO_LEADER)));
    }

    @Test
    void withoutALeaderEveryEndpointIsAskedOnceAndThenAgainAfterAPause() {
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(TO_B, put.step(0, refused(Reason.NO_LEADER)));
        assertEquals(TO_C, put.step(0, refused(Reason.NO_LEADER)));
        long pause = pause(put.step(0, refused(Reason.NO_LEADER)));
        assertTrue(pause >= 5 * MILLI && pause <= 10 * MILLI, "pause " + pause);
        assertEquals(pause, put.dueNanos());
        assertEquals(TO_A, put.step(pause, SILENT));
    }

    @Test
    void pausesGrowAndAreBounded() {
        var put = call(CallKind.WRITE);
        long pause = pause(turnedAwayByAll(put, 0));
        long now = 0;
        for (int round = 2; round < 40; round++) {
            now += pause;
            put.step(now, SILENT);
            put.step(now, refused(Reason.NO_LEADER));
            put.step(now, refused(Reason.NO_LEADER));
            pause = pause(put.step(now, refused(Reason.NO_LEADER)));
            assertTrue(pause <= Routing.PAUSE_MAX_NANOS, "round " + round + " pause " + pause);
        }
        assertTrue(pause >= Routing.PAUSE_MAX_NANOS / 2, "pause " + pause);
    }

    @Test
    void aCrowdWaitsLongerAndIsWokenByTheFirstThatFindsTheLeader() {
        var crowd = new ArrayList<CallMachine>();
        long longest = 0;
        for (int i = 0; i < 256; i++) {
            var put = call(CallKind.WRITE);
            longest = Math.max(longest, pause(turnedAwayByAll(put, 0)));
            crowd.add(put);
        }
        assertTrue(longest > Routing.PAUSE_MAX_NANOS, "longest " + longest);
        assertTrue(longest <= Routing.PAUSE_CROWDED_MAX_NANOS, "longest " + longest);
        var first = crowd.getFirst();
        assertEquals(TO_A, first.step(first.dueNanos(), SILENT));
        assertEquals(
                List.of(new Effect.Succeed(), new Effect.WakeWaiting()),
                first.step(first.dueNanos() + 1, new Input.Answered("n1")));
        assertEquals(TO_A, crowd.get(1).step(300 * MILLI, new Input.LeaderFound()));
    }

    @Test
    void aWriteThatMayHaveLeftIsNeverSentAgain() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertFails(Outcome.UNKNOWN, Reason.CONNECTION_LOST, put.step(1, RESET));
    }

    @Test
    void aWriteWhoseConnectionWasRefusedGoesElsewhere() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertEquals(TO_B, put.step(1, REFUSED_CONNECTION));
        assertEquals(SUCCEED, put.step(2, new Input.Answered("n2")));
    }

    @Test
    void aWriteThatTheServerLostTrackOfIsUnknown() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        var lost =
                new Input.Refused(
                        Outcome.UNKNOWN,
                        Reason.OUTCOME_UNKNOWN,
                        LeaderHint.NONE,
                        0,
                        "stepped down");
        assertFails(Outcome.UNKNOWN, Reason.OUTCOME_UNKNOWN, put.step(1, lost));
    }

    @Test
    void anErrorThatSaysDoneIsPassedOnAsDone() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        var done =
                new Input.Refused(
                        Outcome.DONE, Reason.SHUTTING_DOWN, LeaderHint.NONE, 0, "but done");
        assertFails(Outcome.DONE, Reason.SHUTTING_DOWN, put.step(1, done));
    }

    @Test
    void aReadIsAskedAgainWhateverBecameOfTheFirst() {
        var get = call(CallKind.LINEARIZABLE_READ);
        assertEquals(TO_A, get.step(0, STARTED));
        assertEquals(TO_B, get.step(1, RESET));
        assertEquals(
                TO_C,
                get.step(
                        2,
                        new Input.Refused(
                                Outcome.UNKNOWN,
                                Reason.OUTCOME_UNKNOWN,
                                LeaderHint.NONE,
                                0,
                                "lost")));
        assertEquals(SUCCEED, get.step(3, new Input.Answered("n3")));
    }

    @Test
    void whatWillBeRefusedAgainIsNotSentAgain() {
        for (Reason reason :
                List.of(
                        Reason.INVALID,
                        Reason.UNSUPPORTED,
                        Reason.KEYSPACE_NOT_FOUND,
                        Reason.KEYSPACE_FULL)) {
            var put = call(CallKind.WRITE);
            put.step(0, STARTED);
            assertFails(Outcome.NOT_DONE, reason, put.step(1, refused(reason)));
        }
    }

    @Test
    void whatALeaderHasNoRoomForIsTakenByItsSuccessor() {
        var put = call(CallKind.WRITE);
        put.step(0, STARTED);
        assertEquals(TO_B, put.step(1, refused(Reason.NO_SPACE)));
        assertEquals(SUCCEED, put.step(2, new Input.Answered("n2")));
    }

    private static final Input OVERLOADED =
            new Input.Refused(
                    Outcome.NOT_DONE, Reason.OVERLOADED, LeaderHint.NONE, 300 * MILLI, "full");

    @Test
    void anOverloadedLeaderIsLeftAloneForAsLongAsItAsks() {
        var first = call(CallKind.WRITE);
        first.step(0, STARTED);
        first.step(0, new Input.Answered("n1"));
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(300 * MILLI, pause(put.step(0, OVERLOADED)));
        assertEquals(TO_A, put.step(300 * MILLI, SILENT));
    }

    @Test
    void anOverloadedMemberThatNobodyTakesForTheLeaderDoesNotKeepTheCallFromTheOthers() {
        var put = call(CallKind.WRITE);
        assertEquals(TO_A, put.step(0, STARTED));
        assertEquals(300 * MILLI, pause(put.step(0, OVERLOADED)));
        assertEquals(TO_B, put.step(300 * MILLI, SILENT));
        assertEquals(TO_C, put.step(300 * MILLI, refused(Reason.NO_LEADER)));
        put.step(300 * MILLI, refused(Reason.NO_LEADER));
        assertEquals(TO_A, put.step(DEADLINE / 2, SILENT));
    }

    @Test
    void aRangeIsBegunAnewOnlyBeforeItsFirstPage() {
        var range = call(CallKind.LINEARIZABLE_READ);
        range.step(0, STARTED);
        assertEquals(TO_B, range.step(1, RESET));
        assertEquals(List.of(), range.step(2, new Input.PageArrived()));
        assertFails(Outcome.NOT_DONE, Reason.CONNECTION_LOST, range.step(3, RESET));
    }

    @Test
    void aCallToOneEndpointAsksNoOther() {
        Endpoint second = routing.configured().get(1);
        var status = CallMachine.askOne(routing, second, DEADLINE);
        assertEquals(TO_B, status.step(0, STARTED));
        assertFails(Outcome.NOT_DONE, Reason.UNREACHABLE, status.step(1, REFUSED_CONNECTION));
    }

    /**
     * Any order of events ends in one verdict, and a write that may have left is not sent again.
     */
    @Test
    void randomEventsNeverSendAWriteTwiceThatMayHaveLeft() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            var put =
                    new CallMachine(
                            new Routing(List.of("a:1", "b:1", "c:1"), random.split()),
                            CallKind.WRITE,
                            DEADLINE);
            long now = 0;
            boolean mayHaveLeft = false;
            boolean inFlight = false;
            List<Effect> effects = put.step(now, STARTED);
            for (int i = 0; i < 400 && !put.isEnded(); i++) {
                for (Effect effect : effects) {
                    if (!(effect instanceof Effect.Send)) continue;
                    assertTrue(!mayHaveLeft && !inFlight, "sent again: seed " + seed);
                    inFlight = true;
                }
                now += random.nextLong(100 * MILLI);
                Sent sent = random.nextInt(4) == 0 ? Sent.MAYBE : Sent.NEVER;
                int draw = random.nextInt(6);
                if (now >= put.dueNanos() || !inFlight) {
                    now = Math.max(now, put.dueNanos());
                    effects = put.step(now, new Input.Elapsed(sent));
                    if (effects.equals(ABANDON) || now >= DEADLINE && inFlight) {
                        inFlight = false;
                        mayHaveLeft |= sent == Sent.MAYBE;
                        effects = put.step(now, new Input.Broken(sent, "given up"));
                    }
                    continue;
                }
                inFlight = false;
                if (draw == 0) mayHaveLeft |= sent == Sent.MAYBE;
                effects =
                        switch (draw) {
                            case 0 -> put.step(now, new Input.Broken(sent, "broken"));
                            case 1 -> put.step(now, notLeader("n" + i % 5, "h" + i % 5 + ":1"));
                            case 2 -> put.step(now, refused(Reason.NO_LEADER));
                            case 3 -> put.step(now, refused(Reason.OVERLOADED));
                            case 4 -> put.step(now, refused(Reason.SHUTTING_DOWN));
                            default -> put.step(now, refused(Reason.NOT_CONFIRMED));
                        };
            }
            assertTrue(put.isEnded(), "not ended: seed " + seed);
            Outcome expected = mayHaveLeft ? Outcome.UNKNOWN : Outcome.NOT_DONE;
            assertEquals(expected, failure(effects).outcome(), "seed " + seed);
        }
    }
}
