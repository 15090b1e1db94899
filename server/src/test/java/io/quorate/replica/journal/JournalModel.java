package io.quorate.replica.journal;

import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Recovered;

import java.util.ArrayList;
import java.util.TreeMap;

/** What a journal is to hold, in a few maps: nothing is ever lost here. */
final class JournalModel {

    private static final class Log {
        Promise promise = Promise.NONE;
        TreeMap<Long, Entry> entries = new TreeMap<>();
        long released;
    }

    private final TreeMap<GroupId, Log> logs = new TreeMap<>();

    JournalModel copy() {
        var copy = new JournalModel();
        logs.forEach(
                (group, log) -> {
                    Log same = copy.of(group);
                    same.promise = log.promise;
                    same.entries = new TreeMap<>(log.entries);
                    same.released = log.released;
                });
        return copy;
    }

    private Log of(GroupId group) {
        return logs.computeIfAbsent(group, absent -> new Log());
    }

    void apply(GroupId group, Durable record) {
        Log log = of(group);
        switch (record) {
            case Durable.Promised promised -> log.promise = promised.promise();
            case Durable.Truncated truncated -> log.entries.tailMap(truncated.from(), true).clear();
            case Durable.Rebased rebased -> {
                log.entries.clear();
                log.released = rebased.base().index();
            }
            case Durable.Mended mended -> {}
            case Durable.Written written -> {
                for (Entry entry : written.entries()) log.entries.put(entry.index(), entry);
            }
        }
    }

    void release(GroupId group, long index) {
        Log log = of(group);
        log.released = Math.max(log.released, index);
        log.entries.headMap(index, true).clear();
    }

    long released(GroupId group) {
        return of(group).released;
    }

    long lastIndex(GroupId group) {
        Log log = of(group);
        return log.entries.isEmpty() ? log.released : log.entries.lastKey();
    }

    /** What a restart on a state machine that has applied up to a base is to find. */
    Recovered recovered(GroupId group, long base) {
        Log log = of(group);
        return new Recovered(
                log.promise,
                new LogId(0, base),
                new ArrayList<>(log.entries.tailMap(base, false).values()));
    }
}
