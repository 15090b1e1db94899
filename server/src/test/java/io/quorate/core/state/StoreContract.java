package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What every store promises. */
public abstract class StoreContract {

    private static final Bytes FIRST = Bytes.wrap(new byte[] {0});
    private static final Bytes LAST = Bytes.utf8("\u007f\u007f");

    protected Store store;

    /** A fresh store. */
    protected abstract Store open();

    /** The store after a crash of its process: only what was durable is there. */
    protected abstract Store crash(Store crashed);

    /** Makes the store refuse writes, as one does whose flushes and compactions lag behind. */
    protected abstract void stall(Store stalled);

    /** Ends a stall. */
    protected abstract void unstall(Store stalled);

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void showsARowOnceItsBatchIsWritten() {
        StoreBatch batch = store.batch();
        batch.put(Family.LATEST, bytes("k"), bytes("v"));
        assertEquals(Optional.empty(), store.get(Family.LATEST, bytes("k")));
        assertTrue(store.write(batch));
        assertEquals(Optional.of(bytes("v")), store.get(Family.LATEST, bytes("k")));
    }

    @Test
    void keepsFamiliesApart() {
        StoreBatch batch = store.batch();
        for (Family family : Family.values()) {
            batch.put(family, bytes("k"), bytes(family.name()));
        }
        store.write(batch);
        for (Family family : Family.values()) {
            assertEquals(Optional.of(bytes(family.name())), store.get(family, bytes("k")));
            assertEquals(List.of("k=" + family.name()), rows(family));
        }
    }

    @Test
    void joinsAValueOfThreeParts() {
        StoreBatch batch = store.batch();
        batch.put(
                Family.META,
                bytes("k"),
                bytes("head-").slice(0, 4),
                bytes("-body-").slice(1, 5),
                bytes("-tail").slice(1, 5));
        store.write(batch);
        assertEquals(Optional.of(bytes("headbodytail")), store.get(Family.META, bytes("k")));
    }

    @Test
    void holdsAnEmptyValueApartFromNone() {
        put(Family.META, "k", "");
        assertEquals(Optional.of(Bytes.EMPTY), store.get(Family.META, bytes("k")));
        assertEquals(Optional.empty(), store.get(Family.META, bytes("l")));
    }

    @Test
    void letsTheLaterChangeOfABatchWin() {
        StoreBatch batch = store.batch();
        batch.put(Family.LATEST, bytes("a"), bytes("1"));
        batch.delete(Family.LATEST, bytes("a"));
        batch.delete(Family.LATEST, bytes("b"));
        batch.put(Family.LATEST, bytes("b"), bytes("2"));
        batch.put(Family.LATEST, bytes("b"), bytes("3"));
        store.write(batch);
        assertEquals(List.of("b=3"), rows(Family.LATEST));
    }

    @Test
    void deletesARangeButNotItsEnd() {
        for (String key : List.of("a", "b", "bb", "c", "d")) put(Family.CHANGES, key, "1");
        put(Family.HISTORY, "b", "1");
        StoreBatch batch = store.batch();
        batch.deleteRange(Family.CHANGES, bytes("b"), bytes("d"));
        assertTrue(store.write(batch));
        assertEquals(List.of("a=1", "d=1"), rows(Family.CHANGES));
        assertEquals(List.of("b=1"), rows(Family.HISTORY));
        assertEquals(Optional.empty(), store.get(Family.CHANGES, bytes("bb")));
    }

    @Test
    void deletesOfARangeOnlyWhatComesBeforeInTheBatch() {
        put(Family.CHANGES, "a", "1");
        StoreBatch batch = store.batch();
        batch.put(Family.CHANGES, bytes("b"), bytes("2"));
        batch.deleteRange(Family.CHANGES, bytes("a"), bytes("c"));
        batch.put(Family.CHANGES, bytes("b"), bytes("3"));
        store.write(batch);
        assertEquals(List.of("b=3"), rows(Family.CHANGES));
    }

    @Test
    void deletesARangeUnderAViewThatGoesOnToShowIt() {
        put(Family.CHANGES, "a", "1");
        put(Family.CHANGES, "b", "2");
        try (StoreView view = store.view()) {
            StoreBatch batch = store.batch();
            batch.deleteRange(Family.CHANGES, bytes("a"), bytes("c"));
            store.write(batch);
            assertTrue(store.flush());
            assertEquals(Optional.of(bytes("2")), view.get(Family.CHANGES, bytes("b")));
        }
        assertEquals(List.of(), rows(Family.CHANGES));
    }

    @Test
    void keepsADeletedRangeFromComingBackAfterACrash() {
        put(Family.CHANGES, "a", "1");
        put(Family.CHANGES, "b", "2");
        assertTrue(store.flush());
        StoreBatch batch = store.batch();
        batch.deleteRange(Family.CHANGES, bytes("a"), bytes("b"));
        store.write(batch);
        assertTrue(store.flush());
        store = crash(store);
        assertEquals(List.of("b=2"), rows(Family.CHANGES));
    }

