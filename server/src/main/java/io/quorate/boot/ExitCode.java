package io.quorate.boot;

/** How {@code kvd} ends. */
public enum ExitCode {
    /** Stopped as it was told to, or only asked for help. */
    DONE(0, "stopped as told, or only help was asked for"),
    /** The data directory or an address cannot be had. */
    CANNOT_START(1, "cannot start: the data directory or an address cannot be had"),
    /** The settings make no sense; nothing was touched. */
    USAGE(2, "the settings make no sense; nothing was touched"),
    /** A broken invariant or a disk that failed: the process stopped to keep its promises. */
    HALTED(3, "halted on a broken invariant or a failed disk; the log says which");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the system is told. */
    public int code() {
        return code;
    }

    /** One line for the help. */
    String meaning() {
        return meaning;
    }
}
