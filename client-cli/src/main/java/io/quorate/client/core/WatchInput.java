package io.quorate.client.core;

import java.util.List;

/**
 * What can happen to a watch.
 *
 * @param <E> an event
 */
public sealed interface WatchInput<E> {

    /** An event and the revision that made it. */
    record Dated<E>(long revision, E event) {}

    /** The caller wants it. Comes first, once. */
    record Started<E>() implements WatchInput<E> {}

    /**
     * A response has arrived.
     *
     * @param through with it, all events up to this revision were sent
     */
    record Arrived<E>(List<Dated<E>> events, long through) implements WatchInput<E> {}

    /** The endpoint asked has refused, or ended what it had begun, in the protocol's words. */
    record Refused<E>(Reason reason, String message) implements WatchInput<E> {}

    /** The stream has ended otherwise. After a {@link WatchEffect.Abandon} too. */
    record Broken<E>(String message) implements WatchInput<E> {}

    /** The caller did not take responses for a while and does again: silence counts from now. */
    record Listening<E>() implements WatchInput<E> {}

    /**
     * The time that {@link WatchMachine#dueNanos()} named has come.
     *
     * @param sent whether the request may have reached the endpoint asked, so far
     */
    record Elapsed<E>(Sent sent) implements WatchInput<E> {}

    /** The caller does not want it any more. */
    record Cancelled<E>() implements WatchInput<E> {}
}
