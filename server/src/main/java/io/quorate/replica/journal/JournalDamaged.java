package io.quorate.replica.journal;

import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;

import java.util.List;

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

    /** It is empty beside a state machine that is not. */
    static JournalDamaged lost(GroupId group, LogId base) {
        return because(
                "nothing was ever written to it, and the state machine of group "
                        + group.value()
                        + " has applied "
                        + base.index()
                        + " entries: it was lost, and with it what this node promised");
    }

    /** Between the state machine and what it holds of the log entries are missing. */
    static JournalDamaged beginsBehind(GroupId group, long released, LogId base) {
        return because(
                "group "
                        + group.value()
                        + " begins behind entry "
                        + released
                        + ", and its state machine has durably applied only "
                        + base.index());
    }

    /** What it lost no other member can give back. */
    static JournalDamaged beyondRepair(List<String> holes) {
        return because("no other voter can repair it: " + String.join("; ", holes));
    }

    private static JournalDamaged because(String what) {
        return new JournalDamaged("journal: " + what + ". " + WHAT_TO_DO);
    }

    private static final String WHAT_TO_DO =
            "No segment was changed. Keep a copy of the data directory, then restore this file from"
                    + " the same disk if it was moved, or remove this member from the cluster and"
                    + " add it again under a new id with an empty data directory";
}
