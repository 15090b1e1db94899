package io.quorate.verify.linearizability;

import io.quorate.verify.Operation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who still has to read the state as it is. Many states come about once only: a value that one
 * operation alone stores, a length of a list. Once such a state is left, what must have seen it and
 * has no place yet never gets one.
 */
final class Readers<S> {

    private static final int NONE = -1;

    private final Model<S> model;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[] needs;
    private final int[] left;

    Readers(Model<S> model, List<Operation> bound) {
        this.model = model;
        needs = new int[bound.size()];
        for (int i = 0; i < needs.length; i++) {
            Optional<String> name = model.nameNeeded(bound.get(i));
            needs[i] = name.isEmpty() ? NONE : number(name.get());
        }
        left = new int[numbers.size()];
        for (int i = 0; i < needs.length; i++) waits(i);
    }

    private int number(String name) {
        Integer known = numbers.putIfAbsent(name, numbers.size());
        return known == null ? numbers.size() - 1 : known;
    }

    /** A bound operation has no place any more. */
    void waits(int operation) {
        if (needs[operation] != NONE) left[needs[operation]]++;
    }

    /** A bound operation has a place. */
    void placed(int operation) {
        if (needs[operation] != NONE) left[needs[operation]]--;
    }

    /** Whether somebody still needs a state that this step leaves for ever. */
    boolean areLeftBehind(S before, S after) {
        if (before.equals(after)) return false;
        Optional<String> name = model.name(before);
        if (name.isEmpty()) return false;
        Integer number = numbers.get(name.get());
        return number != null && left[number] > 0 && !model.name(after).equals(name);
    }
}
