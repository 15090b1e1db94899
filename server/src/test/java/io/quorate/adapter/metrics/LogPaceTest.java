package io.quorate.adapter.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LogPaceTest {

    private static final long SECOND = 1_000_000_000L;

    private final LogPace pace = new LogPace();

    @Test
    void whoHasAllLacksNothing() {
        assertEquals(0, pace.secondsSince(0, SECOND));
        assertEquals(0, pace.bytesSince(0));
        pace.note(SECOND, 10, 1_000);
        assertEquals(0, pace.secondsSince(10, 9 * SECOND));
        assertEquals(0, pace.bytesSince(10));
    }

    @Test
    void aLagCountsFromWhenTheFirstMissingEntryCame() {
        pace.note(1 * SECOND, 10, 1_000);
        pace.note(2 * SECOND, 20, 3_000);
        pace.note(3 * SECOND, 30, 7_000);
        assertEquals(2, pace.secondsSince(10, 4 * SECOND));
        assertEquals(2, pace.secondsSince(19, 4 * SECOND));
        assertEquals(1, pace.secondsSince(20, 4 * SECOND));
        assertEquals(6_000, pace.bytesSince(10));
        assertEquals(4_000, pace.bytesSince(20));
    }

    @Test
    void whatIsCutOffIsForgotten() {
        pace.note(1 * SECOND, 10, 1_000);
        pace.note(2 * SECOND, 20, 3_000);
        pace.note(3 * SECOND, 15, 4_000);
        assertEquals(1, pace.secondsSince(10, 4 * SECOND), "since 11 is there again");
    }

    @Test
    void momentsAreApart() {
        assertTrue(pace.isDue(0));
        pace.note(0, 1, 1);
        assertFalse(pace.isDue(LogPace.APART_NANOS - 1));
        assertTrue(pace.isDue(LogPace.APART_NANOS));
    }

    @Test
    void aLogThatStandsStillIsLookedAtNoMoreOften() {
        pace.note(0, 1, 1);
        pace.note(LogPace.APART_NANOS, 1, 1);
        assertFalse(pace.isDue(2 * LogPace.APART_NANOS - 1));
        assertEquals(1, pace.secondsSince(0, SECOND), "and has been as long since the first look");
    }

    @Test
    void theFarPastIsToldRoughlyAndTheRecentOneClosely() {
        int moments = 20 * LogPace.MOMENTS_MAX;
        for (int i = 1; i <= moments; i++) pace.note(i * SECOND, i, 100L * i);
        long now = moments * SECOND;
        assertEquals(10, pace.secondsSince(moments - 11, now));
        assertEquals(1_000, pace.bytesSince(moments - 10));
        double farBack = pace.secondsSince(moments / 2, now);
        assertEquals(moments / 2.0, farBack, moments / 20.0);
    }
}
