package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

class LatestCacheTest {

    @Test
    void keepsEveryRowWhileThereIsRoom() {
        var cache = new LatestCache(1 << 20);
        for (int i = 0; i < 1_000; i++) cache.put(key(i), bytes("head" + i), bytes("tail"));
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Optional.of(bytes("head" + i + "tail")), cache.get(key(i)));
        }
        assertEquals(Optional.empty(), cache.get(key(1_000)));
    }

    @Test
    void overwritesARowThatFitsInItsPlace() {
        var cache = new LatestCache(4 << 10);
        for (int i = 0; i < 16; i++) cache.put(key(i), bytes("0123456789"), Bytes.EMPTY);
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 16; i++) cache.put(key(i), bytes("abc"), bytes("" + round));
        }
        for (int i = 0; i < 16; i++) {
            assertEquals(Optional.of(bytes("abc99")), cache.get(key(i)));
        }
    }

    @Test
    void forgetsTheOldestRowsFirst() {
        var cache = new LatestCache(64 << 10);
        Bytes row = Bytes.wrap(new byte[1_000]);
        for (int i = 0; i < 1_000; i++) cache.put(key(i), row, Bytes.EMPTY);
        for (int i = 0; i < 900; i++) assertEquals(Optional.empty(), cache.get(key(i)));
        for (int i = 950; i < 1_000; i++) assertEquals(Optional.of(row), cache.get(key(i)));
    }

    @Test
    void doesNotKeepARowThatWouldPushOutTooMuch() {
        var cache = new LatestCache(64 << 10);
        cache.put(key(1), bytes("small"), Bytes.EMPTY);
        cache.put(key(2), Bytes.wrap(new byte[32 << 10]), Bytes.EMPTY);
        assertEquals(Optional.of(bytes("small")), cache.get(key(1)));
        assertEquals(Optional.empty(), cache.get(key(2)));
        cache.put(key(1), Bytes.wrap(new byte[32 << 10]), Bytes.EMPTY);
        assertEquals(Optional.empty(), cache.get(key(1)));
    }

    /** Colliding under the hash of {@link Bytes}: "Aa" and "BB" have one hash, and so on. */
    @Test
    void survivesKeysThatAreChosenToCollide() {
        var cache = new LatestCache(1 << 20);
        for (int i = 0; i < 1 << 10; i++) cache.put(colliding(i), bytes("" + i), Bytes.EMPTY);
        assertTrue(cache.size() <= 8, "holds " + cache.size());
        for (int i = 0; i < 1 << 10; i++) {
            Optional<Bytes> found = cache.get(colliding(i));
            if (found.isPresent()) assertEquals(bytes("" + i), found.get());
        }
        assertEquals(Optional.of(bytes("1023")), cache.get(colliding(1_023)));
    }

    /** What it holds is always what was put last; whatever else happened to the ring. */
    @Test
    void neverHoldsAnythingButTheLastRow() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            var cache = new LatestCache(random.nextInt(1 << 10, 1 << (11 + random.nextInt(6))));
            Map<Bytes, Bytes> model = new TreeMap<>();
            int keys = 1 + random.nextInt(200);
            int rowBytesMax = 1 + random.nextInt(200);
            for (int step = 0; step < 3_000; step++) {
                Bytes key = key(random.nextInt(keys));
                switch (random.nextInt(8)) {
                    case 0 -> {
                        cache.remove(key);
                        model.remove(key);
                    }
                    case 1, 2, 3 -> {
                        Optional<Bytes> found = cache.get(key);
                        if (found.isPresent()) {
                            assertEquals(model.get(key), found.get(), "seed " + seed);
                        }
                    }
                    default -> {
                        byte[] row = new byte[random.nextInt(rowBytesMax)];
                        random.nextBytes(row);
                        Bytes whole = Bytes.wrap(row);
                        int middle = random.nextInt(row.length + 1);
                        cache.put(key, whole.slice(0, middle), whole.slice(middle, row.length));
                        model.put(key, whole);
                    }
                }
                if (step % 250 == 0) compare(cache, model, keys, seed);
            }
        }
    }

    private static void compare(LatestCache cache, Map<Bytes, Bytes> model, int keys, long seed) {
        int found = 0;
        for (int i = 0; i < keys; i++) {
            Optional<Bytes> row = cache.get(key(i));
            if (row.isEmpty()) continue;
            assertEquals(model.get(key(i)), row.get(), "seed " + seed);
            found++;
        }
        assertEquals(cache.size(), found, "seed " + seed);
    }

    private static Bytes key(int number) {
        return bytes("key-" + number);
    }

    private static Bytes colliding(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 10; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return bytes(text.toString());
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }
}
