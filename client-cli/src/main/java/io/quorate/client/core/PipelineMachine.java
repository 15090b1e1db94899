package io.quorate.client.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Operations that are to take effect in the order they were asked for, over as many streams as it
 * takes. Whatever waits when the stream takes a batch leaves as one. Results come in the order
 * sent; when a stream ends, what has none is sent again on the next, in order and before all else,
 * unless it might then be done twice: a plain write that may have left ends as unknown, one that is
 * numbered keeps its number.
 *
 * <p>The order holds from stream to stream, since an operation that another member might do is the
 * last that a server does on its stream. Only a write that ended as unknown may take effect later
 * than it was asked for, or never.
 *
 * @param <O> an operation
 */
public final class PipelineMachine<O> {

    /** How many operations a batch holds at most: a server takes no more. */
    public static final int BATCH_OPERATIONS_MAX = 1_024;

    /** A batch is closed when it has so many bytes: a server takes little more in one message. */
    public static final int BATCH_BYTES_MAX = 512 << 10;

    /** Batches that are unanswered: enough that one is on its way while others are worked on. */
    public static final int BATCHES_UNANSWERED_MAX = 4;

    private enum State {
        IDLE,
        OPENING,
        OPEN,
        /** Nothing is sent any more, since an operation was turned away. */
        ENDING,
        ABANDONING,
        PAUSING
    }

    private final Routing routing;
    private final CallKind kind;
    private final Unanswered<O> unanswered = new Unanswered<>();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private State state = State.IDLE;
    private Endpoint asked;
    private long tried;
    private int rounds;
    private int silences;
    private long dueNanos = Long.MAX_VALUE;
    private long progressNanos;
    private boolean isClosed;
    private Reason lastReason = Reason.DEADLINE_PASSED;

    /**
     * A pipeline without a stream.
     *
     * @param kind whom its streams go to
     */
    public PipelineMachine(Routing routing, CallKind kind) {
        this.routing = routing;
        this.kind = kind;
    }

    /** When the driver is to report {@link PipelineInput.Elapsed}; changes with every step. */
    public long dueNanos() {
        return switch (state) {
            case OPENING, PAUSING -> dueNanos;
            case OPEN, ENDING -> silenceEndsNanos();
            case IDLE, ABANDONING -> Long.MAX_VALUE;
        };
    }

    /** A stream on which a plain write is unanswered is not given up: it would be unknown. */
    private long silenceEndsNanos() {
        boolean isPatient = !unanswered.anyIsSent() || unanswered.isPlainWriteSent();
        if (isPatient) return Long.MAX_VALUE;
        return progressNanos + (CallMachine.READ_PATIENCE_NANOS << Math.min(silences, 8));
    }

    /**
     * Takes one input.
     *
     * @param nowNanos the driver's monotonic clock
     * @return what is to be done, in this order
     */
    public List<PipelineEffect<O>> step(long nowNanos, PipelineInput<O> input) {
        return switch (input) {
            case PipelineInput.Submitted<O>(Piped<O> operation) -> submitted(nowNanos, operation);
            case PipelineInput.Writable<O> _ -> writable(nowNanos);
            case PipelineInput.Answered<O>(String node) -> answered(nowNanos, node);
            case PipelineInput.Refused<O>(Input.Refused refusal) -> refused(nowNanos, refusal);
            case PipelineInput.Ended<O>(Input.Refused why) -> ended(nowNanos, why);
            case PipelineInput.Broken<O>(String message) -> broken(nowNanos, message);
            case PipelineInput.Elapsed<O> _ -> elapsed(nowNanos);
            case PipelineInput.Expired<O>(Piped<O> operation) -> expired(nowNanos, operation);
            case PipelineInput.GivenUp<O>(Piped<O> operation) ->
                    drop(operation, Reason.CANCELLED, "");
            case PipelineInput.LeaderFound<O> _ ->
                    state == State.PAUSING ? nextRound(nowNanos) : List.of();
            case PipelineInput.Closed<O> _ -> closed();
        };
    }

    private List<PipelineEffect<O>> submitted(long now, Piped<O> operation) {
        if (isClosed) return drop(operation, Reason.CANCELLED, "the pipeline is closed");
        unanswered.add(operation);
        return state == State.IDLE ? openNext(now) : List.of();
    }

    private List<PipelineEffect<O>> openNext(long now) {
        Optional<Endpoint> next = routing.next(kind, tried);
        return next.isPresent() ? open(now, next.get()) : pause(now, 0);
    }

    private List<PipelineEffect<O>> open(long now, Endpoint endpoint) {
        state = State.OPENING;
        asked = endpoint;
        tried |= 1L << endpoint.index();
        dueNanos = now + CallMachine.CONNECT_PATIENCE_NANOS;
        return List.of(new PipelineEffect.Open<>(endpoint));
    }

