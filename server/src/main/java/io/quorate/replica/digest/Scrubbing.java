package io.quorate.replica.digest;

import io.quorate.core.state.DigestScan;

/** Whoever reads the rows of a store off the loop. */
public interface Scrubbing {

    /** How far a scan has come. */
    enum Progress {
        MORE,
        OVER,
        /** The store was closed. */
        CLOSED
    }

    /** Reads on, so many bytes, and answers with an arrival that {@link Digests} is given. */
    void scrub(DigestScan scan, long bytes);
}
