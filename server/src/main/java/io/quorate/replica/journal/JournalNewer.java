package io.quorate.replica.journal;

/** The journal was written by a later version of this program, whose format is not known here. */
public final class JournalNewer extends Exception {

    private static final long serialVersionUID = 1L;

    JournalNewer(String file, int version, int known) {
        super(
                "journal file "
                        + file
                        + " has format version "
                        + version
                        + ", this program knows versions up to "
                        + known
                        + ". Nothing was changed. Start the version that wrote it, or a later one");
    }
}
