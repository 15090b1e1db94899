package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Long histories of few keys, since a way into the past comes at every sixteenth version only. */
class PastTest {

    private static final int ENTRIES = 400;

    private final MemoryStore store = new MemoryStore();
    private final KeyValueMachine machine = new KeyValueMachine(store);
    private final KeyValueModel model = new KeyValueModel();

    @Test
    void findsEveryKeyAtEveryRevision() {
        for (int seed = 1; seed <= 20; seed++) {
            var random = new SplittableRandom(seed);
            int keys = 1 + random.nextInt(4);
            int deletes = random.nextInt(40);
            var past = new PastTest();
            past.apply(keys, deletes, random);
            past.compareAll(keys);
        }
    }

    @Test
    void keepsAWayIntoThePastForOneVersionInSixteen() {
        var random = new SplittableRandom(1);
        apply(1, 0, random);
        assertEquals((ENTRIES - 1) / Past.STRIDE, rows(Family.HISTORY));
        assertEquals(ENTRIES, rows(Family.CHANGES));
    }

    @Test
    void keepsAWayToWhatWasDeleted() {
        apply(put(key(0)), delete(key(0)), put(key(0)));
        assertEquals(1, rows(Family.HISTORY));
        assertTrue(machine.getAt(1, key(0), 1).isPresent());
        assertTrue(machine.getAt(1, key(0), 2).isEmpty());
        assertTrue(machine.getAt(1, key(0), 3).isPresent());
    }

    private void apply(int keys, int deletesInHundred, SplittableRandom random) {
        for (int i = 0; i < ENTRIES; i++) {
            Bytes key = key(random.nextInt(keys));
            apply(random.nextInt(100) < deletesInHundred ? delete(key) : put(key));
        }
    }

    private void compareAll(int keys) {
        try (KeyValueView view = machine.view()) {
            for (long at = 0; at <= machine.revision(); at++) {
                for (int i = 0; i < keys; i++) {
                    var place = new KeyValueModel.Place(1, key(i));
                    assertEquals(model.getAt(place, at), view.getAt(1, key(i), at));
                }
                List<KeyVersion> range;
                try (RangeCursor cursor = view.rangeAt(1, Bytes.EMPTY, Bytes.EMPTY, at)) {
                    range = cursor.next(Long.MAX_VALUE, Integer.MAX_VALUE).versions();
                }
                assertEquals(model.rangeAt(1, Bytes.EMPTY, Bytes.EMPTY, at), range);
            }
        }
    }

    private void apply(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        entries.forEach(model::apply);
        assertTrue(machine.apply(entries).isPresent());
    }

    private int rows(Family family) {
        int rows = 0;
        Bytes end = Bytes.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1});
        try (StoreView view = store.view();
                StoreCursor cursor = view.cursor(family, Bytes.EMPTY, end)) {
            for (; cursor.isValid(); cursor.next()) rows++;
        }
        return rows;
    }

    private static Bytes key(int number) {
        return Bytes.utf8("key" + number);
    }

    private static Command put(Bytes key) {
        return new Command.Put(1, key, Bytes.utf8("value"));
    }

    private static Command delete(Bytes key) {
        return new Command.Delete(1, key);
    }
}
