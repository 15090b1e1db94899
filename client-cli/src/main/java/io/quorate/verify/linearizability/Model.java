package io.quorate.verify.linearizability;

import io.quorate.verify.Operation;

import java.util.List;
import java.util.Optional;

/**
 * One object as a sequential specification: what each operation does to its state, and what it may
 * answer there.
 *
 * @param <S> the state; immutable, with equality by value
 */
public interface Model<S> {

    /** The state before the first operation. */
    S initial();

    /**
     * The state after an operation whose outcome is ok or unknown. An unknown operation may have
     * answered anything, but took effect.
     *
     * @return empty if it cannot have answered so in this state
     */
    Optional<S> step(S state, Operation operation);

    /** A name of a state that comes about once at most; empty if it may come about again. */
    Optional<String> name(S state);

    /** The {@link #name} of the only state in which an operation can have answered as it did. */
    Optional<String> nameNeeded(Operation operation);

    /** What a reply shows if this operation took effect; empty if replies do not show which did. */
    Optional<String> mark(Operation operation);

    /** The marks of operations that this one's reply shows to have taken effect. */
    List<String> marksSeen(Operation operation);

    /**
     * Whether an unknown operation whose mark no reply shows can be left out of the history, since
     * no reply tells of it in another way either.
     */
    boolean isUnseenWithoutTrace(List<Operation> operations);
}
