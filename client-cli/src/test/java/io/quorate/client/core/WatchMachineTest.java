package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The rules of a watch: inputs, and whole lists of effects. */
class WatchMachineTest {

    private static final long SECOND = 1_000_000_000L;
    private static final List<String> ADDRESSES = List.of("a:1", "b:1", "c:1");

    private final Routing routing = new Routing(ADDRESSES, new SplittableRandom(1));
    private final Endpoint a = routing.endpointOf("a:1").orElseThrow();
    private final Endpoint b = routing.endpointOf("b:1").orElseThrow();
    private final Endpoint c = routing.endpointOf("c:1").orElseThrow();
    private WatchMachine<String> machine = from(5);
    private long now;

    private WatchMachine<String> from(long revision) {
        return new WatchMachine<>(routing, revision, SECOND, 10 * SECOND);
    }

    private List<WatchEffect<String>> step(WatchInput<String> input) {
        return machine.step(now, input);
    }

    private List<WatchEffect<String>> start() {
        return step(new WatchInput.Started<>());
    }

    private static WatchInput<String> arrived(long through, Object... revisionsAndEvents) {
        List<WatchInput.Dated<String>> events = new ArrayList<>();
        for (int i = 0; i < revisionsAndEvents.length; i += 2) {
            long revision = (Integer) revisionsAndEvents[i];
            events.add(new WatchInput.Dated<>(revision, (String) revisionsAndEvents[i + 1]));
        }
        return new WatchInput.Arrived<>(events, through);
    }

    private static WatchEffect<String> open(Endpoint to, long from) {
        return new WatchEffect.Open<>(to, from);
    }

    private static WatchEffect<String> deliver(long revision, String... events) {
        return new WatchEffect.Deliver<>(revision, List.of(events));
    }

    private static WatchEffect<String> progress(long through) {
        return new WatchEffect.Progress<>(through);
    }

    private static Reason reason(List<WatchEffect<String>> effects) {
        var fail = (WatchEffect.Fail<String>) effects.getLast();
        assertEquals(Outcome.NOT_DONE, fail.failure().outcome());
        return fail.failure().reason();
    }

    @Test
    void revisionsAreDeliveredWholeOnceTheyAreThrough() {
        assertEquals(List.of(open(a, 5)), start());
        assertEquals(List.of(progress(4)), step(arrived(4)));
        assertEquals(
                List.of(deliver(5, "x"), deliver(6, "y", "z"), progress(6)),
                step(arrived(6, 5, "x", 6, "y", 6, "z")));
        assertEquals(List.of(), step(arrived(6, 8, "one")));
        assertEquals(List.of(progress(7)), step(arrived(7, 8, "two")));
        assertEquals(
                List.of(deliver(8, "one", "two", "three"), progress(8)),
                step(arrived(8, 8, "three")));
    }

    @Test
    void aStreamThatBreaksIsFollowedByOneBehindWhatIsThrough() {
        start();
        step(arrived(6, 5, "x", 7, "begun"));
        assertEquals(List.of(open(b, 7)), step(new WatchInput.Broken<>("reset")));
        assertEquals(
                List.of(deliver(7, "begun", "ended"), progress(7)),
                step(arrived(7, 7, "begun", 7, "ended")),
                "what was held of an unfinished revision does not count");
    }

    @Test
    void aWatchFromNowOnBeginsBehindWhatItsFirstStreamSays() {
        machine = from(0);
        assertEquals(List.of(open(a, 0)), start());
        assertEquals(List.of(open(b, 0)), step(new WatchInput.Broken<>("reset")));
        assertEquals(List.of(progress(9)), step(arrived(9)));
        assertEquals(List.of(open(c, 10)), step(new WatchInput.Broken<>("reset")));
    }

    @Test
    void aMemberThatCannotServeIsPassedOver() {
        start();
        step(arrived(6));
        assertEquals(List.of(open(b, 7)), step(new WatchInput.Refused<>(Reason.NO_LEADER, "no")));
        assertEquals(List.of(open(c, 7)), step(new WatchInput.Refused<>(Reason.OVERLOADED, "")));
        assertEquals(List.of(), step(new WatchInput.Refused<>(Reason.SHUTTING_DOWN, "")));
        now = machine.dueNanos();
        assertEquals(List.of(open(a, 7)), step(new WatchInput.Elapsed<>(Sent.NEVER)));
    }

