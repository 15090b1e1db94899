package io.quorate.adapter.rocks;

import java.io.IOException;
import java.nio.file.Path;

/** Why a store cannot be opened. Nothing in its directory was changed. */
public final class CannotOpen extends IOException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** Another process, or another store of this one, has it open. */
        LOCKED,
        /** Files are damaged or missing: it has to be rebuilt from the other members. */
        CORRUPT,
        /** A newer release wrote it. */
        NEWER,
        /** The directory cannot be read or written. */
        NOT_ACCESSIBLE
    }

    private final Reason reason;

    CannotOpen(Reason reason, Path directory, String detail, Throwable cause) {
        super("the store in " + directory + " cannot be opened: " + detail, cause);
        this.reason = reason;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }
}
