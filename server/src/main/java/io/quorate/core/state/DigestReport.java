package io.quorate.core.state;

import io.quorate.core.NodeId;

/** What one member says of its state as an entry left it. */
public record DigestReport(NodeId node, Weight weight, Said said) {

    /** Whether a member counts where a majority is sought. */
    public enum Weight {
        VOTER,
        LEARNER
    }

    /** What a member says. */
    public sealed interface Said {

        /** Its state comes to this. */
        record Comes(long revision, Digest digest) implements Said {}

        /** It has found rows that are not what was written. */
        record Damaged() implements Said {}

        /** Nothing was heard of it in time. */
        record Silent() implements Said {}
    }
}
