package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.Outcome;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What commands came to that are no changes of keys. One may be in the log more than once, and
 * whoever asked is answered with what it came to one of these times.
 */
final class Commands {

    private final Map<Command, Set<Outcome>> outcomes = new LinkedHashMap<>();

    void cameTo(Command command, Outcome outcome) {
        outcomes.computeIfAbsent(command, none -> new LinkedHashSet<>()).add(outcome);
    }

    /** A node says what a command came to. */
    void requireTrue(Command command, Outcome outcome) {
        Set<Outcome> its = outcomes.getOrDefault(command, Set.of());
        InvariantViolation.require(
                its.contains(outcome),
                "%s is answered with %s, and came to %s",
                command,
                outcome,
                its);
    }
}