    private List<PipelineEffect<O>> pause(long now, long atLeastNanos) {
        state = State.PAUSING;
        rounds++;
        tried = 0;
        dueNanos = now + Math.max(atLeastNanos, routing.pauseNanos(rounds));
        return List.of(new PipelineEffect.Wait<>());
    }

    private List<PipelineEffect<O>> nextRound(long now) {
        routing.pauseEnded();
        return goOn(now);
    }

    /** Without a stream: one is opened if anything waits for it. */
    private List<PipelineEffect<O>> goOn(long now) {
        state = State.IDLE;
        return unanswered.anyWaits() ? openNext(now) : List.of();
    }

    private List<PipelineEffect<O>> writable(long now) {
        if (state == State.OPENING) state = State.OPEN;
        if (state != State.OPEN || unanswered.isFull()) return List.of();
        if (!unanswered.anyIsSent()) progressNanos = now;
        List<PipelineEffect<O>> effects = new ArrayList<>(1);
        List<O> batch =
                unanswered.nextBatch(
                        now, late -> effects.add(tell(late, late.undone(), lastReason, facts())));
        if (!batch.isEmpty()) effects.add(new PipelineEffect.Send<>(batch));
        return effects;
    }

    private Piped<O> nextAnswered(long now) {
        progressNanos = now;
        silences = 0;
        routing.spoke(asked);
        return unanswered.answered();
    }

    private List<PipelineEffect<O>> answered(long now, String node) {
        if (!unanswered.anyIsSent()) return nonsense();
        Piped<O> done = nextAnswered(now);
        rounds = 0;
        tried = 1L << asked.index();
        problems.clear();
        lastReason = Reason.DEADLINE_PASSED;
        boolean isWrite = done.kind() == CallKind.WRITE || done.kind() == CallKind.WRITE_ONCE;
        if (isWrite) routing.writeAnswered(asked, node);
        else routing.readAnswered(asked, node);
        if (done.isTold()) return List.of();
        done.told();
        PipelineEffect<O> success = new PipelineEffect.Succeed<>(done.operation());
        return isWrite && routing.anyoneWaits()
                ? List.of(success, new PipelineEffect.WakeWaiting<>())
                : List.of(success);
    }

    private List<PipelineEffect<O>> refused(long now, Input.Refused refusal) {
        if (!unanswered.anyIsSent()) return nonsense();
        Piped<O> failed = nextAnswered(now);
        note(refusal.reason(), refusal.message());
        if (failed.isTold()) return List.of();
        return switch (refusal.outcome()) {
            case DONE -> List.of(tell(failed, Outcome.DONE, refusal.reason(), refusal.message()));
            case UNKNOWN -> {
                boolean isLost =
                        failed.kind() == CallKind.WRITE
                                || refusal.reason() == Reason.ANSWER_NOT_KEPT;
                if (isLost) {
                    yield List.of(
                            tell(failed, Outcome.UNKNOWN, refusal.reason(), refusal.message()));
                }
                failed.lost();
                yield again(failed);
            }
            case NOT_DONE ->
                    Remedy.of(refusal.reason()) == Remedy.NONE
                            ? List.of(
                                    tell(
                                            failed,
                                            failed.undone(),
                                            refusal.reason(),
                                            refusal.message()))
                            : again(failed);
        };
    }

    /** Nothing may take effect before it, so nothing more is sent on this stream. */
    private List<PipelineEffect<O>> again(Piped<O> operation) {
        unanswered.turnedAway(operation);
        if (state == State.OPEN) state = State.ENDING;
        return List.of();
    }

    private List<PipelineEffect<O>> nonsense() {
        state = State.ABANDONING;
        note(Reason.PROTOCOL_BROKEN, "a result of nothing that was sent");
        return List.of(new PipelineEffect.Abandon<>());
    }

    private List<PipelineEffect<O>> ended(long now, Input.Refused why) {
        routing.spoke(asked);
        note(why.reason(), why.message());
        unanswered.streamEnded(Piped::turnedAway);
        Remedy remedy = Remedy.of(why.reason());
        if (isClosed || remedy == Remedy.NONE) {
            state = State.IDLE;
            Reason reason = isClosed ? Reason.CANCELLED : why.reason();
            return tellAll(each -> tell(each, each.undone(), reason, why.message()));
        }
        if (!unanswered.anyWaits()) return goOn(now);
        return switch (remedy) {
            case NONE, ANOTHER_MEMBER -> elsewhere(now);
            case TIME -> pause(now, why.retryAfterNanos());
            case NAMED_MEMBER -> follow(now, why.hint());
        };
    }

