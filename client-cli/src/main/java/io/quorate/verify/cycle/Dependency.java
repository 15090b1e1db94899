package io.quorate.verify.cycle;

/**
 * Why one transaction comes before another.
 *
 * @param from the number of the first
 * @param to the number of the second
 * @param why in words, of both
 */
record Dependency(int from, int to, Kind kind, String why) {

    /** Adya's kinds of dependency, and time. */
    enum Kind {
        /** The second wrote the version after the first's. */
        WRITE_WRITE,
        /** The second read what the first wrote. */
        WRITE_READ,
        /** The first read the version before the one that the second wrote. */
        READ_WRITE,
        /** The first was answered before the second began. */
        REAL_TIME
    }
}
