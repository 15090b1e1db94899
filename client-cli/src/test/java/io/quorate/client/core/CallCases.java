package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.SplittableRandom;

/** What the tests of a call's life share: three endpoints, the inputs, and what to expect. */
abstract class CallCases {

    static final long MILLI = 1_000_000L;
    static final long DEADLINE = 5_000 * MILLI;
    static final Input STARTED = new Input.Started();
    static final Input SILENT = new Input.Elapsed(Sent.MAYBE);
    static final Input UNCONNECTED = new Input.Elapsed(Sent.NEVER);
    static final Input RESET = new Input.Broken(Sent.MAYBE, "connection reset");
    static final Input REFUSED_CONNECTION = new Input.Broken(Sent.NEVER, "refused");
    static final List<Effect> SUCCEED = List.of(new Effect.Succeed());
    static final List<Effect> ABANDON = List.of(new Effect.Abandon());

    final Routing routing = new Routing(List.of("a:1", "b:1", "c:1"), new SplittableRandom(3));

    CallMachine call(CallKind kind) {
        return new CallMachine(routing, kind, DEADLINE);
    }

    static List<Effect> send(int index, String address) {
        return List.of(new Effect.Send(new Endpoint(index, address)));
    }

    static final List<Effect> TO_A = send(0, "a:1");
    static final List<Effect> TO_B = send(1, "b:1");
    static final List<Effect> TO_C = send(2, "c:1");

    static Input refused(Reason reason) {
        return new Input.Refused(Outcome.NOT_DONE, reason, LeaderHint.NONE, 0, reason.name());
    }

    static Input notLeader(String node, String address) {
        var hint = new LeaderHint(node, address);
        return new Input.Refused(Outcome.NOT_DONE, Reason.NOT_LEADER, hint, 0, "not leader");
    }

    static Failure failure(List<Effect> effects) {
        assertEquals(1, effects.size(), effects.toString());
        return assertInstanceOf(Effect.Fail.class, effects.getFirst()).failure();
    }

    static void assertFails(Outcome outcome, Reason reason, List<Effect> effects) {
        Failure failure = failure(effects);
        assertEquals(outcome, failure.outcome(), failure.toString());
        assertEquals(reason, failure.reason(), failure.toString());
    }

    static long pause(List<Effect> effects) {
        assertEquals(1, effects.size(), effects.toString());
        return assertInstanceOf(Effect.Wait.class, effects.getFirst()).nanos();
    }

    /** Has every endpoint turn the call away, so that it waits. */
    List<Effect> turnedAwayByAll(CallMachine call, long now) {
        call.step(now, STARTED);
        call.step(now, refused(Reason.NO_LEADER));
        call.step(now, refused(Reason.NO_LEADER));
        return call.step(now, refused(Reason.NO_LEADER));
    }
}
