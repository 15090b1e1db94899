package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Version;
import io.quorate.verify.Invocation;

import java.util.Optional;

/**
 * Adds one to a counter: reads it, then puts what is one more on the condition that nobody has
 * written since. If somebody has, the answer says what, and the put is tried again on top of that.
 * One of unknown outcome is not: it may have counted, and must not count twice.
 */
final class Increment implements Counting {

    /** Whoever meets others so often gives up. */
    private static final int PUTS_MAX = 8;

    private final Answers answers;
    private final Counters counters;
    private final Bytes key;
    private final Operation.Level level;
    private final int id;
    private int puts;
    private long sum;

    /**
     * @param level of the read; one that is stale costs a put
     */
    Increment(Answers answers, int caller, Bytes key, Operation.Level level) {
        this.answers = answers;
        counters = answers.counters();
        this.key = key;
        this.level = level;
        id = counters.begins(caller, new Invocation.Add(key.toString(), 1));
    }

    @Override
    public Operation.Wish first() {
        return new Operation.Wish.Get(key, level);
    }

    @Override
    public Optional<Operation.Wish> after(Operation ended, Optional<Operation.Reply> reply) {
        if (ended.wish instanceof Operation.Wish.PutIf) counters.put(key, ended);
        return switch (ended.fate) {
            case DONE -> answered(reply.orElseThrow());
            case NOT_DONE -> {
                counters.notDone(id);
                yield Optional.empty();
            }
            case UNKNOWN -> {
                counters.unknown(id);
                yield Optional.empty();
            }
            case OPEN -> throw new AssertionError(ended + " has not ended");
        };
    }

    private Optional<Operation.Wish> answered(Operation.Reply reply) {
        return switch (reply) {
            case Operation.Reply.Found(long _, Optional<Version> found, long _) -> putAfter(found);
            case Operation.Reply.Unmet(long _, Optional<Version> found) when puts < PUTS_MAX ->
                    putAfter(found);
            case Operation.Reply.Unmet _ -> {
                counters.notDone(id);
                yield Optional.empty();
            }
            case Operation.Reply.Done(long revision) -> {
                counters.added(id, sum, revision);
                yield Optional.empty();
            }
            case Operation.Reply.Deleted _,
                    Operation.Reply.DeletedAll _,
                    Operation.Reply.FoundAll _,
                    Operation.Reply.Each _ ->
                    throw new AssertionError("an increment is answered with " + reply);
        };
    }

    private Optional<Operation.Wish> putAfter(Optional<Version> found) {
        puts++;
        sum = Counters.sum(found) + 1;
        Operation.Condition condition =
                found.isPresent()
                        ? new Operation.Condition.HasRevision(found.get().modRevision())
                        : new Operation.Condition.IsAbsent();
        Bytes value = Values.counted(answers.next(), sum);
        return Optional.of(new Operation.Wish.PutIf(key, condition, value));
    }
}
