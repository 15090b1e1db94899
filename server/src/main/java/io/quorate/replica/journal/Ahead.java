package io.quorate.replica.journal;

import java.util.Optional;

/** Who prepares one segment ahead, elsewhere, and tries again while the disk has no room. */
public interface Ahead {

    /** Asks for one more. */
    void want();

    /** The segment that is ready, if one is; it is the caller's from then on. */
    Optional<Spare> take();

    /** Whether the last attempt failed. */
    boolean isFailing();
}
