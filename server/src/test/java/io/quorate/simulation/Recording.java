package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Version;
import io.quorate.verify.Condition;
import io.quorate.verify.History;
import io.quorate.verify.HistoryRecorder;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;
import io.quorate.verify.Verdict;
import io.quorate.verify.linearizability.Linearizability;
import io.quorate.verify.revision.RevisionOrder;
import io.quorate.verify.session.Guarantee;
import io.quorate.verify.session.Merge;
import io.quorate.verify.session.SessionGuarantees;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the callers of a run see, taken down from outside and judged by the public checkers, which
 * know nothing of the one true history: neither they nor {@link Answers} have to be believed alone.
 * A value is known by the operation that wrote it.
 */
final class Recording {

    /** The client that changes have for which nobody asked. */
    private static final int NOBODY = Integer.MAX_VALUE;

    private final Scheduler scheduler;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final List<Integer> ids = new ArrayList<>();
    private final List<Merge> merges = new ArrayList<>();
    private final Map<Long, Set<Guarantee>> promises = new TreeMap<>();
    private final Counters counters;

    Recording(Scheduler scheduler) {
        this.scheduler = scheduler;
        counters = new Counters(scheduler);
    }

    /** What is done to counters, as those who count mean it. */
    Counters counters() {
        return counters;
    }

    /** A caller begins an operation; they are numbered as they begin. */
    void begins(Operation operation) {
        ids.add(
                recorder.invoked(
                        scheduler.nowNanos(),
                        operation.caller,
                        operation.session.map(SimulatedSession::number).orElse(0),
                        0,
                        invocation(operation.wish)));
    }

    /**
     * The end of a lease has removed keys: a change that no caller asked for, made at the moment at
     * which any node applies it first.
     */
    void leaseTook(List<Bytes> keys, long revision) {
        List<Invocation> deletes = new ArrayList<>();
        List<Response> deleted = new ArrayList<>();
        for (Bytes key : keys) {
            deletes.add(new Invocation.Delete(key.toString()));
            deleted.add(new Response.Deleted());
        }
        long now = scheduler.nowNanos();
        int id = recorder.invoked(now, NOBODY, new Invocation.Transaction(deletes));
        recorder.completed(now, id, new Outcome.Ok(new Response.Each(deleted), revision));
    }

    /** A session is promised something. */
    void promised(int session, Set<io.quorate.client.core.Guarantee> guarantees) {
        Set<Guarantee> named = EnumSet.noneOf(Guarantee.class);
        guarantees.forEach(each -> named.add(Guarantee.valueOf(each.name())));
        promises.put((long) session, named);
    }

    /** One session takes over what another has met. */
    void merged(int into, int from) {
        merges.add(new Merge(into, from, recorder.mark()));
    }

    /** The caller has its answer. */
    void done(Operation operation, Operation.Reply reply) {
        ended(operation, new Outcome.Ok(response(operation.wish, reply), revision(reply)));
    }

    private static long revision(Operation.Reply reply) {
        return switch (reply) {
            case Operation.Reply.Done done -> done.revision();
            case Operation.Reply.Deleted deleted -> deleted.revision();
            case Operation.Reply.DeletedAll all -> all.revision();
            case Operation.Reply.Found found -> found.revision();
            case Operation.Reply.FoundAll all -> all.revision();
            case Operation.Reply.Unmet unmet -> unmet.revision();
            case Operation.Reply.Each each -> each.revision();
        };
    }

    private static Response response(Operation.Wish wish, Operation.Reply reply) {
        if (!(reply instanceof Operation.Reply.DeletedAll all)) return response(reply);
        Set<Bytes> removed = new TreeSet<>();
        for (KeyVersion each : all.previous()) removed.add(each.key());
        return new Response.Each(
                ((Operation.Wish.DeleteRange) wish)
                        .keys().stream()
                                .<Response>map(
                                        key ->
                                                removed.contains(key)
                                                        ? new Response.Deleted()
                                                        : new Response.Absent())
                                .toList());
    }

