package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Version;
import io.quorate.verify.HistoryRecorder;
import io.quorate.verify.Invocation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is done to counters, as those who count mean it: here an increment is one operation, however
 * many calls it takes. {@link Recording} has the calls. Both are judged.
 */
final class Counters {

    private final Scheduler scheduler;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final Map<Bytes, List<Operation>> puts = new TreeMap<>();

    Counters(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Where a counter stands; one that is not there stands at 0. */
    static long sum(Optional<Version> counter) {
        return counter.map(Version::value).map(Values::sum).orElse(0L);
    }

    /** A caller begins to count, or to read a counter; answers its number. */
    int begins(int caller, Invocation invocation) {
        return recorder.invoked(scheduler.nowNanos(), caller, invocation);
    }

    /** An increment has made a counter stand there. */
    void added(int id, long sum, long revision) {
        ended(id, new Outcome.Ok(new Response.Sum(sum), revision));
    }

    /** A counter was seen to stand there. */
    void read(int id, long sum, long revision) {
        ended(id, new Outcome.Ok(new Response.Sum(sum), revision));
    }

    /** It was not done: no put of it, nor the read. */
    void notDone(int id) {
        ended(id, new Outcome.Fail());
    }

    /** Nobody knows of the last put of an increment; of those before it was known. */
    void unknown(int id) {
        ended(id, new Outcome.Unknown());
    }

    private void ended(int id, Outcome outcome) {
        recorder.completed(scheduler.nowNanos(), id, outcome);
    }

    /** A put of an increment has ended, whatever became of it. */
    void put(Bytes key, Operation put) {
        puts.computeIfAbsent(key, none -> new ArrayList<>()).add(put);
    }

    /** Demands that the counters count, as far as anybody saw. */
    void requireRight() {
        Recording.requireRight(recorder.history());
    }

    /** All has settled: each counter stands where the puts that took effect have brought it. */
    void settled(TrueState state, Counts counts) {
        puts.forEach(
                (key, its) -> {
                    long counted = its.stream().filter(put -> put.tookEffectAt > 0).count();
                    long sum = state.keys().at(key, state.revision()).map(Values::sum).orElse(0L);
                    InvariantViolation.require(
                            sum == counted,
                            "%s stands at %d, and was added to %d times",
                            key,
                            sum,
                            counted);
                    for (Operation put : its) saw(put, counts);
                });
    }

    private static void saw(Operation put, Counts counts) {
        boolean tookEffect = put.tookEffectAt > 0;
        switch (put.fate) {
            case DONE ->
                    counts.saw(
                            tookEffect
                                    ? Situation.INCREMENT_DONE
                                    : Situation.INCREMENT_MET_ANOTHER);
            case UNKNOWN ->
                    counts.saw(
                            tookEffect
                                    ? Situation.UNKNOWN_INCREMENT_TOOK_EFFECT
                                    : Situation.UNKNOWN_INCREMENT_TOOK_NO_EFFECT);
            case NOT_DONE -> counts.saw(Situation.INCREMENT_NOT_DONE);
            case OPEN -> throw new AssertionError(put + " has not ended");
        }
    }
}
