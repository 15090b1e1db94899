package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Event;
import io.quorate.core.session.Floor;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.MemoryStore;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** When a read is served, and when it is told why not, by a clock that the test moves. */
final class ReadsTest {

    private static final long MS = 1_000_000;
    private static final long LONG = Long.MAX_VALUE;
    private static final NodeId LEADER = new NodeId("n1");

    private Floor here = new Floor(1, 10);
    private long now = 7_000 * MS;
    private final List<Failure> observed = new ArrayList<>();
    private final Reads reads = new Reads(new Here(), new Observed());

    /** What a read came to: where the state stood, or why not; empty while it waits. */
    private static final class Record implements ReadAnswer {

        private final List<Object> answers = new ArrayList<>();

        @Override
        public void serve(KeyValueMachine state, Standing standing) {
            answers.add(standing);
        }

        @Override
        public void failed(Failure failure) {
            answers.add(failure);
        }
    }

    private final class Here implements Reads.Server {

        private final KeyValueMachine state = new KeyValueMachine(new MemoryStore());

        @Override
        public Standing standing() {
            return new Standing(3, here);
        }

        @Override
        public void serve(ReadAnswer answer, Standing shown) {
            answer.serve(state, shown);
        }

        @Override
        public Optional<NodeId> leader() {
            return Optional.of(LEADER);
        }
    }

    private final class Observed implements Observer {

        @Override
        public void event(Event event) {}

        @Override
        public void applied(int entries, long appliedIndex) {}

        @Override
        public void storeStalled() {}

        @Override
        public void failed(Failure failure, int requests) {
            throw new AssertionError("no write failed");
        }

        @Override
        public void readsFailed(Failure failure, int reads) {
            observed.add(failure);
        }
    }

    private List<Object> session(Floor floor, long waitNanosMax) {
        var read = new Record();
        reads.take(now, new Arrival.ReadSession(floor, waitNanosMax, read));
        return read.answers;
    }

    private List<Object> bounded(long millis) {
        var read = new Record();
        reads.take(now, new Arrival.ReadBounded(millis * MS, read));
        return read.answers;
    }

    private List<Object> shown() {
        return List.of(new Standing(3, here));
    }

    private List<Object> shownWithin(long millis) {
        return List.of(new Standing(3, here, millis * MS));
    }

    /** An index is asked for, confirmed so much later, and applied. */
    private void round(long ticket, long millis) {
        assertEquals(OptionalLong.of(ticket), reads.ask(now));
        now += millis * MS;
        reads.confirmed(ticket, 100);
        reads.applied(100);
    }

    @Test
    void aSessionWhoseFloorIsReachedIsServedAtOnceAndAsksNobody() {
        assertEquals(shown(), session(new Floor(1, 10), LONG));
        assertEquals(shown(), session(new Floor(1, 0), LONG));
        assertEquals(OptionalLong.empty(), reads.ask(now));
    }

    @Test
    void aSessionIsServedAsSoonAsItsFloorIsReachedWhateverTheLeaderSays() {
        List<Object> eleven = session(new Floor(1, 11), LONG);
        List<Object> thirteen = session(new Floor(1, 13), LONG);
        assertEquals(OptionalLong.of(1), reads.ask(now));
        assertEquals(2, reads.size(), "the round is nobody's request");
        assertEquals(OptionalLong.empty(), reads.ask(now), "one round for both");
        here = new Floor(1, 12);
        reads.applied(50);
        assertEquals(shown(), eleven);
        assertEquals(List.of(), thirteen);
        reads.refused(1, new Failure.NotConfirmed());
        assertEquals(List.of(), thirteen, "it waits for the floor, not for the leader");
        here = new Floor(1, 13);
        reads.applied(51);
        assertEquals(shown(), thirteen);
        assertEquals(0, reads.size());
    }

    @Test
    void whoWaitsInVainIsToldWhoIsBetter() {
        List<Object> patient = session(new Floor(1, 11), LONG);
        List<Object> hasty = session(new Floor(1, 12), 20 * MS);
        now += 20 * MS;
        reads.tick(now);
        var better = Optional.of(LEADER);
        assertEquals(List.of(new Failure.Behind(new Floor(1, 12), here, better)), hasty);
        assertEquals(List.of(), patient);
        now += FloorReads.WAIT_NANOS_MAX;
        reads.tick(now);
        assertEquals(List.of(new Failure.Behind(new Floor(1, 11), here, better)), patient);
        assertEquals(2, observed.size());
        reads.ask(now);
        round2();
        assertEquals(1, patient.size());
    }

    private void round2() {
        reads.confirmed(1, 100);
        reads.applied(100);
    }

