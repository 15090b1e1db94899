package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestReport.Weight;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What a state machine knows of comparisons, over its restarts and those that a store refuses. */
class LastComparisonTest {

    private static final Said ONE = new Said.Comes(5, new Digest(1, 1));
    private static final Said OTHER = new Said.Comes(5, new Digest(1, 2));

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void aRestartForgetsNeitherWhatWasSaidNorADivision() {
        assertTrue(compare(ONE, OTHER));
        assertDivided();
        assertTrue(compare(ONE, new Said.Silent()));
        assertDivided();
        machine = new KeyValueMachine(store);
        assertDivided();
        assertTrue(machine.isJustCompared());
        assertEquals(reports(ONE, new Said.Silent()), machine.digestReports());
        assertTrue(compare(ONE, ONE));
        assertEquals(new DigestVerdict.Alike(), machine.digestVerdict());
        assertTrue(compare(ONE, new Said.Silent()));
        machine = new KeyValueMachine(store);
        assertEquals(new DigestVerdict.Alike(), machine.digestVerdict());
    }

    @Test
    void whatAStoreDoesNotTakeWasNotSaid() {
        store.stall(true);
        assertFalse(compare(ONE, OTHER));
        assertEquals(DigestReports.NONE, machine.digestReports());
        store.stall(false);
        assertTrue(compare(ONE, new Said.Silent()));
        assertEquals(new DigestVerdict.Alike(), machine.digestVerdict());
    }

    @Test
    void whoeverBeginsAnotherGroupHasSaidNothing() {
        assertTrue(compare(ONE, OTHER));
        assertTrue(machine.beginEpoch());
        assertEquals(DigestReports.NONE, machine.digestReports());
        machine = new KeyValueMachine(store);
        assertEquals(DigestReports.NONE, machine.digestReports());
        assertEquals(new DigestVerdict.Alike(), machine.digestVerdict());
    }

    private void assertDivided() {
        assertInstanceOf(DigestVerdict.Divided.class, machine.digestVerdict());
    }

    private boolean compare(Said first, Said second) {
        Command command = new Command.CompareDigests(reports(first, second));
        long next = machine.applied().index() + 1;
        Entry entry = Entry.command(1, next, CommandCodec.encode(command));
        return machine.apply(List.of(entry)).isPresent();
    }

    private static DigestReports reports(Said first, Said second) {
        return new DigestReports(
                7,
                List.of(
                        new DigestReport(new NodeId("n1"), Weight.VOTER, first),
                        new DigestReport(new NodeId("n2"), Weight.VOTER, second)));
    }
}
