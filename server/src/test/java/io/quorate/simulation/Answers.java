package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares every answer with the one true history, as it comes. Each answer names the revision that
 * it shows, so this is exact: the revisions are one total order, an answer agrees with the history
 * at its revision, and no linearizable operation shows less than what had been answered before it
 * began. That together is linearizability.
 */
final class Answers implements TrueListener {

    private final Counts counts;
    private final Recording recording;
    private final List<Operation> operations = new ArrayList<>();
    private final double slowest;
    private final Acknowledged acknowledged = new Acknowledged();
    private final NumberedChanges numberedChanges;
    private TrueReplies truth;
    private long nowNanos;

    /**
     * @param recording is told what the callers see, for another opinion
     * @param slowest rate that a node's clock may have, of the true one
     */
    Answers(Counts counts, Recording recording, double slowest) {
        this.counts = counts;
        this.recording = recording;
        this.slowest = slowest;
        numberedChanges = new NumberedChanges(this, counts);
    }

    void compareWith(TrueState state) {
        truth = new TrueReplies(state);
    }

    /** What registered clients asked for. */
    NumberedChanges numberedChanges() {
        return numberedChanges;
    }

    /** What is done to counters. */
    Counters counters() {
        return recording.counters();
    }

    /** How many operations have begun. */
    int begun() {
        return operations.size();
    }

    /** The highest revision that anybody was answered. */
    long highestAnswered() {
        return acknowledged.highest();
    }

    /** The number that the next operation will have. */
    long next() {
        return operations.size();
    }

    /** A caller begins an operation. */
    Operation begin(
            long now,
            int caller,
            Operation.Wish wish,
            Optional<SimulatedSession> session,
            Optional<Numbered> numbered) {
        int number = operations.size();
        long floor = acknowledged.highest();
        var operation = new Operation(number, caller, wish, session, numbered, now, floor);
        operations.add(operation);
        numbered.ifPresent(its -> numberedChanges.begins(operation, its));
        recording.begins(operation);
        return operation;
    }

    /** A write is in the history. */
    @Override
    public void tookEffect(long number, long revision) {
        Operation operation = operation(number);
        InvariantViolation.require(
                operation.tookEffectAt == 0,
                "%s took effect at %d and again at %d",
                operation,
                operation.tookEffectAt,
                revision);
        InvariantViolation.require(
                operation.fate != Operation.Fate.NOT_DONE,
                "%s was answered as not done, and took effect at %d",
                operation,
                revision);
        // Every node applies the one log, so this is the order on each of them.
        InvariantViolation.require(
                revision > operation.met,
                "%s took effect at %d, and its session had met %d before: monotonic writes, or"
                        + " writes follow reads",
                operation,
                revision,
                operation.met);
        operation.tookEffectAt = revision;
    }

    @Override
    public void carriedOut(long number, Operation.Reply reply) {
        Operation operation = operation(number);
        InvariantViolation.require(
                operation.cameTo.isEmpty(),
                "%s came to %s, and was carried out again",
                operation,
                operation.cameTo);
        InvariantViolation.require(
                operation.fate != Operation.Fate.NOT_DONE,
                "%s was answered as not done, and was carried out",
                operation);
        operation.cameTo = Optional.of(reply);
    }

    @Override
    public void refused(long number, Objection why) {
        operation(number).refusals.add(why);
        if (why instanceof Objection.StaleFence) counts.saw(Situation.STALE_FENCE_REFUSED);
        if (why instanceof Objection.UnknownLease) {
            counts.saw(Situation.PUT_UNDER_AN_ENDED_LEASE);
        }
    }

    @Override
    public void heldAfterFailover() {
        counts.saw(Situation.COMPARE_HELD_AFTER_A_FAILOVER);
    }

    /** When the caller of an operation began to ask for it. */
    long askedNanos(long number) {
        return operation(number).begunNanos;
    }

    Operation operation(long number) {
        InvariantViolation.require(
                number >= 0 && number < operations.size(), "%d is nobody's operation", number);
        return operations.get((int) number);
    }

