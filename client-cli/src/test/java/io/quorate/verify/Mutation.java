package io.quorate.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small lies told of a history: the result may still be right, which a checker must find out. */
public final class Mutation {

    private Mutation() {}

    /** Changes one to three replies, each into one that another operation of the kind was given. */
    public static History of(History history, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Operation> operations = new ArrayList<>(history.operations());
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int place = random.nextInt(operations.size());
            operations.set(place, lie(operations.get(place), operations, random));
        }
        return new History(operations);
    }

    private static Operation lie(
            Operation operation, List<Operation> operations, SplittableRandom random) {
        if (operation.isOk() && random.nextInt(4) == 0 && !operation.invocation().isRead()) {
            return with(operation, new Outcome.Fail(), operation.completed());
        }
        Operation other = operations.get(random.nextInt(operations.size()));
        if (!operation.isOk() || !other.isOk()) return operation;
        boolean isOfOneKind =
                operation.invocation().getClass().equals(other.invocation().getClass());
        if (!isOfOneKind) return operation;
        Response told = other.response().orElseThrow();
        return with(operation, new Outcome.Ok(told, operation.revision()), operation.completed());
    }

    /** The operation with another end. */
    public static Operation with(Operation operation, Outcome outcome, long completed) {
        return new Operation(
                operation.id(),
                operation.client(),
                operation.session(),
                operation.sequence(),
                operation.invocation(),
                operation.invoked(),
                completed,
                operation.invokedNanos(),
                operation.endedNanos(),
                outcome);
    }
}
