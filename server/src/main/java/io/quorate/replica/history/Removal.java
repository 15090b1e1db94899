package io.quorate.replica.history;

import io.quorate.core.state.ChangeId;
import io.quorate.core.state.ForgottenPage;
import io.quorate.core.state.ForgottenStretch;
import io.quorate.core.state.KeyValueMachine;

/**
 * Removes the rows of the past that is given up, by and by: a page is read off the loop, and its
 * rows are removed on it in a small batch; then the loop belongs to others for a while. What a
 * crash or a snapshot leaves over is found by the next walk, which begins at the first change that
 * is there.
 *
 * <p>Owned by the replica's loop.
 */
public final class Removal {

    private final KeyValueMachine state;
    private final HistoryReads reads;
    private final HistoryLimits limits;

    private long installs;
    private long removed;
    private ChangeId stretchBegin = ChangeId.first(0);
    private ChangeId next = ChangeId.first(0);
    private int stretchRows;
    private boolean isReading;
    private long notBeforeNanos = Long.MIN_VALUE;
    private long rows;

    public Removal(KeyValueMachine state, HistoryReads reads, HistoryLimits limits) {
        this.state = state;
        this.reads = reads;
        this.limits = limits;
    }

    /** How far it is. */
    public HistoryStatus status() {
        return new HistoryStatus(state.compactedRevision(), removed, rows);
    }

    /** Time went on: the next page, if one is due. */
    public void tick(long nowNanos) {
        if (isReading || nowNanos < notBeforeNanos) return;
        if (removed >= state.compactedRevision()) return;
        isReading = true;
        notBeforeNanos = nowNanos + limits.pageNanos();
        reads.read(new PageWork(installs, state.view(), next, limits.pageRows()));
    }

    /** A page was read. One of a state that was replaced meanwhile is nothing to this one. */
    public void take(PageRead read) {
        isReading = false;
        if (read.installs() != installs || read.page().isEmpty()) return;
        ForgottenPage page = read.page().get();
        if (!state.forget(page)) return;
        next = page.next();
        stretchRows += page.rows();
        boolean isLast = page.rows() < limits.pageRows();
        if (stretchRows < limits.stretchRows() && !isLast) return;
        if (stretchRows > 0 && !state.forget(new ForgottenStretch(stretchBegin, next))) return;
        rows += stretchRows;
        stretchRows = 0;
        stretchBegin = next;
        removed = next.revision();
    }

    /** The state was replaced by a snapshot's, which may have more rows to be removed, or fewer. */
    public void installed() {
        installs++;
        removed = 0;
        stretchRows = 0;
        stretchBegin = ChangeId.first(0);
        next = ChangeId.first(0);
    }
}
