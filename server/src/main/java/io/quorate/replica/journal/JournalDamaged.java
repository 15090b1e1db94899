package io.quorate.replica.journal;

/**
 * The journal is not what was written, and no power cut explains it. Nothing was cut or changed:
 * the node must not vote or acknowledge on what is left of it.
 */
public final class JournalDamaged extends Exception {

    private static final long serialVersionUID = 1L;

    private JournalDamaged(String message) {
        super(message);
    }

    /**
     * Says what is wrong where, and what an operator can do.
     *
     * @param offset where in the file, in bytes
     */
    static JournalDamaged at(String file, long offset, String what) {
        return new JournalDamaged(
                "journal file " + file + ", offset " + offset + ": " + what + ". " + WHAT_TO_DO);
    }

    /** Says what is wrong with the journal as a whole. */
    static JournalDamaged because(String what) {
        return new JournalDamaged("journal: " + what + ". " + WHAT_TO_DO);
    }

    private static final String WHAT_TO_DO =
            "Nothing was changed. Keep a copy of the data directory, then restore this file from"
                    + " the same disk if it was moved, or remove this member from the cluster and"
                    + " add it again under a new id with an empty data directory";
}