    @Test
    void whatNoOtherMemberWouldMendEndsIt() {
        for (Reason reason : List.of(Reason.COMPACTED, Reason.FUTURE_REVISION, Reason.INVALID)) {
            machine = from(5);
            start();
            assertEquals(reason, reason(step(new WatchInput.Refused<>(reason, "because"))));
            assertTrue(machine.isEnded());
        }
    }

    @Test
    void onceBegunItIsTriedForAsLongAsItTakes() {
        start();
        step(arrived(6));
        step(new WatchInput.Broken<>("reset"));
        for (int i = 0; i < 1_000; i++) {
            step(new WatchInput.Broken<>("refused"));
            now = Math.max(now, machine.dueNanos());
            step(new WatchInput.Elapsed<>(Sent.NEVER));
        }
        assertTrue(now > 100 * SECOND, "it does not hurry");
        assertEquals(7, machine.next());
        assertTrue(!machine.isEnded());
    }

    @Test
    void oneThatCannotBeginInItsTimeFails() {
        start();
        for (int i = 0; !machine.isEnded(); i++) {
            assertTrue(i < 10_000);
            step(new WatchInput.Broken<>("refused"));
            now = Math.max(now, machine.dueNanos());
            step(new WatchInput.Elapsed<>(Sent.NEVER));
        }
        assertTrue(now >= 10 * SECOND && now < 11 * SECOND, "after " + now);
    }

    @Test
    void oneThatDoesNotConnectIsGivenUpSoonerThanOneThatDoesNotAnswer() {
        start();
        now = CallMachine.CONNECT_PATIENCE_NANOS;
        assertEquals(List.of(), step(new WatchInput.Elapsed<>(Sent.MAYBE)));
        now = WatchMachine.OPEN_PATIENCE_NANOS;
        var abandon = List.of(new WatchEffect.Abandon<String>());
        assertEquals(abandon, step(new WatchInput.Elapsed<>(Sent.MAYBE)));
        assertEquals(List.of(open(b, 5)), step(new WatchInput.Broken<>("given up")));
        now += CallMachine.CONNECT_PATIENCE_NANOS;
        assertEquals(abandon, step(new WatchInput.Elapsed<>(Sent.NEVER)));
    }

    @Test
    void oneThatFallsSilentIsGivenUp() {
        start();
        step(arrived(6));
        now = 2 * SECOND + WatchMachine.SILENCE_SLACK_NANOS - 1;
        assertEquals(List.of(), step(new WatchInput.Elapsed<>(Sent.MAYBE)));
        step(new WatchInput.Listening<>());
        now += 1;
        assertEquals(List.of(), step(new WatchInput.Elapsed<>(Sent.MAYBE)));
        now += 2 * SECOND + WatchMachine.SILENCE_SLACK_NANOS;
        assertEquals(
                List.of(new WatchEffect.Abandon<String>()),
                step(new WatchInput.Elapsed<>(Sent.MAYBE)));
    }

    @Test
    void whatBreaksTheOrderIsNotHandedOn() {
        for (WatchInput<String> nonsense :
                List.of(arrived(6, 4, "old"), arrived(8, 8, "x", 7, "y"), arrived(3))) {
            machine = from(5);
            start();
            var effects = step(nonsense);
            assertEquals(new WatchEffect.Abandon<String>(), effects.getFirst());
            assertEquals(Reason.PROTOCOL_BROKEN, reason(effects));
        }
    }

    @Test
    void oneThatIsCancelledEndsItsStreamAndSaysSo() {
        start();
        step(arrived(6));
        assertEquals(
                List.of(new WatchEffect.Abandon<String>()), step(new WatchInput.Cancelled<>()));
        assertEquals(Reason.CANCELLED, reason(step(new WatchInput.Broken<>("given up"))));
        assertEquals(7, machine.next());
    }
}
