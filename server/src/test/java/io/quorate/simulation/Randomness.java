package io.quorate.simulation;

import java.util.SplittableRandom;

/**
 * What a seed says: one generator for each component, so that a draw more in one of them leaves the
 * others' draws as they are.
 */
final class Randomness {

    private final long seed;

    Randomness(long seed) {
        this.seed = seed;
    }

    /** The generator of a component, which asks for it once. */
    SplittableRandom of(String component) {
        return new SplittableRandom(mix(seed ^ mix(component.hashCode())));
    }

    /** The generator of one of several alike components. */
    SplittableRandom of(String component, int number) {
        return new SplittableRandom(mix(mix(seed ^ mix(component.hashCode())) + number));
    }

    /** Scatters the bits of a number (Stafford's variant 13, as in SplittableRandom). */
    static long mix(long number) {
        long z = number + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number between two, each power of two of it as likely as any other. */
    static long logarithmic(SplittableRandom random, long from, long to) {
        double low = StrictMath.log((double) from);
        double high = StrictMath.log((double) to);
        double drawn = low + random.nextDouble() * (high - low);
        return Math.max(from, Math.min(to, (long) StrictMath.exp(drawn)));
    }

    /** A time to wait for something that happens this often on average, at any time alike. */
    static long exponential(SplittableRandom random, long mean) {
        return 1 + (long) (-(double) mean * StrictMath.log(1 - random.nextDouble()));
    }
}
