package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Version;
import io.quorate.replica.Arrival;
import io.quorate.verify.HistoryRecorder;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;
import io.quorate.verify.Verdict;
import io.quorate.verify.linearizability.Linearizability;
import io.quorate.verify.revision.RevisionOrder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the callers of a run see, taken down from outside and judged by the public checkers, which
 * know nothing of the one true history: neither they nor {@link Answers} have to be believed alone.
 * A value is known by the operation that wrote it.
 */
final class Recording {

    /**
     * Twenty times the usual: a run may send all its clients to one key, and leave many deletes of
     * unknown outcome there.
     */
    private static final long STEPS_MAX = 20 * Linearizability.STEPS_MAX_DEFAULT;

    private final Scheduler scheduler;
    private final HistoryRecorder recorder = new HistoryRecorder();

    Recording(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** A caller begins an operation; they are numbered as they begin. */
    void begins(Operation operation) {
        int id =
                recorder.invoked(
                        scheduler.nowNanos(), operation.caller, invocation(operation.wish));
        if (id != operation.number) throw new AssertionError(operation + " is recorded as " + id);
    }

    /** The caller has its answer. */
    void done(Operation operation, Operation.Reply reply) {
        ended(
                operation,
                switch (reply) {
                    case Operation.Reply.Done(long revision) ->
                            new Outcome.Ok(new Response.Stored(), revision);
                    case Operation.Reply.Deleted(long revision, long count) ->
                            new Outcome.Ok(
                                    count > 0 ? new Response.Deleted() : new Response.Absent(),
                                    revision);
                    case Operation.Reply.Found(long revision, Optional<Version> version) ->
                            new Outcome.Ok(found(version), revision);
                    case Operation.Reply.FoundAll(long revision, List<KeyVersion> versions) ->
                            new Outcome.Ok(pairs(versions), revision);
                });
    }

    /** The caller was told that it was not done. */
    void notDone(Operation operation) {
        ended(operation, new Outcome.Fail());
    }

    /** The caller was told that nobody knows. */
    void unknown(Operation operation) {
        ended(operation, new Outcome.Unknown());
    }

    private void ended(Operation operation, Outcome outcome) {
        recorder.completed(scheduler.nowNanos(), (int) operation.number, outcome);
    }

    /** Demands that what was seen is linearizable, and right by its revisions. */
    void requireRight() {
        var history = recorder.history();
        requireHolds("linearizable", Linearizability.check(history, STEPS_MAX));
        requireHolds("right by its revisions", RevisionOrder.check(history));
    }

    private static void requireHolds(String what, Verdict verdict) {
        InvariantViolation.require(
                verdict.holds(), "what the clients saw is not known to be %s: %s", what, verdict);
    }

    private static Invocation invocation(Operation.Wish wish) {
        return switch (wish) {
            case Operation.Wish.Put(Bytes key, Bytes value) ->
                    new Invocation.Put(key.toString(), name(value));
            case Operation.Wish.Delete(Bytes key) -> new Invocation.Delete(key.toString());
            case Operation.Wish.Get(Bytes key, Arrival.Level level) ->
                    new Invocation.Get(key.toString(), level(level));
            case Operation.Wish.Range(Arrival.Level level) ->
                    new Invocation.Range("", "", level(level));
        };
    }

    private static Level level(Arrival.Level level) {
        return switch (level) {
            case LINEARIZABLE -> Level.LINEARIZABLE;
            case EVENTUAL -> Level.EVENTUAL;
        };
    }

    private static Response found(Optional<Version> version) {
        if (version.isEmpty()) return new Response.Absent();
        return new Response.Found(name(version.get().value()), version.get().modRevision());
    }

    private static Response pairs(List<KeyVersion> versions) {
        List<Response.Pair> pairs = new ArrayList<>(versions.size());
        for (KeyVersion each : versions) {
            Version version = each.version();
            String value = name(version.value());
            pairs.add(new Response.Pair(each.key().toString(), value, version.modRevision()));
        }
        return new Response.Pairs(pairs);
    }

    private static String name(Bytes value) {
        return "w" + Values.operation(value);
    }
}
