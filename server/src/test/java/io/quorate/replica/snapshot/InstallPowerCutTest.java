package io.quorate.replica.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.MemoryDisk;
import io.quorate.replica.journal.MemoryDisk.Kept;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The power goes at every operation of a transfer and an install, and again at every operation of
 * the restart: the state is the one before or the one after, whole, and once an install was
 * answered it is the one after (pitfalls 61 and 68).
 */
class InstallPowerCutTest {

    private static final String OLD = "old value 3";
    private static final String NEW = "new value 3";

    private final Donor donor = donor();
    private final Manifest manifest = manifest();

    private static Donor donor() {
        try {
            var states = new MemoryStates(1);
            return new Donor(StateShelf.open(states, states)).puts("x", 20).puts("new", 40);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Manifest manifest() {
        try {
            return donor.shelf.take().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How far the install came before the power went. */
    private enum Came {
        NOT_INSTALLED,
        INSTALLED
    }

    private static MemoryStates begun() throws Exception {
        var states = new MemoryStates(2);
        try (StateShelf shelf = StateShelf.open(states, states)) {
            new Donor(shelf).puts("old", 10);
            assertTrue(shelf.flush());
        }
        return states;
    }

    private Came installUntilPowerIsCut(MemoryStates states) throws Exception {
        Came came = Came.NOT_INSTALLED;
        try {
            StateShelf shelf = StateShelf.open(states, states);
            donor.give(manifest, shelf);
            assertEquals(Optional.empty(), shelf.finish(manifest.id()));
            shelf.install(manifest.id());
            came = Came.INSTALLED;
            shelf.retire();
        } catch (MemoryDisk.PowerCut cut) {
            return came;
        }
        return came;
    }

    @Test
    void theStateIsTheOneBeforeOrTheOneAfterWhenThePowerGoes() throws Exception {
        MemoryStates whole = begun();
        long first = whole.operations();
        assertEquals(Came.INSTALLED, installUntilPowerIsCut(whole));
        long operations = whole.operations();
        assertTrue(operations - first > 20, "only " + (operations - first) + " operations");
        for (long cut = first + 1; cut <= operations; cut++) {
            for (Kept kept : Kept.values()) {
                MemoryStates states = begun();
                states.cutPowerAt(cut);
                Came came = installUntilPowerIsCut(states);
                states.losePower(kept);
                String where = "cut at " + cut + " of " + operations + ", kept " + kept;
                cutPowerInRestart(states, cut);
                check(states, came, where);
            }
        }
    }

    private static void cutPowerInRestart(MemoryStates states, long cut) throws Exception {
        states.cutPowerAt(states.operations() + 1 + cut % 4);
        try {
            StateShelf.open(states, states);
        } catch (MemoryDisk.PowerCut again) {
            states.losePower(Kept.values()[(int) (cut % Kept.values().length)]);
            return;
        }
        states.losePower(Kept.NOTHING);
    }

    private void check(MemoryStates states, Came came, String where) throws Exception {
        StateShelf shelf = StateShelf.open(states, states);
        var state = new KeyValueMachine(shelf.live());
        Optional<Bytes> old = Donor.get(state, "old3");
        Optional<Bytes> installed = Donor.get(state, "new3");
        if (installed.isPresent()) {
            assertEquals(Optional.of(Bytes.utf8(NEW)), installed, where);
            assertEquals(Optional.empty(), old, where);
            assertEquals(manifest.applied(), state.applied(), where);
        } else {
            assertEquals(Came.NOT_INSTALLED, came, where);
            assertEquals(Optional.of(Bytes.utf8(OLD)), old, where);
            assertEquals(10, state.applied().index(), where);
            donor.give(manifest, shelf);
            assertEquals(Optional.empty(), shelf.finish(manifest.id()), where);
            var now = new KeyValueMachine(shelf.install(manifest.id()));
            shelf.retire();
            assertEquals(manifest.applied(), now.applied(), where);
        }
        assertEquals(1, states.directories().size(), where + ": " + states.directories());
        assertEquals(List.of(), leftovers(states), where);
    }

    private static List<String> leftovers(MemoryStates states) throws IOException {
        return states.root().list().stream()
                .map(Disk.Name::name)
                .filter(name -> !name.startsWith(states.directories().getFirst()))
                .toList();
    }
}
