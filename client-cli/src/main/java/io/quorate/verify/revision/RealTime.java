package io.quorate.verify.revision;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;

import java.util.Comparator;
import java.util.List;

/** Whether the order of revisions keeps to real time. */
final class RealTime {

    private final History history;
    private final Placement placement;
    private final List<Anomaly> anomalies;

    RealTime(History history, Placement placement, List<Anomaly> anomalies) {
        this.history = history;
        this.placement = placement;
        this.anomalies = anomalies;
    }

    /** Goes through the invocations in order, with the highest revision answered before each. */
    void check() {
        List<Operation> answered =
                history.operations().stream()
                        .filter(Operation::isOk)
                        .sorted(Comparator.comparingLong(Operation::completed))
                        .toList();
        int next = 0;
        long floor = 0;
        Operation highest = null;
        for (Operation operation : history.operations()) {
            while (next < answered.size() && answered.get(next).precedes(operation)) {
                Operation before = answered.get(next++);
                if (before.revision() > floor) {
                    floor = before.revision();
                    highest = before;
                }
            }
            if (highest == null || isLetOff(operation)) continue;
            long revision = placement.revisionOf(operation);
            boolean isWrite = operation.mayHaveWritten();
            if (revision < 0 || (isWrite ? revision > floor : revision >= floor)) continue;
            anomalies.add(
                    new Anomaly(
                            isWrite ? "write in the past" : "stale read",
                            "revision "
                                    + revision
                                    + ", although revision "
                                    + floor
                                    + " had been answered before it began",
                            List.of(highest, operation)));
        }
    }

    private static boolean isLetOff(Operation operation) {
        return operation.invocation().readLevel().orElse(Level.LINEARIZABLE) != Level.LINEARIZABLE;
    }
}
