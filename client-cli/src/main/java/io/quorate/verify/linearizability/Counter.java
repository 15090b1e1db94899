package io.quorate.verify.linearizability;

import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.List;
import java.util.Optional;

/** A number that is added to, from 0. An add may answer with the sum that it made. */
public final class Counter implements Model<Long> {

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Optional<Long> step(Long sum, Operation operation) {
        long after =
                switch (operation.invocation()) {
                    case Invocation.Add(String key, long delta) -> sum + delta;
                    case Invocation.ReadCounter(String key, Level level) -> sum;
                    default -> throw new IllegalArgumentException("not of a counter: " + operation);
                };
        return answers(operation, after) ? Optional.of(after) : Optional.empty();
    }

    private static boolean answers(Operation operation, long after) {
        if (!(operation.outcome() instanceof Outcome.Ok(Response response, long revision))) {
            return true;
        }
        return switch (response) {
            case Response.Sum(long sum) -> sum == after;
            case Response.Stored stored -> true;
            default -> false;
        };
    }

    @Override
    public Optional<String> name(Long sum) {
        return Optional.empty();
    }

    @Override
    public Optional<String> nameNeeded(Operation operation) {
        return Optional.empty();
    }

    /** Sums do not tell which adds made them. */
    @Override
    public Optional<String> mark(Operation operation) {
        return Optional.empty();
    }

    @Override
    public List<String> marksSeen(Operation operation) {
        return List.of();
    }

    @Override
    public boolean isUnseenWithoutTrace(List<Operation> operations) {
        return false;
    }
}
