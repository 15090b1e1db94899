package io.quorate.replica.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.state.KeySpan;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

class SpansTest {

    private static final int RUNS = 300;
    private static final int IDLE = 10_000;

    private final Spans<Long> spans = new Spans<>();

    @Test
    void findsWhatAListOfAllSpansWouldFind() {
        for (long seed = 1; seed <= RUNS; seed++) {
            var random = new SplittableRandom(seed);
            var found = new Spans<Long>();
            var all = new TreeMap<Long, KeySpan>();
            for (long step = 1; step <= 200; step++) {
                if (random.nextInt(3) > 0 || all.isEmpty()) {
                    KeySpan span = anySpan(random);
                    all.put(step, span);
                    found.add(span, step, step);
                } else {
                    long number = all.ceilingKey(random.nextLong(all.lastKey() + 1));
                    found.remove(all.remove(number), number);
                }
                compare(found, all, row(random), "seed " + seed + ", step " + step);
            }
        }
    }

    private static void compare(
            Spans<Long> found, TreeMap<Long, KeySpan> all, Bytes row, String where) {
        List<Long> expected = new ArrayList<>();
        all.forEach(
                (number, span) -> {
                    if (span.contains(row)) expected.add(number);
                });
        List<Long> given = new ArrayList<>();
        found.find(row, given::add);
        given.sort(Long::compare);
        assertEquals(expected, given, where);
    }

    @Test
    void aKeyInNoneOfTenThousandTakesAFewSteps() {
        for (long i = 0; i < IDLE; i++) spans.add(prefix("idle/" + i + "/"), i, i);
        spans.find(rowOf("other/key"), _ -> {});
        spans.find(rowOf("idle/5000x"), _ -> {});
        assertTrue(spans.visited() < 200, "visited " + spans.visited());
    }

    @Test
    void tenThousandOfOneSpanAreAllFoundAndThenNone() {
        for (long i = 0; i < IDLE; i++) spans.add(prefix("a/"), i, i);
        List<Long> found = new ArrayList<>();
        spans.find(rowOf("a/b"), found::add);
        assertEquals(IDLE, found.size());
        for (long i = 0; i < IDLE; i++) spans.remove(prefix("a/"), i);
        spans.find(rowOf("a/b"), number -> assertEquals(-1, number));
    }

    private static KeySpan anySpan(SplittableRandom random) {
        Bytes one = key(random);
        Bytes other = random.nextInt(8) == 0 ? Bytes.EMPTY : key(random);
        return KeySpan.ofRange(1, one, other);
    }

    private static KeySpan prefix(String prefix) {
        String end = prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
        return KeySpan.ofRange(1, Bytes.utf8(prefix), Bytes.utf8(end));
    }

    private static Bytes key(SplittableRandom random) {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) key[i] = (byte) random.nextInt(6);
        return Bytes.wrap(key);
    }

    private static Bytes row(SplittableRandom random) {
        return KeySpan.ofKey(1, key(random)).from();
    }

    private static Bytes rowOf(String key) {
        return KeySpan.ofKey(1, Bytes.utf8(key)).from();
    }
}
