package io.quorate.verify.session;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Operation;
import io.quorate.verify.Verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks session guarantees in O(n log n). One revision counts all keys, so a guarantee across keys
 * is a comparison of two numbers. A session is what its number says; operations without one make up
 * a session of each client. "Before" means answered before the other was asked.
 */
public final class SessionGuarantees {

    private SessionGuarantees() {}

    /** Checks the guarantees named, whatever level the reads asked for. */
    public static Verdict check(History history, Set<Guarantee> guarantees) {
        Map<String, List<Operation>> sessions = new TreeMap<>();
        for (Operation operation : history.operations()) {
            if (!operation.isOk()) continue;
            String session =
                    operation.session() == 0
                            ? "client " + operation.client()
                            : "session " + operation.session();
            sessions.computeIfAbsent(session, none -> new ArrayList<>()).add(operation);
        }
        long checked = 0;
        List<Anomaly> anomalies = new ArrayList<>();
        for (Map.Entry<String, List<Operation>> session : sessions.entrySet()) {
            checked += session.getValue().size();
            check(session.getKey(), session.getValue(), guarantees, anomalies);
        }
        return Verdict.of(checked, anomalies);
    }

    private static void check(
            String session,
            List<Operation> operations,
            Set<Guarantee> guarantees,
            List<Anomaly> anomalies) {
        List<Operation> answered =
                operations.stream().sorted(Comparator.comparingLong(Operation::completed)).toList();
        Floor reads = new Floor();
        Floor writes = new Floor();
        int next = 0;
        for (Operation operation : operations) {
            while (next < answered.size() && answered.get(next).precedes(operation)) {
                Operation before = answered.get(next++);
                (before.mayHaveWritten() ? writes : reads).raise(before);
            }
            for (Guarantee guarantee : guarantees) {
                Floor floor =
                        switch (guarantee) {
                            case READ_YOUR_WRITES, MONOTONIC_WRITES -> writes;
                            case MONOTONIC_READS, WRITES_FOLLOW_READS -> reads;
                        };
                if (!concerns(guarantee, operation) || floor.isKeptBy(operation)) continue;
                String name = guarantee.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                String why = session + ": the second does not reflect the first";
                anomalies.add(new Anomaly(name, why, List.of(floor.highest(), operation)));
            }
        }
    }

    private static boolean concerns(Guarantee guarantee, Operation operation) {
        return switch (guarantee) {
            case READ_YOUR_WRITES, MONOTONIC_READS -> !operation.mayHaveWritten();
            case MONOTONIC_WRITES, WRITES_FOLLOW_READS -> operation.mayHaveWritten();
        };
    }

    /** The highest revision that a session has met in one way. */
    private static final class Floor {

        private final List<Operation> highest = new ArrayList<>();

        void raise(Operation operation) {
            if (highest.isEmpty() || operation.revision() > highest().revision()) {
                highest.clear();
                highest.add(operation);
            }
        }

        /** A write makes a revision of its own, which is above the floor; a read may be at it. */
        boolean isKeptBy(Operation operation) {
            if (highest.isEmpty()) return true;
            long floor = highest().revision();
            return operation.mayHaveWritten()
                    ? operation.revision() > floor
                    : operation.revision() >= floor;
        }

        Operation highest() {
            return highest.getFirst();
        }
    }
}