    @Test
    void copiesWhatABatchIsGiven() {
        byte[] mine = {'v'};
        StoreBatch batch = store.batch();
        batch.put(Family.META, bytes("k"), Bytes.wrap(mine));
        mine[0] = 'x';
        store.write(batch);
        assertEquals(Optional.of(bytes("v")), store.get(Family.META, bytes("k")));
    }

    @Test
    void takesAClearedBatchAgain() {
        StoreBatch batch = store.batch();
        batch.put(Family.META, bytes("a"), bytes("1"));
        store.write(batch);
        batch.clear();
        batch.put(Family.META, bytes("b"), bytes("2"));
        batch.delete(Family.META, bytes("c"));
        put(Family.META, "a", "3");
        store.write(batch);
        assertEquals(Optional.of(bytes("3")), store.get(Family.META, bytes("a")));
        assertEquals(Optional.of(bytes("2")), store.get(Family.META, bytes("b")));
    }

    @Test
    void takesRowsOfEverySize() {
        var random = new SplittableRandom(7);
        int[] sizes = {0, 1, 127, 128, 16_383, 16_384, 70_000, 1 << 20, 3 << 20};
        StoreBatch batch = store.batch();
        for (int size : sizes) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            batch.put(Family.LATEST, Bytes.wrap(new byte[size / 128 + 1]), Bytes.wrap(value));
        }
        store.write(batch);
        random = new SplittableRandom(7);
        for (int size : sizes) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            Bytes key = Bytes.wrap(new byte[size / 128 + 1]);
            if (size == 1 || size == 0 || size == 127) continue;
            assertEquals(Optional.of(Bytes.wrap(value)), store.get(Family.LATEST, key));
        }
    }

    @Test
    void ordersRowsAsUnsignedBytes() {
        List<Bytes> keys = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            keys.add(Bytes.wrap(new byte[] {(byte) b}));
            keys.add(Bytes.wrap(new byte[] {(byte) b, 0}));
            keys.add(Bytes.wrap(new byte[] {(byte) b, (byte) 0xFF}));
        }
        StoreBatch batch = store.batch();
        for (Bytes key : keys.reversed()) batch.put(Family.HISTORY, key, key);
        store.write(batch);
        List<Bytes> seen = new ArrayList<>();
        try (StoreView view = store.view();
                StoreCursor cursor =
                        view.cursor(Family.HISTORY, FIRST, Bytes.wrap(new byte[] {-1, -1, -1}))) {
            for (; cursor.isValid(); cursor.next()) seen.add(cursor.key());
        }
        assertEquals(keys, seen);
    }

    @Test
    void scansFromABoundUpToAnotherThatIsNotPartOfIt() {
        for (String key : List.of("a", "b", "c", "d")) put(Family.LATEST, key, key);
        try (StoreView view = store.view();
                StoreCursor cursor = view.cursor(Family.LATEST, bytes("b"), bytes("d"))) {
            assertEquals(bytes("b"), cursor.key());
            cursor.next();
            assertEquals(bytes("c"), cursor.value());
            cursor.next();
            assertFalse(cursor.isValid());
            assertThrows(IllegalStateException.class, cursor::key);
        }
    }

    @Test
    void seeksForwardAndBack() {
        for (String key : List.of("a", "c", "e")) put(Family.LATEST, key, key);
        try (StoreView view = store.view();
                StoreCursor cursor = view.cursor(Family.LATEST, bytes("a"), bytes("f"))) {
            cursor.seek(bytes("d"));
            assertEquals(bytes("e"), cursor.key());
            cursor.seek(bytes("f"));
            assertFalse(cursor.isValid());
            cursor.seek(bytes("b"));
            assertEquals(bytes("c"), cursor.key());
        }
    }

    @Test
    void finishesAScanOfNothingAtOnce() {
        put(Family.LATEST, "b", "1");
        try (StoreView view = store.view();
                StoreCursor before = view.cursor(Family.LATEST, bytes("a"), bytes("b"));
                StoreCursor none = view.cursor(Family.LATEST, bytes("c"), bytes("a"))) {
            assertFalse(before.isValid());
            assertFalse(none.isValid());
        }
    }

    @Test
    void freezesAView() {
        put(Family.LATEST, "a", "1");
        put(Family.META, "m", "1");
        try (StoreView view = store.view()) {
            put(Family.LATEST, "a", "2");
            put(Family.LATEST, "b", "2");
            StoreBatch batch = store.batch();
            batch.delete(Family.META, bytes("m"));
            store.write(batch);
            store.flush();
            assertEquals(Optional.of(bytes("1")), view.get(Family.LATEST, bytes("a")));
            assertEquals(Optional.of(bytes("1")), view.get(Family.META, bytes("m")));
            assertEquals(List.of("a=1"), rows(view, Family.LATEST));
        }
        assertEquals(List.of("a=2", "b=2"), rows(Family.LATEST));
    }

    @Test
    void losesWhatWasNotFlushedOfAllFamiliesAlike() {
        StoreBatch batch = store.batch();
        for (Family family : Family.values()) batch.put(family, bytes("k"), bytes("1"));
        store.write(batch);
        store.flush();
        batch.clear();
        for (Family family : Family.values()) batch.put(family, bytes("k"), bytes("2"));
        store.write(batch);
        store = crash(store);
        for (Family family : Family.values()) {
            assertEquals(Optional.of(bytes("1")), store.get(family, bytes("k")));
        }
    }

    @Test
    void readsBackWhatIsDurableAndNotWhatIsWritten() {
        put(Family.META, "k", "1");
        assertEquals(Optional.empty(), store.durable(Family.META, bytes("k")));
        assertTrue(store.flush());
        assertEquals(Optional.of(bytes("1")), store.durable(Family.META, bytes("k")));
        put(Family.META, "k", "2");
        assertEquals(Optional.of(bytes("1")), store.durable(Family.META, bytes("k")));
        assertEquals(Optional.of(bytes("2")), store.get(Family.META, bytes("k")));
        store = crash(store);
        assertEquals(Optional.of(bytes("1")), store.get(Family.META, bytes("k")));
    }

    @Test
    void flushesAFamilyThatNothingWasWrittenTo() {
        put(Family.LATEST, "k", "1");
        store.flush();
        put(Family.META, "k", "2");
        store.flush();
        store.flush();
        store = crash(store);
        assertEquals(Optional.of(bytes("1")), store.get(Family.LATEST, bytes("k")));
        assertEquals(Optional.of(bytes("2")), store.get(Family.META, bytes("k")));
    }

    @Test
    void refusesABatchWholeWhileStalledAndTakesItAfterwards() {
        put(Family.LATEST, "a", "1");
        stall(store);
        StoreBatch batch = store.batch();
        batch.put(Family.LATEST, bytes("a"), bytes("2"));
        batch.put(Family.META, bytes("m"), bytes("2"));
        assertFalse(store.write(batch));
        assertEquals(Optional.of(bytes("1")), store.get(Family.LATEST, bytes("a")));
        assertEquals(Optional.empty(), store.get(Family.META, bytes("m")));
        unstall(store);
        assertTrue(store.write(batch));
        assertEquals(Optional.of(bytes("2")), store.get(Family.LATEST, bytes("a")));
        assertEquals(Optional.of(bytes("2")), store.get(Family.META, bytes("m")));
    }

    @Test
    void weighsWhatItHolds() {
        store.flush();
        long before = store.bytes();
        byte[] value = new byte[100_000];
        new SplittableRandom(3).nextBytes(value);
        StoreBatch batch = store.batch();
        batch.put(Family.LATEST, bytes("k"), Bytes.wrap(value));
        store.write(batch);
        store.flush();
        long grown = store.bytes() - before;
        assertTrue(grown >= 100_000 && grown < 200_000, "grew by " + grown);
    }

    @Test
    void revokesViewsWhenItIsClosed() {
        put(Family.LATEST, "a", "1");
        StoreView view = store.view();
        StoreCursor cursor = view.cursor(Family.LATEST, FIRST, LAST);
        assertTrue(cursor.isValid());
        store.close();
        assertThrows(IllegalStateException.class, () -> view.get(Family.LATEST, bytes("a")));
        assertThrows(IllegalStateException.class, cursor::next);
        assertThrows(IllegalStateException.class, () -> cursor.seek(bytes("a")));
        assertThrows(IllegalStateException.class, store::view);
        assertThrows(IllegalStateException.class, () -> store.get(Family.LATEST, bytes("a")));
        cursor.close();
        view.close();
        store.close();
    }

    protected void put(Family family, String key, String value) {
        StoreBatch batch = store.batch();
        batch.put(family, bytes(key), bytes(value));
        assertTrue(store.write(batch));
    }

    protected static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    private List<String> rows(Family family) {
        try (StoreView view = store.view()) {
            return rows(view, family);
        }
    }

    /** The rows of a family whose keys are letters. */
    private static List<String> rows(StoreView view, Family family) {
        List<String> rows = new ArrayList<>();
        try (StoreCursor cursor = view.cursor(family, bytes("a"), LAST)) {
            for (; cursor.isValid(); cursor.next()) {
                String row = text(cursor.key()) + "=" + text(cursor.value());
                if (!cursor.key().equals(Rows.FORMAT_KEY)) rows.add(row);
            }
        }
        return rows;
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
