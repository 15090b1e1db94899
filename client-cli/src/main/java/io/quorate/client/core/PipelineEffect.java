package io.quorate.client.core;

import java.util.List;

/**
 * What a pipeline wants done.
 *
 * @param <O> an operation
 */
public sealed interface PipelineEffect<O> {

    /** Open a stream to this endpoint. Ends in exactly one of Ended, Broken. */
    record Open<O>(Endpoint to) implements PipelineEffect<O> {}

    /** Give the stream a batch. */
    record Send<O>(List<O> batch) implements PipelineEffect<O> {}

    /** End the stream; that it has ended is still to be reported. */
    record Abandon<O>() implements PipelineEffect<O> {}

    /** Nothing to do before {@link PipelineMachine#dueNanos()} or a leader is found. */
    record Wait<O>() implements PipelineEffect<O> {}

    /** Tell whatever of this client waits that the leader is found. */
    record WakeWaiting<O>() implements PipelineEffect<O> {}

    /** Hand the result that came to the caller. */
    record Succeed<O>(O operation) implements PipelineEffect<O> {}

    /** Hand the failure to the caller. */
    record Fail<O>(O operation, Failure failure) implements PipelineEffect<O> {}
}
