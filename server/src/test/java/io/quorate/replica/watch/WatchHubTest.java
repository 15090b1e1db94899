package io.quorate.replica.watch;

import static io.quorate.replica.watch.WatchedMachine.delete;
import static io.quorate.replica.watch.WatchedMachine.key;
import static io.quorate.replica.watch.WatchedMachine.put;
import static io.quorate.replica.watch.WatchedMachine.range;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.state.Command;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyEvent;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class WatchHubTest {

    private static final long SECOND = 1_000_000_000;
    private static final long SELDOM = 3_600 * SECOND;
    private static final int IDLE = 10_000;

    /** Room for four small events in the ring, two in a sending, three sendings in a turn. */
    private static final WatchLimits TIGHT =
            new WatchLimits(20_000, 320, 160, 8, 3, 1_000, 1, 5 * SECOND);

    private final WatchedMachine machine = new WatchedMachine(TIGHT);

    private RecordingSink watch(String key, long from) {
        var sink = RecordingSink.endless();
        assertTrue(machine.hub.open(key(key), from, SELDOM, sink).isPresent());
        return sink;
    }

    @Test
    void theFirstSendingSaysFromWhereOnChangesAreShown() {
        machine.apply(put("a", "1"), put("a", "2"));
        RecordingSink now = watch("a", 0);
        machine.turn();
        assertEquals(List.of(new Sending(List.of(), 2, 1, 2)), now.sendings());
    }

    @Test
    void aChangeIsSentInTheTurnThatAppliesIt() {
        RecordingSink a = watch("a", 0);
        RecordingSink b = watch("b", 0);
        machine.turn();
        machine.apply(put("a", "1"), put("c", "1"), delete("a"));
        machine.turn();
        assertEquals(machine.all(key("a"), 1), a.events());
        assertEquals(3, a.through());
        assertEquals(1, b.sendings().size());
        assertEquals(0, machine.steps.asked(), "nobody has to read what is recent");
    }

    @Test
    void whoAsksForThePastIsShownItFromTheStoreAndThenGoesOnWithTheRing() {
        for (int i = 0; i < 20; i++) machine.apply(put("a", "" + i));
        RecordingSink a = watch("a", 5);
        machine.settle();
        assertEquals(machine.all(key("a"), 5), a.events());
        machine.apply(put("a", "more"));
        machine.turn();
        assertEquals(machine.all(key("a"), 5), a.events());
        assertEquals(0, machine.steps.asked());
    }

    @Test
    void changesThatAreMadeWhileAPageIsReadAreShownOnceAndInOrder() {
        for (int i = 0; i < 10; i++) machine.apply(put("a", "" + i));
        RecordingSink a = watch("a", 1);
        machine.turn();
        while (machine.steps.asked() > 0) {
            machine.apply(put("a", "during"), put("b", "during"));
            machine.steps.read().ifPresent(machine.hub::take);
            machine.turn();
            if (a.events().size() > 40) break;
        }
        machine.settle();
        assertEquals(machine.all(key("a"), 1), a.events());
    }

    @Test
    void aPageThatWasReadBeforeASnapshotCameGoesOnInItsStore() {
        for (int i = 0; i < 10; i++) machine.apply(put("a", "" + i));
        RecordingSink behind = watch("a", 1);
        RecordingSink idle = watch("a", 0);
        machine.turn();
        WatchSignal page = machine.steps.read().orElseThrow();
        machine.install(put("a", "unseen"), put("a", "too"), delete("a"));
        machine.hub.take(page);
        machine.apply(put("a", "after"));
        machine.settle();
        assertEquals(machine.all(key("a"), 1), behind.events());
        assertEquals(machine.all(key("a"), 11), idle.events());
    }

    @Test
    void aPageThatIsLostWithItsStoreIsReadAgain() {
        for (int i = 0; i < 10; i++) machine.apply(put("a", "" + i));
        RecordingSink a = watch("a", 1);
        machine.turn();
        machine.steps.read();
        machine.hub.take(new WatchSignal.PageLost(1));
        machine.settle();
        assertEquals(machine.all(key("a"), 1), a.events());
    }

    @Test
    void aRevisionThatDoesNotFitIsNotSaidToBeThroughBeforeItIs() {
        for (int i = 0; i < 8; i++) machine.apply(put("k" + i, "value"));
        var sink = RecordingSink.endless();
        machine.hub.open(range("k", "l"), 1, SELDOM, sink);
        machine.settle();
        long through = 0;
        for (Sending sending : sink.sendings()) {
            assertTrue(sending.through() >= through);
            through = sending.through();
            for (KeyEvent event : sending.events()) {
                assertTrue(event.change().revision() <= through, "each is a revision by itself");
            }
        }
        assertEquals(8, through);
    }

    @Test
    void aConsumerThatNeverReadsCostsNobodyAnything() {
        var stuck = new RecordingSink(1);
        machine.hub.open(range("a", "z"), 0, SECOND, stuck);
        RecordingSink reader = watch("a", 0);
        machine.settle();
        for (int i = 0; i < 1_000; i++) {
            machine.hub.tick(i * SECOND, true);
            machine.apply(put("a", "value " + i));
            machine.settle();
            assertTrue(machine.hub.recentBytes() <= TIGHT.recentBytes());
        }
        assertEquals(1, stuck.sendings().size());
        assertEquals(1_000, reader.events().size());
        assertEquals(0, machine.steps.asked());

        stuck.takes(2_000);
        machine.hub.take(new WatchSignal.Ready(1));
        machine.settle();
        assertEquals(machine.all(range("a", "z"), 1), stuck.events());
    }

    @Test
    void aTurnSendsItsShareAndLetsOthersHaveTheLoop() {
        List<RecordingSink> sinks = new ArrayList<>();
        for (int i = 0; i < 10; i++) sinks.add(watch("a", 0));
        machine.settle();
        machine.apply(put("a", "1"));
        for (int sent = 0; sent < 10; sent += TIGHT.sendingsPerTurn()) {
            long before = sinks.stream().filter(sink -> !sink.events().isEmpty()).count();
            assertEquals(sent, before);
            machine.turn();
            assertEquals(sent + TIGHT.sendingsPerTurn() < 10, machine.steps.takeTurn());
        }
        sinks.forEach(sink -> assertEquals(1, sink.events().size()));
    }

    @Test
    void tenThousandIdleWatchesCostAChangeAFewComparisons() {
        for (int i = 0; i < IDLE / 2; i++) watch("idle" + i, 0);
        for (int i = 0; i < IDLE / 2; i++) {
            machine.hub.open(
                    range("idle" + i + "/", "idle" + i + "0"), 0, SELDOM, RecordingSink.endless());
        }
        machine.settle();
        assertEquals(IDLE, machine.hub.watches());
        long before = machine.hub.work();
        int changes = 1_000;
        for (int i = 0; i < changes; i++) machine.apply(put("idle" + i + "x", "1"));
        long each = (machine.hub.work() - before) / changes;
        assertTrue(each < 64, each + " comparisons a change");
        machine.turn();
        assertEquals(false, machine.steps.takeTurn());
    }

    @Test
    void aMarkComesWhenNothingElseDid() {
        var sink = RecordingSink.endless();
        machine.hub.open(key("a"), 0, 10 * SECOND, sink);
        machine.hub.tick(0, true);
        machine.turn();
        machine.apply(put("b", "1"));
        machine.hub.tick(9 * SECOND, true);
        machine.turn();
        assertEquals(1, sink.sendings().size());
        machine.hub.tick(10 * SECOND, true);
        machine.turn();
        assertEquals(new Sending(List.of(), 1, 1, 1), sink.sendings().getLast());

        machine.hub.tick(15 * SECOND, true);
        machine.apply(put("a", "1"));
        machine.turn();
        machine.hub.tick(20 * SECOND, true);
        machine.turn();
        assertEquals(3, sink.sendings().size(), "an event puts the mark off");
        machine.hub.tick(25 * SECOND, true);
        machine.turn();
        assertEquals(4, sink.sendings().size());
    }

    @Test
    void aNodeThatHasHadNoLeaderForLongSendsItsWatchersElsewhere() {
        RecordingSink a = watch("a", 0);
        machine.hub.tick(0, false);
        machine.hub.tick(4 * SECOND, false);
        assertEquals(Optional.empty(), a.end());
        machine.hub.tick(5 * SECOND, false);
        assertEquals(Optional.of(new WatchEnd.NoLeader()), a.end());
        var late = RecordingSink.endless();
        machine.hub.open(key("a"), 0, SELDOM, late);
        assertEquals(Optional.of(new WatchEnd.NoLeader()), late.end());
        machine.hub.tick(6 * SECOND, true);
        assertEquals(Optional.empty(), watch("a", 0).end());
    }

    @Test
    void aDeletedKeyspacesWatchersAreToldWhateverTheyWaitFor() {
        machine.apply(WatchedMachine.makeKeyspace("a"), WatchedMachine.makeKeyspace("b"));
        var ofA = RecordingSink.endless();
        var busy = new RecordingSink(1);
        var ofB = RecordingSink.endless();
        machine.hub.open(WatchedMachine.all(2), 0, SELDOM, ofA);
        machine.hub.open(WatchedMachine.all(2), 1, SELDOM, busy);
        machine.hub.open(WatchedMachine.all(3), 0, SELDOM, ofB);
        machine.settle();
        machine.apply(new Command.Put(2, Bytes.utf8("k"), Bytes.EMPTY));
        machine.settle();
        machine.apply(new Command.DeleteKeyspace(2), WatchedMachine.makeKeyspace("a"));
        machine.settle();
        var deleted = Optional.of(new WatchEnd.KeyspaceDeleted());
        assertEquals(deleted, ofA.end());
        assertEquals(deleted, busy.end());
        assertEquals(Optional.empty(), ofB.end());
        assertEquals(1, machine.hub.watches());
        var late = RecordingSink.endless();
        machine.hub.open(WatchedMachine.all(2), 0, SELDOM, late);
        machine.settle();
        assertEquals(deleted, late.end());
    }

    @Test
    void aKeyspaceThatIsGoneInASnapshotEndsItsWatches() {
        machine.install(WatchedMachine.makeKeyspace("a"));
        var sink = RecordingSink.endless();
        machine.hub.open(WatchedMachine.all(2), 0, SELDOM, sink);
        machine.settle();
        machine.install(new Command.DeleteKeyspace(2));
        machine.settle();
        assertEquals(Optional.of(new WatchEnd.KeyspaceDeleted()), sink.end());
    }

    @Test
    void aStoppingNodeEndsItsWatchesAndBeginsNone() {
        List<RecordingSink> sinks = new ArrayList<>();
        for (int i = 0; i < 10; i++) sinks.add(watch("a", 0));
        machine.hub.stop();
        sinks.add(RecordingSink.endless());
        machine.hub.open(key("a"), 0, SELDOM, sinks.getLast());
        sinks.forEach(sink -> assertEquals(Optional.of(new WatchEnd.Stopping()), sink.end()));
    }

    @Test
    void oneWatchMoreThanThereMayBeIsRefused() {
        var few = new WatchedMachine(new WatchLimits(2, 320, 160, 8, 3, 1_000, 1, SECOND));
        var first = RecordingSink.endless();
        Optional<Long> id = few.hub.open(key("a"), 0, SELDOM, first);
        few.hub.open(key("a"), 0, SELDOM, RecordingSink.endless());
        var third = RecordingSink.endless();
        few.hub.open(key("a"), 0, SELDOM, third);
        assertEquals(Optional.of(new WatchEnd.TooMany()), third.end());
        few.hub.take(new WatchSignal.Closed(id.orElseThrow()));
        var fourth = RecordingSink.endless();
        few.hub.open(key("a"), 0, SELDOM, fourth);
        assertEquals(Optional.empty(), fourth.end());
    }

    @Test
    void aWatchThatIsClosedIsSentNothingMore() {
        RecordingSink a = watch("a", 0);
        machine.turn();
        machine.apply(put("a", "1"));
        machine.hub.take(new WatchSignal.Closed(1));
        machine.settle();
        assertEquals(List.of(), a.events());
        assertEquals(0, machine.hub.watches());
        machine.apply(put("a", "2"));
        RecordingSink again = watch("a", 1);
        machine.settle();
        assertEquals(machine.all(key("a"), 1), again.events());
    }

    @Test
    void aWatchBeginsAtTheRevisionOfACompactionAndNotBefore() {
        for (int i = 0; i < 10; i++) machine.apply(put("a", "" + i));
        machine.compact(4);
        RecordingSink gone = RecordingSink.endless();
        machine.hub.open(key("a"), 3, SELDOM, gone);
        assertEquals(Optional.of(new WatchEnd.Compacted(3, 4)), gone.end());
        RecordingSink there = watch("a", 4);
        machine.settle();
        assertEquals(machine.all(key("a"), 4), there.events());
        assertEquals(7, there.events().size());
    }

    @Test
    void aWatcherWhomCompactionOvertakesIsToldSo() {
        for (int i = 0; i < 10; i++) machine.apply(put("a", "" + i));
        var slow = new RecordingSink(1);
        machine.hub.open(key("a"), 1, SELDOM, slow);
        machine.settle();
        machine.compact(7);
        machine.install(put("a", "10"));
        slow.takes(1);
        machine.hub.take(new WatchSignal.Ready(1));
        machine.settle();
        assertEquals(Optional.of(new WatchEnd.Compacted(1, 7)), slow.end());
    }

    @Test
    void previousValuesAreShownToWhoAsksForThem() {
        var span = key("a").span();
        var asks = new Interest(span, Interest.Kinds.ALL, Interest.Previous.SHOWN);
        var sink = RecordingSink.endless();
        machine.hub.open(asks, 0, SELDOM, sink);
        machine.turn();
        machine.apply(put("a", "1"), put("a", "2"));
        machine.turn();
        List<Optional<Bytes>> previous =
                sink.events().stream()
                        .map(event -> event.previous().map(version -> version.value()))
                        .toList();
        assertEquals(List.of(Optional.empty(), Optional.of(Bytes.utf8("1"))), previous);
        assertEquals(machine.all(asks, 1), sink.events());
    }
}
