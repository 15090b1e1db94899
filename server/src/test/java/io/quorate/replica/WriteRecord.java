package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.state.Outcome;

import java.util.Optional;

/** What became of a write: answered once, or never. */
final class WriteRecord implements WriteAnswer {

    private Optional<Outcome> outcome = Optional.empty();
    private Optional<Failure> failure = Optional.empty();

    @Override
    public void done(Outcome answer, Standing standing) {
        assertTrue(!isAnswered(), "answered twice");
        outcome = Optional.of(answer);
    }

    @Override
    public void failed(Failure answer) {
        assertTrue(!isAnswered(), "answered twice");
        failure = Optional.of(answer);
    }

    boolean isAnswered() {
        return outcome.isPresent() || failure.isPresent();
    }

    boolean isDone() {
        return outcome.isPresent();
    }

    Optional<Outcome> outcome() {
        return outcome;
    }

    Optional<Failure> failure() {
        return failure;
    }
}
