package io.quorate.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What all clients did and were told, in the order of invocations. Immutable.
 *
 * @param operations by {@code invoked}; the ids need not be dense
 */
public record History(List<Operation> operations) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is out of order, or if a client asked for something
     *     while it still waited for an answer
     */
    public History {
        operations = List.copyOf(operations);
        Map<Integer, Operation> last = new TreeMap<>();
        long before = -1;
        for (Operation operation : operations) {
            if (operation.invoked() <= before) {
                throw new IllegalArgumentException(operation + " is out of order");
            }
            before = operation.invoked();
            Operation previous = last.put(operation.client(), operation);
            if (previous != null && isOutstanding(previous, operation)) {
                throw new IllegalArgumentException(
                        operation + " comes before the end of " + previous);
            }
        }
    }

    /** A client may go on after an unknown outcome: it does not wait for an answer any more. */
    private static boolean isOutstanding(Operation previous, Operation next) {
        return previous.isUnknown()
                ? previous.endedNanos() == Operation.NEVER
                : previous.completed() > next.invoked();
    }

    /** The operations of which something holds. */
    public History only(Predicate<Operation> condition) {
        return new History(operations.stream().filter(condition).toList());
    }

    /** The operations of each client, in their order; the clients ascending. */
    public Map<Integer, List<Operation>> byClient() {
        Map<Integer, List<Operation>> clients = new TreeMap<>();
        for (Operation operation : operations) {
            clients.computeIfAbsent(operation.client(), client -> new ArrayList<>()).add(operation);
        }
        return clients;
    }

    /** How many operations. */
    public int size() {
        return operations.size();
    }
}
