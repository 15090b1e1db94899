package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;
import io.quorate.core.engine.Target;
import io.quorate.core.state.Objection;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.Underway;
import io.quorate.replica.history.HistoryStatus;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Demands that once were too much, each beside what it must still find. n1 leads term 1, alone. */
final class InvariantsTest {

    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final Members ALONE = Members.withoutAddresses(List.of(N1), List.of());
    private static final Members GROWING =
            ALONE.towards(new Target(new TreeMap<>(Map.of(N1, "", N2, "")), new TreeMap<>()));
    private static final Members JOINT = GROWING.joint();

    private final Invariants invariants = invariants();
    private long lastTicket;

    private static Invariants invariants() {
        var nobody = new NoWrites();
        var counts = new Counts();
        var scheduler = new Scheduler();
        var leases = new Leases(scheduler, operation -> 0, new Recording(scheduler), counts, 1);
        var ledger = new Ledger(nobody, new NumberedChanges(nobody, counts), leases);
        var order = new AppliedOrder(ledger, nobody::operation);
        return new Invariants(List.of(N1, N2), ALONE, ledger, order, counts);
    }

    /** Nobody writes here. */
    private record NoWrites() implements TrueListener {

        @Override
        public void tookEffect(long operation, long revision) {
            throw new AssertionError();
        }

        @Override
        public void carriedOut(long operation, Operation.Reply reply) {
            throw new AssertionError();
        }

        @Override
        public void refused(long operation, Objection why) {
            throw new AssertionError();
        }

        Operation operation(long number) {
            throw new AssertionError("nobody writes, and not " + number);
        }

        @Override
        public void heldAfterFailover() {
            throw new AssertionError();
        }
    }

    /** An engine that stands where it was put: what it asks for is said by the test. */
    private record Standing(EngineStatus status) implements Engine {

        @Override
        public Bearings bearings() {
            return status;
        }

        @Override
        public List<Effect> step(long nowNanos, Input input) {
            return List.of();
        }
    }

    private static EngineStatus leader(Members members, long commitIndex, long lastIndex) {
        return new EngineStatus(
                EngineStatus.Role.LEADER,
                1,
                Optional.of(N1),
                commitIndex,
                lastIndex,
                Collections.emptySortedMap(),
                members);
    }

    private static Entry noOp(long index) {
        return Entry.noOp(1, index);
    }

    /** The entries are on n1's disk, and it was elected. */
    private void holds(EngineStatus status, Entry... entries) {
        var promised = new Durable.Promised(new Promise(1, Optional.of(N1)));
        var written = new Durable.Written(List.of(entries));
        var persist = new Effect.Persist(++lastTicket, List.of(promised, written));
        invariants.effect(0, new Standing(status), persist);
        invariants.durable(0, lastTicket);
    }

    private void turnBeginsToEnd(EngineStatus status) {
        invariants.input(0, new Standing(status), new Input.TurnEnds());
    }

    private void turned(EngineStatus status, long applied) {
        invariants.turned(
                0, new ReplicaStatus(status, applied, 0, 0, HistoryStatus.WHOLE, Underway.NOTHING));
    }

    /** n1 is elected, and its first entry is durable. */
    private void begin() {
        invariants.recovered(0, Recovered.NOTHING.withMembers(ALONE));
        invariants.recovered(1, Recovered.NOTHING);
        holds(leader(ALONE, 0, 1), noOp(1));
        turned(leader(ALONE, 0, 1), 0);
    }

    /** n1 alone decides, n2 holds nothing; in the turn that commits this both come to decide. */
    private void commitsAndEntersTheJointStep() {
        begin();
        holds(leader(GROWING, 0, 2), GROWING.entry(1, 2));
        turnBeginsToEnd(leader(GROWING, 0, 2));
        holds(leader(JOINT, 2, 3), JOINT.entry(1, 3));
        turned(leader(JOINT, 2, 3), 0);
    }

    @Test
    void aCommitIsHeldAgainstTheMembersBeforeTheStepThatFollowsIt() {
        assertDoesNotThrow(this::commitsAndEntersTheJointStep);
    }

    @Test
    void aCommitByTheMembersBeforeTheStepIsFoundOnceTheStepCounts() {
        commitsAndEntersTheJointStep();
        turnBeginsToEnd(leader(JOINT, 2, 3));

        assertThrows(InvariantViolation.class, () -> turned(leader(JOINT, 3, 3), 0));
    }

    /** The step came in this turn, and before the commit. */
    @Test
    void aCommitByTheMembersOfTheTurnBeforeIsFound() {
        begin();
        holds(leader(GROWING, 0, 2), GROWING.entry(1, 2));
        turnBeginsToEnd(leader(GROWING, 0, 2));
        turned(leader(GROWING, 2, 2), 0);
        holds(leader(JOINT, 2, 3), JOINT.entry(1, 3));
        turnBeginsToEnd(leader(JOINT, 2, 3));

        assertThrows(InvariantViolation.class, () -> turned(leader(JOINT, 3, 3), 0));
    }

    /** Three entries were given to be applied, one was. */
    private void appliesOneOfThree() {
        begin();
        holds(leader(ALONE, 0, 3), noOp(2), noOp(3));
        turnBeginsToEnd(leader(ALONE, 0, 3));
        var apply = new Effect.Apply(List.of(noOp(1), noOp(2), noOp(3)));
        invariants.effect(0, new Standing(leader(ALONE, 3, 3)), apply);
        turned(leader(ALONE, 3, 3), 1);
    }

    private void installs(long index) {
        var installed = new Input.SnapshotInstalled(new LogId(1, index), ALONE);
        invariants.input(0, new Standing(leader(ALONE, 3, 3)), installed);
    }

    @Test
    void aSnapshotMayHoldLessThanWhatWaitsToBeApplied() {
        appliesOneOfThree();
        assertDoesNotThrow(() -> installs(2));
    }

    @Test
    void aSnapshotThatTakesTheStateNoFurtherIsFound() {
        appliesOneOfThree();
        assertThrows(InvariantViolation.class, () -> installs(1));
    }

    @Test
    void aStateThatGoesBackIsFound() {
        appliesOneOfThree();
        assertThrows(InvariantViolation.class, () -> turned(leader(ALONE, 3, 3), 0));
    }
}
