package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TenureTest {

    private static final Tenure TENURE = new Tenure(7, 600);

    @Test
    void isKeptEvenIfOneTimeIsInVain() {
        long secondTime = 2 * TENURE.pauseNanos() + TENURE.patienceNanos();
        assertTrue(secondTime <= TENURE.ttlNanos(), "heard of only after " + secondTime);
    }

    @Test
    void isOverWhenTheClusterDoesNotKnowTheClientAndNotBefore() {
        assertTrue(Tenure.isOver(Reason.CLIENT_UNKNOWN));
        assertFalse(Tenure.isOver(Reason.DEADLINE_PASSED));
        assertFalse(Tenure.isOver(Reason.NO_LEADER));
    }
}
