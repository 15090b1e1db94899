package io.quorate.boot;

import java.io.IOException;
import java.nio.file.Path;

/** A data directory that this node must not, or cannot, use. Nothing in it was changed. */
public final class DataDirectoryRefused extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** There is something at the path that is not a directory. */
        NOT_A_DIRECTORY,
        /** It cannot be made, read or written. */
        NOT_WRITABLE,
        /** It holds files, and none says that it is a data directory. */
        FOREIGN,
        /** It is a node's already, and was to be made. */
        IN_USE,
        /** Another process has it open. */
        LOCKED,
        /** Others may read it, and that cannot be changed. */
        EXPOSED,
        /** It was written by a version after this one. */
        NEWER,
        /** It belongs to another node. */
        ANOTHER_NODE,
        /** It belongs to another cluster. */
        ANOTHER_CLUSTER,
        /** A part of it is missing or unreadable. */
        DAMAGED
    }

    private final Reason reason;

    DataDirectoryRefused(Reason reason, Path directory, String why) {
        super("data directory " + directory + ": " + why);
        this.reason = reason;
    }

    DataDirectoryRefused(Reason reason, Path directory, String why, Throwable cause) {
        super("data directory " + directory + ": " + why, cause);
        this.reason = reason;
    }

    /** Why it is refused. */
    public Reason reason() {
        return reason;
    }
}
