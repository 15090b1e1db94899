package io.quorate.client.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of one call. In a round it asks each endpoint at most once, the likeliest leader first,
 * following hints; when a round has found nobody it waits a little and begins the next, until it is
 * answered or its deadline passes. A read may be asked again at any time. A write may be asked
 * again only if it surely did not take effect: if it may have left for a server that gave no
 * answer, the call ends at once, with its outcome unknown.
 *
 * <p>The driver reports {@link Input.Elapsed} at {@link #dueNanos()}, which changes with every
 * step.
 */
public final class CallMachine {

    /** How long a connection may take before another endpoint is asked instead. */
    public static final long CONNECT_PATIENCE_NANOS = 250_000_000L;

    /** How long a read may stay unanswered before another endpoint is asked; doubles each time. */
    public static final long READ_PATIENCE_NANOS = 1_000_000_000L;

    /**
     * A write that was turned away is not sent again in the last tenth of its time, or the last so
     * many nanoseconds if that is less: an attempt that can hardly be answered in time would make
     * "not done" an "unknown".
     */
    public static final long LAST_WORDS_NANOS_MAX = 500_000_000L;

    private static final int LAST_WORDS_PART = 10;

    /** A year: while the caller works on a page, the call has no deadline. */
    private static final long NO_DEADLINE_NANOS = 365L * 24 * 3600 * 1_000_000_000L;

    private static final List<Effect> NOTHING = List.of();
    private static final Effect ABANDON = new Effect.Abandon();
    private static final List<Effect> DONE = List.of(new Effect.Succeed());
    private static final List<Effect> FOUND =
            List.of(new Effect.Succeed(), new Effect.WakeWaiting());

    private enum State {
        NEW,
        ASKING,
        ABANDONING,
        WAITING,
        ENDED
    }

    private final Routing routing;
    private final CallKind kind;
    private long deadlineNanos;
    private long lastSendNanos;
    private State state = State.NEW;
    private Endpoint asked;
    private long askedAtNanos;
    private long dueNanos;
    private long tried;
    private int rounds;
    private int silences;
    private boolean roundGoesOn;
    private boolean pagesArrived;
    private boolean cancelled;
    private boolean serverSpoke;
    private boolean mayBeDone;
    private Reason lastReason = Reason.DEADLINE_PASSED;
    private Map<String, String> problems = Map.of();
    private Map<String, String> refusals = Map.of();

    /**
     * A call that is routed.
     *
     * @param deadlineNanos on the clock of the steps
     */
    public CallMachine(Routing routing, CallKind kind, long deadlineNanos) {
        this.routing = routing;
        this.kind = kind;
        this.deadlineNanos = deadlineNanos;
        this.dueNanos = deadlineNanos;
    }

    /** A call that asks one endpoint alone. */
    public static CallMachine askOne(Routing routing, Endpoint endpoint, long deadlineNanos) {
        var call = new CallMachine(routing, CallKind.ASK_ONE, deadlineNanos);
        call.asked = endpoint;
        return call;
    }

    /** When the call wants {@link Input.Elapsed}, on the clock of the steps. */
    public long dueNanos() {
        return dueNanos;
    }

    /** Whether the caller has been told how the call ended. */
    public boolean isEnded() {
        return state == State.ENDED;
    }

    /**
     * Takes one input.
     *
     * @param nowNanos the driver's monotonic clock
     * @return what is to be done, in this order
     */
    public List<Effect> step(long nowNanos, Input input) {
        return switch (input) {
            case Input.Started() -> started(nowNanos);
            case Input.Answered(String node) -> answered(node);
            case Input.PageArrived() -> pageArrived(nowNanos);
            case Input.PageWanted(long deadline) -> pageWanted(deadline);
            case Input.Refused refused -> refused(nowNanos, refused);
            case Input.Broken(Sent sent, String message) -> broken(nowNanos, sent, message);
            case Input.Elapsed(Sent sent) -> elapsed(nowNanos, sent);
            case Input.LeaderFound() -> leaderFound(nowNanos);
            case Input.Cancelled() -> cancelled();
        };
    }

    private List<Effect> started(long now) {
        lastSendNanos = deadlineNanos - lastWordsNanos(deadlineNanos - now);
        if (kind == CallKind.ASK_ONE) return ask(now, asked);
        return askNext(now);
    }

    /** How long before its end a write of so much time is not sent again. */
    static long lastWordsNanos(long timeNanos) {
        return Math.min(LAST_WORDS_NANOS_MAX, Math.max(0, timeNanos) / LAST_WORDS_PART);
    }

    private List<Effect> ask(long now, Endpoint endpoint) {
        state = State.ASKING;
        asked = endpoint;
        askedAtNanos = now;
        tried |= 1L << endpoint.index();
        dueNanos =
                kind == CallKind.ASK_ONE
                        ? deadlineNanos
                        : Math.min(deadlineNanos, now + CONNECT_PATIENCE_NANOS);
        return List.of(new Effect.Send(endpoint));
    }

    private List<Effect> askNext(long now) {
        Optional<Endpoint> next = routing.next(kind, tried);
        return next.isPresent() ? ask(now, next.get()) : pause(now, 0);
    }

    private List<Effect> pause(long now, long atLeastNanos) {
        rounds++;
        state = State.WAITING;
        long pause = Math.max(atLeastNanos, routing.pauseNanos(rounds));
        dueNanos = Math.min(waitsUntil(), now + pause);
        return List.of(new Effect.Wait(Math.max(0, dueNanos - now)));
    }

    /** Until when the call may wait for another attempt. */
    private long waitsUntil() {
        return kind == CallKind.WRITE ? lastSendNanos : deadlineNanos;
    }

    private List<Effect> leaderFound(long now) {
        return state == State.WAITING && now < waitsUntil() ? nextRound(now) : NOTHING;
    }

    private List<Effect> nextRound(long now) {
        routing.pauseEnded();
        if (!roundGoesOn) tried = 0;
        roundGoesOn = false;
        return askNext(now);
    }

    private List<Effect> answered(String node) {
        state = State.ENDED;
        routing.spoke(asked);
        return switch (kind) {
            case WRITE, WRITE_ONCE, WAIT -> {
                routing.writeAnswered(asked, node);
                yield routing.anyoneWaits() ? FOUND : DONE;
            }
            case LINEARIZABLE_READ, LOCAL_READ -> {
                routing.readAnswered(asked, node);
                yield DONE;
            }
            case ASK_ONE -> DONE;
        };
    }

    private List<Effect> pageArrived(long now) {
        pagesArrived = true;
        return pageWanted(now + NO_DEADLINE_NANOS);
    }

    private List<Effect> pageWanted(long deadline) {
        if (state != State.ASKING) return NOTHING;
        deadlineNanos = deadline;
        dueNanos = deadline;
        return NOTHING;
    }

    private List<Effect> refused(long now, Input.Refused refused) {
        lastReason = refused.reason();
        serverSpoke = true;
        routing.spoke(asked);
        noteRefusal(refused.message());
        boolean leaderNamed = !refused.hint().address().isEmpty();
        return switch (refused.outcome()) {
            case DONE -> fail(Outcome.DONE, refused.reason(), refused.message());
            case UNKNOWN -> {
                mayBeDone = mayComeTwice();
                boolean isLost = mayBeDone && refused.reason() == Reason.ANSWER_NOT_KEPT;
                if (kind == CallKind.WRITE || isLost) {
                    yield fail(Outcome.UNKNOWN, refused.reason(), refused.message());
                }
                yield elsewhere(now);
            }
            case NOT_DONE ->
                    switch (Remedy.of(refused.reason())) {
                        case NONE -> fail(undone(), refused.reason(), refused.message());
                        case TIME -> overloaded(now, refused.retryAfterNanos());
                        case NAMED_MEMBER ->
                                leaderNamed ? follow(now, refused.hint()) : elsewhere(now);
                        case ANOTHER_MEMBER -> elsewhere(now);
                    };
        };
    }

    /** A named leader is asked once a round: a hint to one that has just failed leads nowhere. */
    private List<Effect> follow(long now, LeaderHint hint) {
        routing.notLeading(asked);
        if (mayNotAskAgain(now)) return failUndone();
        Optional<Endpoint> leader = routing.endpointOf(hint.address());
        if (leader.isEmpty() || !Routing.isUntried(leader.get(), tried)) return askNext(now);
        routing.learnLeader(hint);
        return ask(now, leader.get());
    }

    /** The leader is asked again after the pause; anyone else may be overloaded for good. */
    private List<Effect> overloaded(long now, long retryAfterNanos) {
        if (mayNotAskAgain(now)) return failUndone();
        roundGoesOn = !routing.isLeader(asked);
        return pause(now, retryAfterNanos);
    }

    private List<Effect> elsewhere(long now) {
        routing.notLeading(asked);
        return mayNotAskAgain(now) ? failUndone() : askNext(now);
    }

    /** Whether it takes effect, and may be sent again all the same. */
    private boolean mayComeTwice() {
        return kind == CallKind.WRITE_ONCE || kind == CallKind.WAIT;
    }

    private boolean mayNotAskAgain(long now) {
        return cancelled || pagesArrived || kind == CallKind.ASK_ONE || now >= waitsUntil();
    }

    private List<Effect> broken(long now, Sent sent, String message) {
        Reason silence = now >= deadlineNanos ? Reason.DEADLINE_PASSED : Reason.CONNECTION_LOST;
        String overdue = sent == Sent.MAYBE ? "no answer in time" : "no connection in time";
        String what = state == State.ABANDONING && !cancelled ? overdue : message;
        noteSilence(what);
        if (!cancelled) routing.failed(asked);
        if (mayComeTwice() && sent == Sent.MAYBE) mayBeDone = true;
        if (kind == CallKind.WRITE && sent == Sent.MAYBE) {
            Reason reason = cancelled ? Reason.CANCELLED : silence;
            return fail(Outcome.UNKNOWN, reason, asked.address() + ": " + what);
        }
        if (!serverSpoke) lastReason = sent == Sent.NEVER ? Reason.UNREACHABLE : silence;
        return mayNotAskAgain(now) ? failUndone() : askNext(now);
    }

    private List<Effect> elapsed(long now, Sent sent) {
        if (now < dueNanos) return NOTHING;
        return switch (state) {
            case NEW, ABANDONING, ENDED -> NOTHING;
            case WAITING -> now >= waitsUntil() ? waitedInVain() : nextRound(now);
            case ASKING -> now >= deadlineNanos ? abandon() : stillSilent(now, sent);
        };
    }

    private List<Effect> waitedInVain() {
        routing.pauseEnded();
        return failUndone();
    }

    private List<Effect> abandon() {
        state = State.ABANDONING;
        return List.of(ABANDON);
    }

    /** Not connected in time: ask another. Connected: a write waits on, a read not for ever. */
    private List<Effect> stillSilent(long now, Sent sent) {
        boolean othersAreLeft = routing.next(kind, tried).isPresent();
        if (sent == Sent.NEVER && othersAreLeft) return abandon();
        boolean isPatient = kind == CallKind.WRITE || kind == CallKind.WAIT;
        if (isPatient || pagesArrived || !othersAreLeft) {
            dueNanos = deadlineNanos;
            return NOTHING;
        }
        long patienceEnds = askedAtNanos + (READ_PATIENCE_NANOS << Math.min(silences, 8));
        if (now < patienceEnds) {
            dueNanos = Math.min(deadlineNanos, patienceEnds);
            return NOTHING;
        }
        silences++;
        return abandon();
    }

    private List<Effect> cancelled() {
        cancelled = true;
        return switch (state) {
            case ABANDONING, ENDED -> NOTHING;
            case NEW -> failUndone();
            case WAITING -> waitedInVain();
            case ASKING -> abandon();
        };
    }

    private void noteRefusal(String message) {
        if (refusals.isEmpty()) refusals = new LinkedHashMap<>();
        refusals.put(asked.address(), message);
        note(message);
    }

    /** What a member said before it fell silent tells more than that it did. */
    private void noteSilence(String what) {
        String said = refusals.getOrDefault(asked.address(), "");
        note(said.isEmpty() ? what : said + ", then " + what);
    }

    private void note(String problem) {
        if (problems.isEmpty()) problems = new LinkedHashMap<>();
        problems.put(asked.address(), problem);
    }

    private List<Effect> failUndone() {
        var facts = new StringBuilder();
        problems.forEach(
                (address, problem) -> {
                    if (!facts.isEmpty()) facts.append("; ");
                    facts.append(address).append(": ").append(problem);
                });
        return fail(undone(), cancelled ? Reason.CANCELLED : lastReason, facts.toString());
    }

    /** What a refusal of the last attempt says of the call: of an earlier one nobody may know. */
    private Outcome undone() {
        return mayBeDone ? Outcome.UNKNOWN : Outcome.NOT_DONE;
    }

    private List<Effect> fail(Outcome outcome, Reason reason, String message) {
        state = State.ENDED;
        return List.of(new Effect.Fail(new Failure(outcome, reason, message, routing.leader())));
    }
}
