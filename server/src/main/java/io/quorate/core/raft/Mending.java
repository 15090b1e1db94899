package io.quorate.core.raft;

import io.quorate.core.engine.Hole;

import java.util.Optional;

/**
 * A server whose journal lost records. It may have voted in any term up to the hole's, and
 * acknowledged entries that it does not hold any more. So it enters the term after, in which it has
 * promised nothing, and until its log reaches into such a term it neither votes nor leads.
 *
 * <p>Why that is enough: a leader of a later term than the hole's was elected without this server,
 * so by Leader Completeness, which holds among the others, it has every entry that was or will be
 * committed with an acknowledgement that was lost. A log that ends with an entry of that leader's
 * term is its log up to there (Log Matching), and has them too. An acknowledgement on the way there
 * claims no more than any: that the entries are on this disk.
 */
final class Mending {

    private final RaftLog log;
    private Optional<Hole> hole;

    Mending(RaftLog log, Optional<Hole> hole) {
        this.log = log;
        this.hole = hole;
    }

    boolean isUnderWay() {
        return hole.isPresent();
    }

    /** The first term in which the server has promised nothing that it may not know of. */
    static long firstTerm(Optional<Hole> hole) {
        return hole.isPresent() ? hole.get().round() + 1 : 0;
    }

    /**
     * Looks how far the log reaches.
     *
     * @return whether the server has just become whole
     */
    boolean ends() {
        if (hole.isEmpty() || log.durableLast().term() <= hole.get().round()) return false;
        hole = Optional.empty();
        return true;
    }
}
