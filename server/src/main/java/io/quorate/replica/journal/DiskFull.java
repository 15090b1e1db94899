package io.quorate.replica.journal;

import java.io.IOException;

/** The disk has no room for what was asked of it. */
public final class DiskFull extends IOException {

    private static final long serialVersionUID = 1L;

    public DiskFull(String what, Throwable cause) {
        super(what, cause);
    }
}
