package io.quorate.verify.revision;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Operation;
import io.quorate.verify.Verdict;
import io.quorate.verify.linearizability.Linearizability;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Checks a history by the revisions in its replies, in O(n log n):
 *
 * <ol>
 *   <li>the revisions give one total order: no two writes share one, and no write has two;
 *   <li>that order keeps to real time: what began after something was answered does not lie before
 *       it (reads of a lower level than linearizable are let off);
 *   <li>a replay in that order answers every operation as the store did.
 * </ol>
 *
 * A write of unknown outcome gets its place from the replies that show it. One that no reply shows
 * may lie at any free revision after its invocation, once, and is placed only where a reply asks
 * for it. Three things are not exact: a free revision may serve unknown writes of several keys; a
 * counter with unknown adds is only held to the bounds that they leave; and a key with unknown
 * conditional puts, if a replay cannot explain it, is left to {@link Linearizability}, with each
 * operation where its revision puts it.
 */
public final class RevisionOrder {

    /** After so many, the rest is not told: the first few explain the others. */
    public static final int ANOMALIES_MAX = 20;

    private RevisionOrder() {}

    /** Checks all operations that are not known to have failed. */
    public static Verdict check(History history) {
        Placement placement = Placement.of(history);
        List<Anomaly> anomalies = placement.anomalies();
        new RealTime(history, placement, anomalies).check();
        Replay replay = new Replay(history, placement, anomalies);
        replay.run();
        int told = Math.min(anomalies.size(), ANOMALIES_MAX);
        Verdict verdict = Verdict.of(history.size(), anomalies.subList(0, told));
        if (replay.doubtful().isEmpty()) return verdict;
        Narrowing narrowing = new Narrowing(history, placement, replay.floors());
        for (String key : replay.doubtful()) {
            Verdict searched = Linearizability.check(history, key, narrowing::of);
            // What was counted already is not counted again.
            verdict = verdict.and(searched.holds() ? new Verdict.Holds(0) : searched);
        }
        return verdict;
    }

    /**
     * Where the revisions put each operation, for {@link Linearizability} to look there: an order
     * that is found so counts if the history {@linkplain #check is right by its revisions}.
     */
    public static UnaryOperator<Operation> places(History history) {
        Placement placement = Placement.of(history);
        Replay replay = new Replay(history, placement, new ArrayList<>());
        replay.run();
        return new Narrowing(history, placement, replay.floors())::of;
    }
}