    private static Response response(Operation.Reply reply) {
        return switch (reply) {
            case Operation.Reply.Done _ -> new Response.Stored();
            case Operation.Reply.Deleted deleted ->
                    deleted.count() > 0 ? new Response.Deleted() : new Response.Absent();
            case Operation.Reply.DeletedAll all -> throw new AssertionError(all);
            case Operation.Reply.Found found -> found(found.version());
            case Operation.Reply.FoundAll all -> pairs(all.versions());
            case Operation.Reply.Unmet _ -> new Response.NotStored();
            case Operation.Reply.Each each ->
                    new Response.Each(each.steps().stream().map(Recording::response).toList());
        };
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
        recorder.completed(scheduler.nowNanos(), ids.get((int) operation.number), outcome);
    }

    /** Demands that what was seen is linearizable, right by its revisions, and as promised. */
    void requireRight() {
        var history = recorder.history();
        requireRight(history);
        counters.requireRight();
        requireHolds(
                "what its sessions were promised",
                SessionGuarantees.check(history, merges, this::isPromised));
    }

    /** Demands of any history that it is linearizable, and right by its revisions. */
    static void requireRight(History history) {
        requireHolds(
                "linearizable",
                Linearizability.check(
                        history, Linearizability.STEPS_MAX_DEFAULT, RevisionOrder::places));
        requireHolds("right by its revisions", RevisionOrder.check(history));
    }

    private boolean isPromised(io.quorate.verify.Operation operation, Guarantee guarantee) {
        return promises.getOrDefault(operation.session(), Set.of()).contains(guarantee);
    }

    private static void requireHolds(String what, Verdict verdict) {
        InvariantViolation.require(
                verdict.holds(), "what the clients saw is not known to be %s: %s", what, verdict);
    }

    private static Invocation invocation(Operation.Wish wish) {
        return switch (wish) {
            case Operation.Wish.Put(Bytes key, Bytes value, long _, long _) ->
                    new Invocation.Put(key.toString(), name(value));
            case Operation.Wish.Delete(Bytes key) -> new Invocation.Delete(key.toString());
            case Operation.Wish.DeleteRange(List<Bytes> keys) ->
                    new Invocation.Transaction(
                            keys.stream()
                                    .<Invocation>map(key -> new Invocation.Delete(key.toString()))
                                    .toList());
            case Operation.Wish.Get(Bytes key, Operation.Level level) ->
                    new Invocation.Get(key.toString(), level(level));
            case Operation.Wish.Range(Operation.Level level) ->
                    new Invocation.Range("", "", level(level));
            case Operation.Wish.PutIf(Bytes key, Operation.Condition condition, Bytes value) ->
                    new Invocation.PutIf(key.toString(), condition(condition), name(value));
            case Operation.Wish.Txn(List<Operation.Step> steps) ->
                    new Invocation.Transaction(steps.stream().map(Recording::invocation).toList());
            case Operation.Wish.Behind behind -> invocation(behind.change());
        };
    }

    private static Condition condition(Operation.Condition condition) {
        return switch (condition) {
            case Operation.Condition.IsAbsent _ -> new Condition.IsAbsent();
            case Operation.Condition.HasRevision(long modRevision) ->
                    new Condition.HasRevision(modRevision);
            case Operation.Condition.HasValue(Bytes value) -> new Condition.HasValue(name(value));
        };
    }

    /** That a read is not too stale is for {@link Answers}, which know what time it is. */
    static Level level(Operation.Level level) {
        return switch (level) {
            case Operation.Level.Linearizable _ -> Level.LINEARIZABLE;
            case Operation.Level.InSession _ -> Level.SESSION;
            case Operation.Level.Eventual _, Operation.Level.Bounded _ -> Level.EVENTUAL;
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
