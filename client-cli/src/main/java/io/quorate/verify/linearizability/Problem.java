package io.quorate.verify.linearizability;

import io.quorate.verify.Operation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which operations of a key there are to order.
 *
 * @param bound must take place between invocation and answer; by invocation
 * @param open may take place at any time after their invocation, or never; by invocation
 */
record Problem(List<Operation> bound, List<Operation> open) {

    /**
     * Of all operations of a key. Failed ones and unknown reads are left out. So is an unknown
     * write that no reply shows, if replies would have shown it: were the history linearizable with
     * it, it would be without it, and the other way round.
     */
    static Problem of(Model<?> model, List<Operation> operations) {
        List<Operation> bound = new ArrayList<>();
        List<Operation> open = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.isOk()) bound.add(operation);
            else if (operation.mayHaveWritten()) open.add(operation);
        }
        if (!open.isEmpty() && model.isUnseenWithoutTrace(operations)) {
            Set<String> unseen = unseen(model, operations, bound);
            open.removeIf(operation -> model.mark(operation).filter(unseen::contains).isPresent());
        }
        return new Problem(bound, open);
    }

    /** The marks that one operation alone writes, and no reply shows. */
    private static Set<String> unseen(
            Model<?> model, List<Operation> operations, List<Operation> done) {
        Map<String, Integer> writers = new TreeMap<>();
        Set<String> unseen = new HashSet<>();
        for (Operation operation : operations) {
            Optional<String> mark = model.mark(operation);
            mark.ifPresent(found -> writers.merge(found, 1, Integer::sum));
            if (operation.isUnknown()) mark.ifPresent(unseen::add);
        }
        unseen.removeIf(mark -> writers.get(mark) > 1);
        for (Operation operation : done) model.marksSeen(operation).forEach(unseen::remove);
        return unseen;
    }
}