    private List<PipelineEffect<O>> tellAll(Function<Piped<O>, PipelineEffect<O>> how) {
        List<PipelineEffect<O>> effects = new ArrayList<>();
        for (Piped<O> each : unanswered.giveUp()) {
            if (!each.isTold()) effects.add(how.apply(each));
        }
        return effects;
    }

    private List<PipelineEffect<O>> elsewhere(long now) {
        routing.notLeading(asked);
        return goOn(now);
    }

    /** A named leader is asked once a round: a hint to one that has just failed leads nowhere. */
    private List<PipelineEffect<O>> follow(long now, LeaderHint hint) {
        routing.notLeading(asked);
        Optional<Endpoint> leader = routing.endpointOf(hint.address());
        if (leader.isEmpty() || !Routing.isUntried(leader.get(), tried)) return goOn(now);
        routing.learnLeader(hint);
        return open(now, leader.get());
    }

    private List<PipelineEffect<O>> broken(long now, String message) {
        if (!isClosed) routing.failed(asked);
        boolean isUnsent = !unanswered.anyIsSent();
        String overdue = isUnsent ? "no connection in time" : "no answer in time";
        String what = state == State.ABANDONING && !isClosed ? overdue : message;
        note(isUnsent ? Reason.UNREACHABLE : Reason.CONNECTION_LOST, what);
        List<PipelineEffect<O>> effects = new ArrayList<>();
        String where = asked.address() + ": " + what;
        unanswered.streamEnded(
                lost -> {
                    lost.lost();
                    if (lost.kind() != CallKind.WRITE || lost.isTold()) return;
                    effects.add(tell(lost, Outcome.UNKNOWN, Reason.CONNECTION_LOST, where));
                });
        effects.addAll(goOn(now));
        return effects;
    }

    private List<PipelineEffect<O>> elapsed(long now) {
        if (now < dueNanos()) return List.of();
        return switch (state) {
            case IDLE, ABANDONING -> List.of();
            case PAUSING -> nextRound(now);
            case OPENING -> stillUnopened(now);
            case OPEN, ENDING -> {
                silences++;
                yield abandon();
            }
        };
    }

    /** If there is nobody else to ask, this one may as well take its time. */
    private List<PipelineEffect<O>> stillUnopened(long now) {
        if (routing.next(kind, tried).isPresent()) return abandon();
        dueNanos = now + CallMachine.READ_PATIENCE_NANOS;
        return List.of();
    }

    private List<PipelineEffect<O>> abandon() {
        state = State.ABANDONING;
        return List.of(new PipelineEffect.Abandon<>());
    }

    /** A stream that has been silent for long when a caller's time is over is given up. */
    private List<PipelineEffect<O>> expired(long now, Piped<O> operation) {
        if (operation.isTold()) return List.of();
        boolean isSilent =
                operation.isSent()
                        && now - progressNanos >= CallMachine.READ_PATIENCE_NANOS
                        && (state == State.OPEN || state == State.ENDING);
        String what = operation.isSent() ? asked.address() + ": no answer in time" : facts();
        Reason reason = operation.isSent() ? Reason.DEADLINE_PASSED : lastReason;
        List<PipelineEffect<O>> effects = new ArrayList<>(drop(operation, reason, what));
        if (isSilent) effects.addAll(abandon());
        return effects;
    }

    /** Its caller is told now; its place on the stream, if it has one, stays until its result. */
    private List<PipelineEffect<O>> drop(Piped<O> operation, Reason reason, String message) {
        if (operation.isTold()) return List.of();
        return List.of(tell(operation, operation.ifDropped(), reason, message));
    }

    private List<PipelineEffect<O>> closed() {
        isClosed = true;
        if (state == State.PAUSING) routing.pauseEnded();
        List<PipelineEffect<O>> effects =
                tellAll(each -> tell(each, each.ifDropped(), Reason.CANCELLED, ""));
        switch (state) {
            case IDLE, ABANDONING -> {}
            case PAUSING -> state = State.IDLE;
            case OPENING, OPEN, ENDING -> effects.addAll(abandon());
        }
        return effects;
    }

    private PipelineEffect<O> tell(
            Piped<O> operation, Outcome outcome, Reason reason, String message) {
        operation.told();
        var failure = new Failure(outcome, reason, message, routing.leader());
        return new PipelineEffect.Fail<>(operation.operation(), failure);
    }

    private void note(Reason reason, String problem) {
        lastReason = reason;
        problems.put(asked.address(), problem);
    }

    private String facts() {
        var facts = new StringBuilder();
        problems.forEach(
                (address, problem) -> {
                    if (!facts.isEmpty()) facts.append("; ");
                    facts.append(address).append(": ").append(problem);
                });
        return facts.toString();
    }
}
