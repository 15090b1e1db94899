package io.quorate.verify;

/** What became of an operation, as its client knows. */
public sealed interface Outcome {

    /**
     * It was done.
     *
     * @param revision of a write: the one it made; of what changed nothing: the one it saw; 0 if
     *     the store did not say
     */
    record Ok(Response response, long revision) implements Outcome {}

    /** It did not take effect and never will: nobody may ever see it. */
    record Fail() implements Outcome {}

    /** It may have taken effect, may still, or may never. */
    record Unknown() implements Outcome {}
}
