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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks session guarantees in O(n log n). One revision counts all keys, so a guarantee across keys
 * is a comparison of two numbers. A session is what its number says; operations without one make up
 * a session of each client. "Before" means answered before the other was asked.
 */
public final class SessionGuarantees {

    private sealed interface Event {

        record Asked(Operation operation) implements Event {}

        record Answered(Operation operation) implements Event {}

        record Merged(Merge merge) implements Event {}

        default long place() {
            return switch (this) {
                case Asked(Operation operation) -> operation.invoked();
                case Answered(Operation operation) -> operation.completed();
                case Merged(Merge merge) -> merge.event();
            };
        }
    }

    /** What a session has met in each way: the operation with the highest revision. */
    private static final class Met {

        private Optional<Operation> read = Optional.empty();
        private Optional<Operation> written = Optional.empty();

        void add(Operation operation) {
            if (operation.mayHaveWritten()) written = higher(written, Optional.of(operation));
            else read = higher(read, Optional.of(operation));
        }

        void add(Met other) {
            written = higher(written, other.written);
            read = higher(read, other.read);
        }

        private static Optional<Operation> higher(
                Optional<Operation> one, Optional<Operation> other) {
            if (one.isEmpty()) return other;
            if (other.isEmpty()) return one;
            return other.get().revision() > one.get().revision() ? other : one;
        }

        /** What an operation under a guarantee is to come after. */
        Optional<Operation> floor(Guarantee guarantee) {
            return switch (guarantee) {
                case READ_YOUR_WRITES, MONOTONIC_WRITES -> written;
                case MONOTONIC_READS, WRITES_FOLLOW_READS -> read;
            };
        }
    }

    private final Map<String, Met> sessions = new TreeMap<>();
    private final Promises promises;
    private final List<Anomaly> anomalies = new ArrayList<>();
    private long checked;

    private SessionGuarantees(Promises promises) {
        this.promises = promises;
    }

    /** Checks the guarantees named, whatever level the reads asked for. */
    public static Verdict check(History history, Set<Guarantee> guarantees) {
        return check(history, List.of(), Promises.ofAll(guarantees));
    }

    /** Checks what each operation was promised, where sessions took over from others. */
    public static Verdict check(History history, List<Merge> merges, Promises promises) {
        List<Event> events = new ArrayList<>();
        for (Operation operation : history.operations()) {
            if (!operation.isOk()) continue;
            events.add(new Event.Asked(operation));
            events.add(new Event.Answered(operation));
        }
        for (Merge merge : merges) events.add(new Event.Merged(merge));
        events.sort(Comparator.comparingLong(Event::place));
        var checker = new SessionGuarantees(promises);
        events.forEach(checker::happened);
        return Verdict.of(checker.checked, checker.anomalies);
    }

    private void happened(Event event) {
        switch (event) {
            case Event.Asked(Operation operation) -> asked(operation);
            case Event.Answered(Operation operation) -> session(operation).add(operation);
            case Event.Merged(Merge merge) ->
                    session("session " + merge.into()).add(session("session " + merge.from()));
        }
    }

    private static String name(Operation operation) {
        return operation.session() == 0
                ? "client " + operation.client()
                : "session " + operation.session();
    }

    private Met session(Operation operation) {
        return session(name(operation));
    }

    private Met session(String name) {
        return sessions.computeIfAbsent(name, _ -> new Met());
    }

    private void asked(Operation operation) {
        checked++;
        for (Guarantee guarantee : Guarantee.values()) {
            if (!concerns(guarantee, operation)) continue;
            if (!promises.isPromised(operation, guarantee)) continue;
            Optional<Operation> before = session(operation).floor(guarantee);
            if (before.isEmpty() || comesAfter(operation, before.get().revision())) continue;
            String name = guarantee.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            String why = name(operation) + ": the second does not reflect the first";
            anomalies.add(new Anomaly(name, why, List.of(before.get(), operation)));
        }
    }

    private static boolean concerns(Guarantee guarantee, Operation operation) {
        return switch (guarantee) {
            case READ_YOUR_WRITES, MONOTONIC_READS -> !operation.mayHaveWritten();
            case MONOTONIC_WRITES, WRITES_FOLLOW_READS -> operation.mayHaveWritten();
        };
    }

    /** A write makes a revision of its own, which is above the floor; a read may be at it. */
    private static boolean comesAfter(Operation operation, long floor) {
        return operation.mayHaveWritten()
                ? operation.revision() > floor
                : operation.revision() >= floor;
    }
}
