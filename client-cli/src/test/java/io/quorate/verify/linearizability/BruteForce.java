package io.quorate.verify.linearizability;

import io.quorate.verify.Operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries every order of every choice of unknown operations: the definition, and nothing else. */
final class BruteForce {

    private BruteForce() {}

    static <S> boolean isLinearizable(Model<S> model, List<Operation> operations) {
        List<Operation> all = new ArrayList<>();
        for (Operation operation : operations) {
            boolean isUnknownRead = operation.isUnknown() && operation.invocation().isRead();
            if (!operation.isFail() && !isUnknownRead) all.add(operation);
        }
        return goesOn(model, model.initial(), all);
    }

    private static <S> boolean goesOn(Model<S> model, S state, List<Operation> left) {
        if (left.stream().allMatch(Operation::isUnknown)) return true;
        for (Operation first : left) {
            boolean mustWait = left.stream().anyMatch(other -> other.precedes(first));
            if (mustWait) continue;
            Optional<S> after = model.step(state, first);
            if (after.isEmpty()) continue;
            List<Operation> rest = new ArrayList<>(left);
            rest.remove(first);
            if (goesOn(model, after.get(), rest)) return true;
        }
        return false;
    }
}
