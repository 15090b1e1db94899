package io.quorate.client.core;

/**
 * What can happen to a pipeline.
 *
 * @param <O> an operation
 */
public sealed interface PipelineInput<O> {

    /** The caller wants an operation done, after all those before it. */
    record Submitted<O>(Piped<O> operation) implements PipelineInput<O> {}

    /** The stream takes a batch. Ends in at most one {@link PipelineEffect.Send}. */
    record Writable<O>() implements PipelineInput<O> {}

    /**
     * The next result of the stream: its operation is done.
     *
     * @param node the id of the member that answered
     */
    record Answered<O>(String node) implements PipelineInput<O> {}

    /** The next result of the stream: its operation failed. */
    record Refused<O>(Input.Refused refusal) implements PipelineInput<O> {}

    /** The server ended the stream. What has no result was not done. */
    record Ended<O>(Input.Refused why) implements PipelineInput<O> {}

    /** The stream is gone, after a {@link PipelineEffect.Abandon} too. */
    record Broken<O>(String message) implements PipelineInput<O> {}

    /** The time that {@link PipelineMachine#dueNanos()} named has come. */
    record Elapsed<O>() implements PipelineInput<O> {}

    /** The time of an operation is over. */
    record Expired<O>(Piped<O> operation) implements PipelineInput<O> {}

    /** The caller does not want an operation any more. */
    record GivenUp<O>(Piped<O> operation) implements PipelineInput<O> {}

    /** A call of the same client has found who leads. */
    record LeaderFound<O>() implements PipelineInput<O> {}

    /** Nothing more is wanted. */
    record Closed<O>() implements PipelineInput<O> {}
}