    /** The caller was told that it was not done. */
    void notDone(Operation operation) {
        operation.fate = Operation.Fate.NOT_DONE;
        recording.notDone(operation);
        InvariantViolation.require(
                operation.tookEffectAt == 0,
                "%s took effect at %d, and is answered as not done",
                operation,
                operation.tookEffectAt);
        InvariantViolation.require(
                operation.cameTo.isEmpty(),
                "%s was carried out, and is answered as not done",
                operation);
        if (isWrite(operation)) counts.saw(Situation.WRITE_NOT_DONE);
    }

    /** The caller was told that nobody knows. */
    void unknown(Operation operation) {
        operation.fate = Operation.Fate.UNKNOWN;
        recording.unknown(operation);
        InvariantViolation.require(isWrite(operation), "%s has an unknown outcome", operation);
        counts.saw(Situation.WRITE_UNKNOWN);
        if (operation.numbered.isPresent()) counts.saw(Situation.NUMBERED_WRITE_UNKNOWN);
    }

    private static boolean isWrite(Operation operation) {
        return switch (operation.wish) {
            case Operation.Wish.Put _,
                    Operation.Wish.Delete _,
                    Operation.Wish.DeleteRange _,
                    Operation.Wish.PutIf _,
                    Operation.Wish.Txn _,
                    Operation.Wish.Behind _ ->
                    true;
            case Operation.Wish.Get _, Operation.Wish.Range _ -> false;
        };
    }

    /** The caller has its answer. */
    void done(long now, Operation operation, Operation.Reply reply) {
        nowNanos = now;
        operation.fate = Operation.Fate.DONE;
        recording.done(operation, reply);
        switch (operation.wish) {
            case Operation.Wish.PutIf _, Operation.Wish.Txn _ -> requireTrue(operation, reply);
            case Operation.Wish.Behind _ -> {
                requireTrue(operation, reply);
                counts.saw(Situation.FENCED_WRITE_DONE);
            }
            case Operation.Step _, Operation.Wish.DeleteRange _ -> {
                if (operation.numbered.isPresent()) requireTrue(operation, reply);
            }
        }
        switch (reply) {
            case Operation.Reply.Done(long revision) -> put(operation, revision);
            case Operation.Reply.Unmet unmet -> {
                requireAbove(operation, unmet.revision(), operation.floor);
                counts.saw(Situation.COMPARE_FAILED);
            }
            case Operation.Reply.Each each -> {
                put(operation, each.revision());
                counts.saw(Situation.TRANSACTION_DONE);
            }
            case Operation.Reply.Deleted deleted -> deleted(operation, deleted);
            case Operation.Reply.DeletedAll all -> deletedAll(operation, all);
            case Operation.Reply.Found found -> found(operation, found);
            case Operation.Reply.FoundAll all -> foundAll(operation, all);
        }
        boolean isDoneOnce = operation.numbered.isPresent() && operation.tookEffectAt > 0;
        if (isDoneOnce) counts.saw(Situation.NUMBERED_WRITE_DONE);
        operation.session.ifPresent(session -> met(session, operation, reply));
    }

    private void met(SimulatedSession session, Operation operation, Operation.Reply reply) {
        session.answered(reply);
        switch (reply) {
            case Operation.Reply.Found found ->
                    found.version().ifPresent(version -> session.shown(writer(version)));
            case Operation.Reply.Unmet unmet ->
                    unmet.version().ifPresent(version -> session.shown(writer(version)));
            case Operation.Reply.FoundAll all ->
                    all.versions().forEach(each -> session.shown(writer(each.version())));
            case Operation.Reply.Done _, Operation.Reply.Each _ -> session.made(operation);
            case Operation.Reply.Deleted _, Operation.Reply.DeletedAll _ -> {}
        }
    }

    private Operation writer(Version version) {
        return operation(Values.operation(version.value()));
    }

    /** What it was done to is not in the answer: only who has the whole history can tell. */
    private static void requireTrue(Operation operation, Operation.Reply reply) {
        InvariantViolation.require(
                operation.cameTo.equals(Optional.of(reply)),
                "%s is answered with %s, and came to %s",
                operation,
                reply,
                operation.cameTo);
    }

