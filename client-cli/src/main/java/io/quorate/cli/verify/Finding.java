package io.quorate.cli.verify;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Verdict;
import io.quorate.verify.cycle.ListAppend;
import io.quorate.verify.linearizability.Linearizability;
import io.quorate.verify.revision.RevisionOrder;
import io.quorate.verify.session.Promises;
import io.quorate.verify.session.SessionGuarantees;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one checker says of a history.
 *
 * @param checker its name
 */
public record Finding(String checker, Verdict verdict) {

    /** What was asked in a session is promised all that a session promises; the rest is not. */
    private static final Promises IN_SESSIONS = (operation, _) -> operation.session() != 0;

    /**
     * What each checker says that a model asks for.
     *
     * @throws IllegalArgumentException if the history is none that a checker can judge
     */
    public static List<Finding> of(History history, Model model) {
        List<Finding> findings = new ArrayList<>();
        if (model.includesLinearizability()) {
            findings.add(new Finding("linearizability", Linearizability.check(history)));
        }
        findings.add(new Finding("order of revisions", RevisionOrder.check(history)));
        if (model.includesLinearizability()) {
            findings.add(new Finding("list-append cycles", ListAppend.check(history)));
        }
        if (model.includesSessions()) {
            Verdict verdict = SessionGuarantees.check(history, List.of(), IN_SESSIONS);
            findings.add(new Finding("session guarantees", verdict));
        }
        return findings;
    }

    /** What was found wrong, that which fewest operations show first. */
    public List<Anomaly> anomalies() {
        if (!(verdict instanceof Verdict.Violated(List<Anomaly> anomalies))) return List.of();
        return anomalies.stream()
                .sorted(Comparator.comparingInt(anomaly -> anomaly.operations().size()))
                .toList();
    }

    /** The worst of all. */
    public static Verdict worst(List<Finding> findings) {
        return findings.stream().map(Finding::verdict).reduce(Verdict::and).orElseThrow();
    }
}
