package io.quorate.client.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of one watch, over as many streams as it takes. It delivers revisions whole and in
 * order: events are held until their stream says that their revision is through. A stream that ends
 * is followed by another, at another endpoint, from the revision behind the last that is through;
 * what was held of an unfinished revision is forgotten with it. So nothing is missed, repeated or
 * reordered, whatever breaks. A node that has not come as far waits until it has: that is its side
 * of the bargain.
 *
 * <p>Only what no other endpoint would mend ends a watch: a bad request, changes that are compacted
 * away, a revision that was never made, or that it could not begin within its time.
 *
 * @param <E> an event
 */
public final class WatchMachine<E> {

    /** How long a stream that is asked for may take to begin before another endpoint is asked. */
    public static final long OPEN_PATIENCE_NANOS = 2_000_000_000L;

    /** What a stream may be late with a mark. */
    public static final long SILENCE_SLACK_NANOS = 5_000_000_000L;

    /** What is held of one unfinished revision at most, in events: a transaction has fewer. */
    public static final int HELD_EVENTS_MAX = 1 << 20;

    /** The first pause when every endpoint has turned the watch away, before jitter. */
    private static final long PAUSE_FIRST_NANOS = 20_000_000L;

    /** The longest: many watches look for the same cluster. */
    private static final long PAUSE_MAX_NANOS = 2_000_000_000L;

    private static final int DOUBLINGS_MAX = 16;

    private enum State {
        NEW,
        OPENING,
        WATCHING,
        ABANDONING,
        PAUSING,
        ENDED
    }

    private final Routing routing;
    private final long silenceNanos;
    private final long beginByNanos;
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final List<WatchInput.Dated<E>> held = new ArrayList<>();
    private State state = State.NEW;
    private Endpoint asked;
    private long tried;
    private int rounds;
    private long dueNanos;
    private long openPatienceEndsNanos;
    private long next;
    private boolean hasBegun;
    private boolean isCancelled;
    private Reason lastReason = Reason.UNREACHABLE;

    /**
     * @param from the first revision whose changes are wanted; 0: that of the next change
     * @param progressNanos how often a stream was asked to say how far it has come
     * @param beginByNanos when the first stream must have begun
     */
    public WatchMachine(Routing routing, long from, long progressNanos, long beginByNanos) {
        this.routing = routing;
        this.next = from;
        this.silenceNanos = 2 * progressNanos + SILENCE_SLACK_NANOS;
        this.beginByNanos = beginByNanos;
    }

    /** When the driver is to report {@link WatchInput.Elapsed}. Changes with every step. */
    public long dueNanos() {
        return dueNanos;
    }

    /** Whether the caller has been told how it ended. */
    public boolean isEnded() {
        return state == State.ENDED;
    }

    /** The first revision whose changes were not delivered; 0 if no stream has begun. */
    public long next() {
        return next;
    }

    /**
     * Takes one input.
     *
     * @param nowNanos the driver's monotonic clock
     * @return what is to be done, in this order
     */
    public List<WatchEffect<E>> step(long nowNanos, WatchInput<E> input) {
        return switch (input) {
            case WatchInput.Started<E> _ -> openNext(nowNanos);
            case WatchInput.Arrived<E>(var events, long through) ->
                    arrived(nowNanos, events, through);
            case WatchInput.Refused<E>(Reason reason, String message) ->
                    refused(nowNanos, reason, message);
            case WatchInput.Broken<E>(String message) -> broken(nowNanos, message);
            case WatchInput.Listening<E> _ -> listening(nowNanos);
            case WatchInput.Elapsed<E>(Sent sent) -> elapsed(nowNanos, sent);
            case WatchInput.Cancelled<E> _ -> cancelled();
        };
    }

    private List<WatchEffect<E>> openNext(long now) {
        held.clear();
        if (isCancelled) return fail(Reason.CANCELLED, "");
        Optional<Endpoint> endpoint = routing.nextOfAll(tried);
        if (endpoint.isEmpty()) return pause(now);
        state = State.OPENING;
        asked = endpoint.get();
        tried |= 1L << asked.index();
        openPatienceEndsNanos = now + OPEN_PATIENCE_NANOS;
        dueNanos = beforeBegin(now + CallMachine.CONNECT_PATIENCE_NANOS);
        return List.of(new WatchEffect.Open<>(asked, next));
    }

    private List<WatchEffect<E>> pause(long now) {
        if (!hasBegun && now >= beginByNanos) return failUnbegun();
        tried = 0;
        state = State.PAUSING;
        long pause = PAUSE_FIRST_NANOS << Math.min(rounds, DOUBLINGS_MAX);
        rounds++;
        dueNanos = beforeBegin(now + routing.jittered(Math.min(pause, PAUSE_MAX_NANOS)));
        return List.of();
    }

    private long beforeBegin(long nanos) {
        return hasBegun ? nanos : Math.min(nanos, beginByNanos);
    }

    private List<WatchEffect<E>> arrived(long now, List<WatchInput.Dated<E>> events, long through) {
        if (state != State.OPENING && state != State.WATCHING) return List.of();
        boolean isFirst = !hasBegun;
        begins();
        dueNanos = now + silenceNanos;
        Optional<String> nonsense = add(events, through);
        if (nonsense.isPresent()) {
            state = State.ENDED;
            return List.of(
                    new WatchEffect.Abandon<>(),
                    failure(Reason.PROTOCOL_BROKEN, asked.address() + ": " + nonsense.get()));
        }
        List<WatchEffect<E>> effects = new ArrayList<>();
        deliverThrough(through, effects);
        if (isFirst || through >= next) {
            next = through + 1;
            effects.add(new WatchEffect.Progress<>(through));
        }
        return effects;
    }

