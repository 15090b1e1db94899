package io.quorate.client.core;

import java.util.List;

/**
 * What a watch wants done.
 *
 * @param <E> an event
 */
public sealed interface WatchEffect<E> {

    /**
     * Open a stream at this endpoint.
     *
     * @param from the first revision whose changes are wanted; 0: that of the next change
     */
    record Open<E>(Endpoint to, long from) implements WatchEffect<E> {}

    /** End the stream; its end is still to be reported. */
    record Abandon<E>() implements WatchEffect<E> {}

    /** All that one revision did that is wanted, for the caller. */
    record Deliver<E>(long revision, List<E> events) implements WatchEffect<E> {}

    /**
     * Every event up to a revision was delivered: for the caller, who may begin behind it again.
     */
    record Progress<E>(long through) implements WatchEffect<E> {}

    /** Tell the caller why nothing comes any more. The watch is over. */
    record Fail<E>(Failure failure) implements WatchEffect<E> {}
}
