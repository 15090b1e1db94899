package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.verify.Invocation;

import java.util.Optional;

/** Reads where a counter stands. */
final class CounterRead implements Counting {

    private final Counters counters;
    private final Bytes key;
    private final Operation.Level level;
    private final int id;

    CounterRead(Answers answers, int caller, Bytes key, Operation.Level level) {
        counters = answers.counters();
        this.key = key;
        this.level = level;
        var invocation = new Invocation.ReadCounter(key.toString(), Recording.level(level));
        id = counters.begins(caller, invocation);
    }

    @Override
    public Operation.Wish first() {
        return new Operation.Wish.Get(key, level);
    }

    @Override
    public Optional<Operation.Wish> after(Operation ended, Optional<Operation.Reply> reply) {
        if (reply.isPresent()) {
            var found = (Operation.Reply.Found) reply.get();
            counters.read(id, Counters.sum(found.version()), found.revision());
        } else {
            counters.notDone(id);
        }
        return Optional.empty();
    }
}
