package io.quorate.cli.verify;

import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What became of the operations of one kind.
 *
 * @param kind such as {@code put}
 * @param latencies of those that were done, in nanoseconds
 */
public record Tally(String kind, long ok, long fail, long unknown, Histogram latencies) {

    private static final int DIGITS = 3;

    /** The tallies of a history, by kind. */
    public static List<Tally> of(History history) {
        Map<String, List<Operation>> kinds = new TreeMap<>();
        for (Operation operation : history.operations()) {
            kinds.computeIfAbsent(kind(operation.invocation()), _ -> new ArrayList<>())
                    .add(operation);
        }
        List<Tally> tallies = new ArrayList<>();
        kinds.forEach((kind, operations) -> tallies.add(of(kind, operations)));
        return tallies;
    }

    private static Tally of(String kind, List<Operation> operations) {
        var latencies = new Histogram(DIGITS);
        for (Operation operation : operations) {
            long nanos = operation.endedNanos() - operation.invokedNanos();
            if (operation.isOk()) latencies.recordValue(Math.max(0, nanos));
        }
        return new Tally(
                kind,
                count(operations, Operation::isOk),
                count(operations, Operation::isFail),
                count(operations, Operation::isUnknown),
                latencies);
    }

    private static long count(List<Operation> operations, Predicate<Operation> condition) {
        return operations.stream().filter(condition).count();
    }

    /** A latency in milliseconds that so many percent of what was done did not exceed. */
    public double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    private static String kind(Invocation invocation) {
        return verb(invocation) + invocation.readLevel().map(Tally::suffix).orElse("");
    }

    private static String suffix(Level level) {
        return switch (level) {
            case LINEARIZABLE -> "";
            case SESSION -> ", session";
            case EVENTUAL -> ", eventual";
        };
    }

    private static String verb(Invocation invocation) {
        return switch (invocation) {
            case Invocation.Get _ -> "get";
            case Invocation.Put _ -> "put";
            case Invocation.Delete _ -> "delete";
            case Invocation.PutIf _ -> "conditional put";
            case Invocation.Append _ -> "append";
            case Invocation.ReadList _ -> "read list";
            case Invocation.Add _ -> "add";
            case Invocation.ReadCounter _ -> "read counter";
            case Invocation.Range _ -> "range";
            case Invocation.Transaction _ -> "transaction";
        };
    }
}
