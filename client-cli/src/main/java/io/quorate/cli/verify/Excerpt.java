package io.quorate.cli.verify;

import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Operation;
import io.quorate.verify.Response;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The few operations of a history that show what is wrong: those that the checker names, and for
 * each value that one of them read the write that made it and the last write that was answered
 * before it was asked for.
 */
public final class Excerpt {

    private Excerpt() {}

    /** In the order in which they were asked for. */
    public static List<Operation> of(Anomaly anomaly, History history) {
        var shown = new TreeMap<Integer, Operation>();
        for (Operation operation : anomaly.operations()) {
            shown.put(operation.id(), operation);
            String key = operation.invocation().onlyKey().orElse("");
            if (!(operation.response().orElse(null) instanceof Response.Found found)) continue;
            madeBy(history, key, found).ifPresent(write -> shown.put(write.id(), write));
            lastBefore(history, key, operation).ifPresent(write -> shown.put(write.id(), write));
        }
        return shown.values().stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
    }

    private static Optional<Operation> madeBy(History history, String key, Response.Found found) {
        return history.operations().stream()
                .filter(operation -> writes(operation, key, found.value()))
                .findFirst();
    }

    private static boolean writes(Operation operation, String key, String value) {
        return operation.mayHaveWritten()
                && switch (operation.invocation()) {
                    case Invocation.Put put -> put.equals(new Invocation.Put(key, value));
                    case Invocation.PutIf put -> put.key().equals(key) && put.value().equals(value);
                    default -> false;
                };
    }

    private static Optional<Operation> lastBefore(History history, String key, Operation read) {
        return history.operations().stream()
                .filter(Operation::mayHaveWritten)
                .filter(write -> write.invocation().onlyKey().filter(key::equals).isPresent())
                .filter(write -> write.precedes(read))
                .max(Comparator.comparingLong(Operation::revision));
    }
}
