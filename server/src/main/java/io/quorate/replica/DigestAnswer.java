package io.quorate.replica;

import io.quorate.replica.digest.DigestStatus;

/** Whoever asked whether the members' states are alike. Called once, on the replica's loop. */
public interface DigestAnswer {

    /** They were compared, or there is nothing to wait for. */
    void compared(DigestStatus status, Standing standing);
}
