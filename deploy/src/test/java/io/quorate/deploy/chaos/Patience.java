package io.quorate.deploy.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting: for a claim, with a deadline, or for a fault to have lasted. */
final class Patience {

    /** Far more than anything here takes: it says that nothing moves, not that it is slow. */
    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private static final long POLL_MILLIS = 50;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Patience() {}

    /** Waits until a claim is true. */
    static void await(String claim, BooleanSupplier isTrue) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!isTrue.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + DEADLINE + ": " + claim);
            }
            pass(Duration.ofMillis(POLL_MILLIS));
        }
    }

    /** Lets some time pass. */
    static void pass(Duration time) {
        try {
            if (NEVER.await(time.toNanos(), TimeUnit.NANOSECONDS)) throw new AssertionError();
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted", stopped);
        }
    }
}
