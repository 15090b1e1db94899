package io.quorate.verify.cycle;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;
import io.quorate.verify.Verdict;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks appends to lists and reads of them, alone or in transactions, for strict serializability.
 * An anomaly's name is Adya's where there is one. Elements are unique within a list.
 *
 * <p>What nobody read is not ordered against what somebody did, but by time. So this finds less of
 * a history that reads little; a last read of every list makes it find all.
 */
public final class ListAppend {

    private ListAppend() {}

    /**
     * Checks what a history did to lists, and nothing else of it.
     *
     * @throws IllegalArgumentException if an element was appended to one list twice
     */
    public static Verdict check(History history) {
        List<Transaction> transactions = new ArrayList<>();
        for (Operation operation : history.operations()) {
            Level level = operation.invocation().readLevel().orElse(Level.LINEARIZABLE);
            if (level != Level.LINEARIZABLE) continue;
            Transaction.of(operation).ifPresent(transactions::add);
        }
        Versions versions = new Versions(transactions);
        List<Anomaly> anomalies = new ArrayList<>(versions.anomalies());
        anomalies.addAll(Cycles.of(new Graph(transactions, versions)));
        return Verdict.of(transactions.size(), anomalies);
    }
}
