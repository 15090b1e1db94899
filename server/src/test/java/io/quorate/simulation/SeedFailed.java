package io.quorate.simulation;

/** A seed in whose run something did not hold that must. */
public final class SeedFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final long seed;

    SeedFailed(long seed, long nowNanos, Throwable cause) {
        super("seed " + seed + " at " + nowNanos / 1_000_000 + " ms: " + cause, cause);
        this.seed = seed;
    }

    /** Which one. */
    long seed() {
        return seed;
    }
}
