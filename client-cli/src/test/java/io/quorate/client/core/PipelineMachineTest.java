package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The rules of a pipeline: inputs, and whole lists of effects. */
class PipelineMachineTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final Routing routing =
            new Routing(List.of("a:1", "b:1", "c:1"), new SplittableRandom(1));
    private final Endpoint a = routing.endpointOf("a:1").orElseThrow();
    private final Endpoint b = routing.endpointOf("b:1").orElseThrow();
    private final PipelineMachine<String> machine =
            new PipelineMachine<>(routing, CallKind.LINEARIZABLE_READ);
    private final Map<String, Piped<String>> all = new HashMap<>();
    private long now;

    private List<PipelineEffect<String>> step(PipelineInput<String> input) {
        return machine.step(now, input);
    }

    private List<PipelineEffect<String>> submit(CallKind kind, String... names) {
        List<PipelineEffect<String>> effects = new ArrayList<>();
        for (String name : names) {
            var piped = new Piped<>(name, kind, 100, now, now + 10 * SECOND);
            all.put(name, piped);
            effects.addAll(step(new PipelineInput.Submitted<>(piped)));
        }
        return effects;
    }

    private List<PipelineEffect<String>> write(String... names) {
        return submit(CallKind.WRITE, names);
    }

    private List<PipelineEffect<String>> once(String... names) {
        return submit(CallKind.WRITE_ONCE, names);
    }

    private List<PipelineEffect<String>> read(String... names) {
        return submit(CallKind.LINEARIZABLE_READ, names);
    }

    private List<PipelineEffect<String>> writable() {
        return step(new PipelineInput.Writable<>());
    }

    private List<PipelineEffect<String>> answered() {
        return step(new PipelineInput.Answered<>("n1"));
    }

    private List<PipelineEffect<String>> broken() {
        return step(new PipelineInput.Broken<>("reset"));
    }

    private static Input.Refused refusal(Outcome outcome, Reason reason, String leader) {
        var hint = leader.isEmpty() ? LeaderHint.NONE : new LeaderHint("n", leader);
        return new Input.Refused(outcome, reason, hint, 20 * MILLI, "no");
    }

    private List<PipelineEffect<String>> refused(Outcome outcome, Reason reason) {
        return step(new PipelineInput.Refused<>(refusal(outcome, reason, "")));
    }

    private List<PipelineEffect<String>> ended(Reason reason, String leader) {
        return step(new PipelineInput.Ended<>(refusal(Outcome.NOT_DONE, reason, leader)));
    }

    private static PipelineEffect<String> open(Endpoint to) {
        return new PipelineEffect.Open<>(to);
    }

    private static PipelineEffect<String> send(String... names) {
        return new PipelineEffect.Send<>(List.of(names));
    }

    private static PipelineEffect<String> succeed(String name) {
        return new PipelineEffect.Succeed<>(name);
    }

    private static String failure(PipelineEffect<String> effect) {
        var fail = assertInstanceOf(PipelineEffect.Fail.class, effect);
        return fail.operation() + " " + fail.failure().outcome() + " " + fail.failure().reason();
    }

    private static List<String> failures(List<PipelineEffect<String>> effects) {
        return effects.stream().map(PipelineMachineTest::failure).toList();
    }

    @Test
    void whatWaitsWhenTheStreamTakesABatchLeavesAsOne() {
        assertEquals(List.of(open(a)), write("1", "2", "3"));
        assertEquals(List.of(send("1", "2", "3")), writable());
        assertEquals(List.of(), writable());
        write("4");
        assertEquals(List.of(succeed("1")), answered());
        write("5");
        assertEquals(List.of(send("4", "5")), writable());
        for (String name : List.of("2", "3", "4", "5")) {
            assertEquals(List.of(succeed(name)), answered());
        }
    }

    @Test
    void aBatchIsBounded() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < PipelineMachine.BATCH_OPERATIONS_MAX + 1; i++) names.add("w" + i);
        write(names.toArray(String[]::new));
        String last = names.removeLast();
        assertEquals(List.of(new PipelineEffect.Send<>(names)), writable());
        assertEquals(List.of(send(last)), writable());
    }

    @Test
    void aBatchIsBoundedInBytesButHoldsAtLeastOneOperation() {
        int large = PipelineMachine.BATCH_BYTES_MAX + 1;
        for (String name : List.of("x", "y")) {
            var piped = new Piped<>(name, CallKind.WRITE, large, now, now + SECOND);
            step(new PipelineInput.Submitted<>(piped));
        }
        assertEquals(List.of(send("x")), writable());
        assertEquals(List.of(send("y")), writable());
    }

    @Test
    void soManyBatchesAreUnansweredAndNoMore() {
        for (int i = 0; i < PipelineMachine.BATCHES_UNANSWERED_MAX; i++) {
            write("w" + i);
            assertEquals(List.of(send("w" + i)), writable());
        }
        write("more");
        assertEquals(List.of(), writable());
        answered();
        assertEquals(List.of(send("more")), writable());
    }

    @Test
    void aBrokenStreamLeavesPlainWritesUnknownAndSendsTheRestAgainInOrder() {
        write("w1");
        read("r1");
        once("o1");
        write("w2");
        writable();
        write("w3");
        answered();
        var effects = broken();
        assertEquals(List.of("w2 UNKNOWN CONNECTION_LOST"), failures(effects.subList(0, 1)));
        assertEquals(List.of(open(b)), effects.subList(1, effects.size()));
        assertEquals(List.of(send("r1", "o1", "w3")), writable());
    }

    @Test
    void whatWasNeverSentIsNotLost() {
        write("w1");
        assertEquals(List.of(open(b)), broken());
        assertEquals(List.of(send("w1")), writable());
        assertEquals(List.of(succeed("w1")), answered());
    }

    @Test
    void theLeaderThatEndsAStreamNamesIsAskedAtOnce() {
        write("w1", "w2");
        writable();
        assertEquals(List.of(), refused(Outcome.NOT_DONE, Reason.NOT_LEADER));
        write("w3");
        assertEquals(List.of(), writable(), "nothing may overtake what was turned away");
        assertEquals(List.of(open(b)), ended(Reason.NOT_LEADER, "b:1"));
        assertEquals(List.of(send("w1", "w2", "w3")), writable());
    }

    @Test
    void anOverloadedServerIsAskedAgainAfterAPause() {
        write("w1", "w2");
        writable();
        answered();
        refused(Outcome.NOT_DONE, Reason.OVERLOADED);
        assertEquals(List.of(new PipelineEffect.Wait<String>()), ended(Reason.OVERLOADED, ""));
        assertTrue(machine.dueNanos() >= now + 20 * MILLI);
        now = machine.dueNanos();
        assertEquals(List.of(open(a)), step(new PipelineInput.Elapsed<>()));
        assertEquals(List.of(send("w2")), writable());
    }

    @Test
    void aLeaderThatIsFoundEndsThePause() {
        write("w1");
        writable();
        ended(Reason.OVERLOADED, "");
        assertEquals(List.of(open(a)), step(new PipelineInput.LeaderFound<>()));
    }

    @Test
    void whatIsRefusedForGoodFailsAlone() {
        write("w1", "w2", "w3");
        writable();
        assertEquals(
                List.of("w1 NOT_DONE TOO_LARGE"),
                failures(refused(Outcome.NOT_DONE, Reason.TOO_LARGE)));
        assertEquals(
                List.of("w2 UNKNOWN OUTCOME_UNKNOWN"),
                failures(refused(Outcome.UNKNOWN, Reason.OUTCOME_UNKNOWN)));
        assertEquals(List.of(succeed("w3")), answered());
    }

    @Test
    void aNumberedWriteThatIsUnknownIsSentAgainAndARefusalOfItLeavesItUnknown() {
        once("o1");
        writable();
        assertEquals(List.of(), refused(Outcome.UNKNOWN, Reason.OUTCOME_UNKNOWN));
        assertEquals(List.of(open(b)), ended(Reason.OUTCOME_UNKNOWN, ""));
        assertEquals(List.of(send("o1")), writable());
        assertEquals(
                List.of("o1 UNKNOWN CLIENT_UNKNOWN"),
                failures(refused(Outcome.NOT_DONE, Reason.CLIENT_UNKNOWN)));
    }

    @Test
    void aStreamThatIsRefusedForGoodFailsAllThatWaits() {
        write("w1");
        writable();
        write("w2");
        assertEquals(
                List.of("w1 NOT_DONE UNSUPPORTED", "w2 NOT_DONE UNSUPPORTED"),
                failures(ended(Reason.UNSUPPORTED, "")));
        assertEquals(List.of(open(b)), write("w3"), "another member may know of streams");
    }

    @Test
    void anOperationWhoseTimeIsOverKeepsItsPlaceOnTheStream() {
        write("w1");
        read("r1");
        write("w2");
        writable();
        assertEquals(
                List.of("w1 UNKNOWN DEADLINE_PASSED"),
                failures(step(new PipelineInput.Expired<>(all.get("w1")))));
        assertEquals(
                List.of("r1 NOT_DONE DEADLINE_PASSED"),
                failures(step(new PipelineInput.Expired<>(all.get("r1")))));
        assertEquals(List.of(), answered());
        assertEquals(List.of(), answered());
        assertEquals(List.of(succeed("w2")), answered());
    }

    @Test
    void whatWaitsIsGivenUpWithoutATrace() {
        write("w1", "w2");
        assertEquals(
                List.of("w1 NOT_DONE CANCELLED"),
                failures(step(new PipelineInput.GivenUp<>(all.get("w1")))));
        assertEquals(List.of(send("w2")), writable());
    }

    @Test
    void aSilentStreamIsGivenUpWhenACallersTimeIsOver() {
        write("w1", "w2");
        writable();
        now += 2 * SECOND;
        var effects = step(new PipelineInput.Expired<>(all.get("w1")));
        assertEquals(new PipelineEffect.Abandon<String>(), effects.getLast());
        assertEquals("w2 UNKNOWN CONNECTION_LOST", failure(broken().getFirst()));
    }

    @Test
    void readsAreAskedElsewhereWhenAStreamIsSilent() {
        read("r1");
        writable();
        now = machine.dueNanos();
        assertEquals(CallMachine.READ_PATIENCE_NANOS, now);
        assertEquals(
                List.of(new PipelineEffect.Abandon<String>()), step(new PipelineInput.Elapsed<>()));
        assertEquals(List.of(open(b)), broken());
        assertEquals(List.of(send("r1")), writable());
    }

    @Test
    void aStreamOnWhichAPlainWriteIsUnansweredIsNotGivenUpForItsSilence() {
        read("r1");
        write("w1");
        writable();
        assertEquals(Long.MAX_VALUE, machine.dueNanos());
    }

    @Test
    void anEndpointThatDoesNotConnectIsPassedOver() {
        read("r1");
        now = machine.dueNanos();
        assertEquals(CallMachine.CONNECT_PATIENCE_NANOS, now);
        assertEquals(
                List.of(new PipelineEffect.Abandon<String>()), step(new PipelineInput.Elapsed<>()));
        assertEquals(List.of(open(b)), broken());
    }

    @Test
    void aPlainWriteIsNotSentAgainInItsLastMoments() {
        write("w1");
        writable();
        refused(Outcome.NOT_DONE, Reason.OVERLOADED);
        ended(Reason.OVERLOADED, "");
        now = all.get("w1").deadlineNanos() - 1;
        step(new PipelineInput.Elapsed<>());
        assertEquals(List.of("w1 NOT_DONE OVERLOADED"), failures(writable()));
    }

    @Test
    void whoClosesAPipelineIsToldOfEach() {
        read("r1");
        write("w1");
        writable();
        write("w2");
        var effects = step(new PipelineInput.Closed<>());
        assertEquals(
                List.of("r1 NOT_DONE CANCELLED", "w1 UNKNOWN CANCELLED", "w2 NOT_DONE CANCELLED"),
                failures(effects.subList(0, 3)));
        assertEquals(new PipelineEffect.Abandon<String>(), effects.getLast());
        assertEquals(List.of(), broken());
        assertEquals(List.of("w3 NOT_DONE CANCELLED"), failures(write("w3")));
    }

    @Test
    void aResultOfNothingEndsTheStream() {
        write("w1");
        writable();
        answered();
        assertEquals(List.of(new PipelineEffect.Abandon<String>()), answered());
    }
}