    private void put(Operation operation, long revision) {
        InvariantViolation.require(
                operation.tookEffectAt == revision,
                "%s is answered as done at %d, and took effect at %d",
                operation,
                revision,
                operation.tookEffectAt);
        requireAbove(operation, revision, operation.floor + 1);
        counts.saw(Situation.WRITE_DONE);
    }

    private void deleted(Operation operation, Operation.Reply.Deleted deleted) {
        truth.requireDeleted(operation, deleted);
        boolean isChange = deleted.count() > 0;
        requireAbove(operation, deleted.revision(), operation.floor + (isChange ? 1 : 0));
        counts.saw(Situation.WRITE_DONE);
    }

    private void deletedAll(Operation operation, Operation.Reply.DeletedAll all) {
        truth.requireDeleted(operation, all);
        boolean isChange = !all.previous().isEmpty();
        requireAbove(operation, all.revision(), operation.floor + (isChange ? 1 : 0));
        if (isChange) counts.saw(Situation.RANGE_DELETED);
    }

    private void requireAbove(Operation operation, long revision, long least) {
        InvariantViolation.require(
                revision >= least,
                "%s is answered at revision %d, and had to see %d: it is not linearizable",
                operation,
                revision,
                least);
        acknowledged.shown(nowNanos, revision);
    }

    private void found(Operation operation, Operation.Reply.Found found) {
        var wish = (Operation.Wish.Get) operation.wish;
        truth.requireFound(operation, wish.key(), found.revision(), found.version());
        read(operation, wish.level(), found.revision(), found.stalenessNanos());
    }

    private void read(
            Operation operation, Operation.Level level, long revision, long stalenessNanos) {
        boolean isStale = revision < operation.floor;
        switch (level) {
            case Operation.Level.Linearizable _ -> {
                requireAbove(operation, revision, operation.floor);
                counts.saw(Situation.LINEARIZABLE_READ_DONE);
            }
            case Operation.Level.Eventual _ -> {
                counts.saw(Situation.EVENTUAL_READ_DONE);
                if (isStale) counts.saw(Situation.EVENTUAL_READ_WAS_STALE);
            }
            case Operation.Level.InSession _ -> {
                counts.saw(Situation.SESSION_READ_DONE);
                if (isStale) counts.saw(Situation.SESSION_READ_WAS_STALE);
            }
            case Operation.Level.Bounded(long nanos) -> {
                requireFresh(operation, revision, nanos, stalenessNanos);
                counts.saw(Situation.BOUNDED_READ_DONE);
                if (isStale) counts.saw(Situation.BOUNDED_READ_WAS_STALE);
            }
        }
    }

    /** By the node's clock, which may be slow: then it takes a longer time for a shorter one. */
    private void requireFresh(Operation operation, long revision, long allowed, long met) {
        InvariantViolation.require(
                met >= 0 && met <= allowed,
                "%s is answered as %d ns stale, and %d are allowed",
                operation,
                met,
                allowed);
        long since = operation.begunNanos - (long) (met / slowest);
        InvariantViolation.require(
                revision >= acknowledged.highestBefore(since),
                "%s is answered at revision %d as %d ns stale, and %d was known before",
                operation,
                revision,
                met,
                acknowledged.highestBefore(since));
    }

    private void foundAll(Operation operation, Operation.Reply.FoundAll all) {
        truth.requireAll(operation, all);
        counts.saw(Situation.RANGE_READ_DONE);
        Operation.Level level = ((Operation.Wish.Range) operation.wish).level();
        read(operation, level, all.revision(), all.stalenessNanos());
    }

    /**
     * Everything has settled: what became of the writes whose outcome nobody knew, and what others
     * say of all that was seen.
     */
    void settled() {
        recording.requireRight();
        recording.counters().settled(truth.state(), counts);
        for (Operation operation : operations) {
            if (operation.fate != Operation.Fate.UNKNOWN) continue;
            if (operation.wish instanceof Operation.Wish.Delete) continue;
            if (operation.wish instanceof Operation.Wish.DeleteRange) continue;
            counts.saw(
                    operation.tookEffectAt > 0
                            ? Situation.UNKNOWN_WRITE_TOOK_EFFECT
                            : Situation.UNKNOWN_WRITE_TOOK_NO_EFFECT);
        }
    }
}