    private void begins() {
        state = State.WATCHING;
        hasBegun = true;
        rounds = 0;
        tried = 1L << asked.index();
        problems.clear();
        routing.spoke(asked);
    }

    /** Holds what came, unless it breaks the order that it must have. */
    private Optional<String> add(List<WatchInput.Dated<E>> events, long through) {
        if (next > 0 && through < next - 1) {
            return Optional.of("through " + through + " comes behind " + (next - 1));
        }
        long last = held.isEmpty() ? next : held.getLast().revision();
        for (WatchInput.Dated<E> event : events) {
            if (event.revision() < last) {
                return Optional.of("revision " + event.revision() + " comes behind " + last);
            }
            last = event.revision();
        }
        held.addAll(events);
        if (held.size() > HELD_EVENTS_MAX) {
            return Optional.of("revision " + last + " has over " + HELD_EVENTS_MAX + " events");
        }
        return Optional.empty();
    }

    private void deliverThrough(long through, List<WatchEffect<E>> effects) {
        int at = 0;
        while (at < held.size() && held.get(at).revision() <= through) {
            long revision = held.get(at).revision();
            List<E> events = new ArrayList<>();
            for (; at < held.size() && held.get(at).revision() == revision; at++) {
                events.add(held.get(at).event());
            }
            effects.add(new WatchEffect.Deliver<>(revision, events));
        }
        held.subList(0, at).clear();
    }

    private List<WatchEffect<E>> refused(long now, Reason reason, String message) {
        routing.spoke(asked);
        lastReason = reason;
        note(message);
        return switch (reason) {
            case INVALID,
                    UNSUPPORTED,
                    KEYSPACE_NOT_FOUND,
                    FUTURE_REVISION,
                    COMPACTED,
                    FOREIGN_TOKEN,
                    OTHER_EPOCH,
                    FUTURE_FLOOR,
                    TOO_LARGE,
                    CLIENT_UNKNOWN,
                    ANSWER_NOT_KEPT,
                    LEASE_NOT_FOUND,
                    LEASE_EXISTS,
                    FENCE_STALE,
                    KEYSPACE_EXISTS,
                    KEYSPACE_FULL,
                    PROTOCOL_BROKEN ->
                    isCancelled ? openNext(now) : fail(reason, message);
            case NOT_LEADER,
                    NO_LEADER,
                    OVERLOADED,
                    OUTCOME_UNKNOWN,
                    NO_SPACE,
                    SHUTTING_DOWN,
                    NOT_CONFIRMED,
                    CHANGE_IN_PROGRESS,
                    WOULD_LOSE_QUORUM,
                    WOULD_LOSE_SOUND_MAJORITY,
                    UNFIT_CHANGE,
                    NOT_HANDED_OVER,
                    BEHIND,
                    SEQUENCE_SKIPPED,
                    STATE_UNSOUND,
                    STATES_DIVIDED,
                    UNREACHABLE,
                    CONNECTION_LOST,
                    DEADLINE_PASSED,
                    CANCELLED ->
                    openNext(now);
        };
    }

    private List<WatchEffect<E>> broken(long now, String message) {
        if (state == State.ENDED) return List.of();
        if (!isCancelled) routing.failed(asked);
        if (lastReason == Reason.UNREACHABLE && state == State.WATCHING) {
            lastReason = Reason.CONNECTION_LOST;
        }
        note(message);
        return openNext(now);
    }

    private List<WatchEffect<E>> listening(long now) {
        if (state == State.WATCHING) dueNanos = now + silenceNanos;
        return List.of();
    }

    private List<WatchEffect<E>> elapsed(long now, Sent sent) {
        if (now < dueNanos) return List.of();
        return switch (state) {
            case NEW, ABANDONING, ENDED -> List.of();
            case PAUSING -> openNext(now);
            case WATCHING -> abandon();
            case OPENING -> stillUnopened(now, sent);
        };
    }

    /** Not connected in time, or connected and silent: another may be better. */
    private List<WatchEffect<E>> stillUnopened(long now, Sent sent) {
        boolean isTooLate = !hasBegun && now >= beginByNanos;
        if (sent == Sent.NEVER || isTooLate || now >= openPatienceEndsNanos) return abandon();
        dueNanos = beforeBegin(openPatienceEndsNanos);
        return List.of();
    }

    private List<WatchEffect<E>> abandon() {
        state = State.ABANDONING;
        return List.of(new WatchEffect.Abandon<>());
    }

    private List<WatchEffect<E>> cancelled() {
        isCancelled = true;
        return switch (state) {
            case ABANDONING, ENDED -> List.of();
            case NEW, PAUSING -> fail(Reason.CANCELLED, "");
            case OPENING, WATCHING -> abandon();
        };
    }

    private void note(String problem) {
        problems.put(asked.address(), problem);
    }

    private List<WatchEffect<E>> failUnbegun() {
        var facts = new StringBuilder();
        problems.forEach(
                (address, problem) -> {
                    if (!facts.isEmpty()) facts.append("; ");
                    facts.append(address).append(": ").append(problem);
                });
        return fail(lastReason, facts.toString());
    }

    private List<WatchEffect<E>> fail(Reason reason, String message) {
        state = State.ENDED;
        return List.of(failure(reason, message));
    }

    private WatchEffect<E> failure(Reason reason, String message) {
        return new WatchEffect.Fail<>(
                new Failure(Outcome.NOT_DONE, reason, message, routing.leader()));
    }
}
