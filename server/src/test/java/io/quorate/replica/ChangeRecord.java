package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;

import java.util.Optional;

/** What became of a change of the membership: answered once, or never. */
final class ChangeRecord implements ChangeAnswer {

    private boolean isDone;
    private Optional<Failure> failure = Optional.empty();

    @Override
    public void done(Standing standing, Optional<NodeId> leader) {
        assertTrue(!isAnswered(), "answered twice");
        isDone = true;
    }

    @Override
    public void failed(Failure answer) {
        assertTrue(!isAnswered(), "answered twice");
        failure = Optional.of(answer);
    }

    boolean isAnswered() {
        return isDone || failure.isPresent();
    }

    boolean isDone() {
        return isDone;
    }

    Optional<Failure> failure() {
        return failure;
    }
}