    @Test
    void aFloorThatNoAnswerCanHaveMadeIsRefusedAfterOneRound() {
        List<Object> forged = session(new Floor(1, 11), LONG);
        assertEquals(OptionalLong.of(1), reads.ask(now));
        List<Object> later = session(new Floor(1, 12), LONG);
        reads.confirmed(1, 100);
        reads.applied(99);
        assertEquals(List.of(), forged, "what was committed is not applied yet");
        reads.applied(100);
        assertEquals(List.of(new Failure.FutureFloor(new Floor(1, 11), here)), forged);
        assertEquals(List.of(), later, "it came after the round began");
        round(2, 1);
        assertEquals(List.of(new Failure.FutureFloor(new Floor(1, 12), here)), later);
    }

    @Test
    void aFloorOfAnotherEpochIsRefused() {
        Floor before = new Floor(0, 3);
        assertEquals(
                List.of(new Failure.OtherEpoch(before, here)), session(before, LONG), "at once");
        Floor later = new Floor(2, 3);
        List<Object> ahead = session(later, LONG);
        assertEquals(List.of(), ahead, "this node may be the one that has not heard of it");
        round(1, 1);
        assertEquals(List.of(new Failure.OtherEpoch(later, here)), ahead);
    }

    @Test
    void aNodeThatIsFilledWithARestoredStateServesItsSessions() {
        here = new Floor(0, 0);
        List<Object> waits = session(new Floor(1, 12), LONG);
        List<Object> old = session(new Floor(0, 5), LONG);
        here = new Floor(1, 12);
        reads.applied(100);
        assertEquals(shown(), waits);
        assertEquals(List.of(new Failure.OtherEpoch(new Floor(0, 5), here)), old);
    }

    @Test
    void soManyWaitAndNoMore() {
        for (int i = 0; i < FloorReads.WAITING_MAX; i++) {
            assertEquals(List.of(), session(new Floor(1, 11), LONG));
        }
        Failure behind = new Failure.Behind(new Floor(1, 11), here, Optional.of(LEADER));
        assertEquals(List.of(behind), session(new Floor(1, 11), LONG));
        assertEquals(FloorReads.WAITING_MAX, reads.size());
    }

    @Test
    void aBoundedReadIsServedAsALinearizableOneIfNothingIsKnown() {
        List<Object> read = bounded(60_000);
        assertEquals(List.of(), read);
        round(1, 40);
        assertEquals(shownWithin(0), read);
    }

    /** The round may have taken long: what it confirmed is as old as its beginning. */
    @Test
    void freshnessCountsFromBeforeTheRound() {
        bounded(1);
        round(1, 40);
        assertEquals(shownWithin(40), bounded(40));
        assertEquals(OptionalLong.empty(), reads.ask(now));
        List<Object> stricter = bounded(39);
        assertEquals(List.of(), stricter);
        round(2, 5);
        assertEquals(shownWithin(0), stricter);
        now += 10 * MS;
        assertEquals(shownWithin(15), bounded(15));
    }

    @Test
    void aConfirmedIndexThatIsNotAppliedMakesNothingFresh() {
        List<Object> read = bounded(1_000);
        reads.ask(now);
        reads.confirmed(1, 100);
        reads.applied(99);
        assertEquals(List.of(), read);
        assertEquals(List.of(), bounded(1_000));
        reads.applied(100);
        assertEquals(shownWithin(0), read);
    }

    @Test
    void anOlderRoundThatEndsLateTakesNoFreshnessAway() {
        bounded(1);
        reads.ask(now);
        now += 30 * MS;
        bounded(1);
        reads.ask(now);
        reads.confirmed(2, 100);
        reads.applied(100);
        reads.confirmed(1, 90);
        reads.applied(100);
        assertEquals(shownWithin(0), bounded(0));
    }

    @Test
    void aLinearizableReadMakesFreshToo() {
        reads.take(now, new Arrival.Read(Arrival.Level.LINEARIZABLE, new Record()));
        round(1, 3);
        assertEquals(shownWithin(3), bounded(10));
    }

    /** Its caller has given up, and would find the place taken by a read that nobody waits for. */
    @Test
    void aReadThatAStalledStoreHoldsUpIsToldInTime() {
        var read = new Record();
        reads.take(now, new Arrival.Read(Arrival.Level.LINEARIZABLE, read));
        reads.ask(now);
        reads.confirmed(1, 100);
        reads.applied(99);
        now += PendingReads.WAIT_NANOS_MAX - 1;
        reads.tick(now);
        assertEquals(List.of(), read.answers);
        reads.tick(++now);
        assertEquals(List.of(new Failure.Overloaded("store")), read.answers);
        assertEquals(List.of(new Failure.Overloaded("store")), observed);
        assertEquals(0, reads.size());
        reads.applied(100);
        assertEquals(1, read.answers.size());
    }

    @Test
    void allWhoWaitAreToldWhenItStops() {
        List<Object> one = session(new Floor(1, 11), LONG);
        List<Object> two = bounded(5);
        reads.refuseAll(new Failure.ShuttingDown());
        assertEquals(List.of(new Failure.ShuttingDown()), one);
        assertEquals(List.of(new Failure.ShuttingDown()), two);
        assertEquals(0, reads.size());
    }
}
