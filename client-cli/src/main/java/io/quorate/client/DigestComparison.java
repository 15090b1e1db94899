package io.quorate.client;

import java.util.List;

/**
 * What the members' states came to, as one entry of the log left them.
 *
 * @param index the entry's; 0 if no states were compared yet
 * @param members what each said
 * @param verdict what follows from that
 * @param isSound whether the member that answered shows its own state
 */
public record DigestComparison(
        Header header, long index, List<MemberDigest> members, Verdict verdict, boolean isSound)
        implements Answer {

    /** What one member said. */
    public enum State {
        /** What its state comes to. */
        TOLD,
        /** That it has found rows that are not what was written. */
        DAMAGED,
        /** Nothing, in time. */
        SILENT,
        /** Something that this client does not know. */
        OTHER
    }

    /** What follows. */
    public enum Verdict {
        /** Nobody is known to differ from another. */
        ALIKE,
        /** Some members' states are not what they should be; they are being replaced. */
        UNSOUND,
        /** States differ, and no majority is alike: nothing is written. */
        DIVIDED,
        /** Something that this client does not know. */
        OTHER
    }

    /**
     * A member's word.
     *
     * @param voter whether it counts where a majority is sought
     * @param revision of its state, if it told what that comes to
     * @param digest 16 bytes, if it told them
     */
    public record MemberDigest(
            String node, boolean voter, State state, long revision, Bytes digest) {}
}
