package io.quorate.replica.journal;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Steps that two groups take, drawn from a seed: one writes as Raft does, in order and with
 * truncations, the other as Paxos does, in any order and over what was there. Beside each step
 * stands what the journal is to hold after it.
 */
final class JournalWorkload {

    static final GroupId RAFT = new GroupId(1);
    static final GroupId PAXOS = new GroupId(2);
    static final List<GroupId> GROUPS = List.of(RAFT, PAXOS);

    sealed interface Step {
        record Write(List<Append> appends) implements Step {}

        record Release(GroupId group, long index) implements Step {}
    }

    private final SplittableRandom random;
    private final List<Step> steps = new ArrayList<>();
    private final List<JournalModel> models = new ArrayList<>();
    private long round = 1;

    JournalWorkload(long seed, int length) {
        random = new SplittableRandom(seed);
        models.add(new JournalModel());
        for (int i = 0; i < length; i++) {
            JournalModel model = models.getLast().copy();
            Step step = draw(model);
            apply(model, step);
            steps.add(step);
            models.add(model);
        }
    }

    int length() {
        return steps.size();
    }

    Step step(int number) {
        return steps.get(number);
    }

    /** What is to be held after so many steps. */
    JournalModel after(int count) {
        return models.get(count);
    }

    static void take(Journal journal, Step step) throws IOException {
        switch (step) {
            case Step.Write write -> journal.write(write.appends());
            case Step.Release release -> journal.release(release.group(), release.index());
        }
    }

    static void apply(JournalModel model, Step step) {
        switch (step) {
            case Step.Write write -> {
                for (Append append : write.appends()) {
                    for (Durable record : append.records()) model.apply(append.group(), record);
                }
            }
            case Step.Release release -> model.release(release.group(), release.index());
        }
    }

    /** What may be held when the power goes during a step: each record may be the last kept. */
    static List<JournalModel> during(JournalModel before, Step step) {
        List<JournalModel> states = new ArrayList<>();
        JournalModel state = before.copy();
        states.add(state.copy());
        switch (step) {
            case Step.Release release -> state.release(release.group(), release.index());
            case Step.Write write -> {
                for (Append append : write.appends()) {
                    for (Durable record : append.records()) {
                        for (Durable one : singly(record)) {
                            state.apply(append.group(), one);
                            states.add(state.copy());
                        }
                    }
                }
            }
        }
        states.add(state);
        return states;
    }

    private static List<Durable> singly(Durable record) {
        if (!(record instanceof Durable.Written written)) return List.of(record);
        List<Durable> singly = new ArrayList<>();
        for (Entry entry : written.entries()) singly.add(new Durable.Written(List.of(entry)));
        return singly;
    }

    /** Whether a step is one batch, and so is kept whole or not at all. */
    static boolean isOneBatch(Step step, JournalLimits limits) {
        if (!(step instanceof Step.Write write)) return true;
        long bytes = Layout.BATCH_HEADER_BYTES + 7 + Layout.BATCH_TRAILER_BYTES;
        for (Append append : write.appends()) bytes += Journal.recordsBytes(append.records());
        return bytes <= limits.batchBytesMax();
    }

    private Step draw(JournalModel model) {
        if (random.nextInt(8) == 0) return release(model);
        List<Append> appends = new ArrayList<>();
        if (random.nextInt(4) != 0) appends.add(new Append(RAFT, raft(model)));
        if (random.nextInt(3) == 0) appends.add(new Append(PAXOS, paxos(model)));
        if (appends.isEmpty()) appends.add(new Append(RAFT, List.of(promise())));
        return new Step.Write(appends);
    }

    private Step release(JournalModel model) {
        GroupId group = GROUPS.get(random.nextInt(2));
        long from = model.released(group);
        long to = Math.max(from, model.lastIndex(group));
        return new Step.Release(group, random.nextLong(from, to + 1));
    }

    private Durable promise() {
        Optional<NodeId> node =
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new NodeId("n" + random.nextInt(1, 1_000)));
        return new Durable.Promised(new Promise(++round, node));
    }

    private List<Durable> raft(JournalModel model) {
        List<Durable> records = new ArrayList<>();
        long next = model.lastIndex(RAFT) + 1;
        if (random.nextInt(6) == 0) {
            records.add(promise());
            long released = model.released(RAFT);
            if (next > released + 1 && random.nextInt(3) != 0) {
                next = random.nextLong(released + 1, next);
                records.add(new Durable.Truncated(next));
            }
        }
        int count = random.nextInt(40) == 0 ? 30 : random.nextInt(1, 6);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) entries.add(entry(next + i));
        records.add(new Durable.Written(entries));
        return records;
    }

    private List<Durable> paxos(JournalModel model) {
        List<Durable> records = new ArrayList<>();
        long lowest = model.released(PAXOS) + 1;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            records.add(new Durable.Written(List.of(entry(lowest + random.nextInt(30)))));
        }
        return records;
    }

    private Entry entry(long index) {
        if (random.nextInt(10) == 0) return Entry.noOp(round, index);
        byte[] payload = new byte[random.nextInt(20) == 0 ? 1_200 : random.nextInt(120)];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) random.nextInt(256);
        return new Entry(new LogId(round, index), Entry.Kind.COMMAND, Bytes.wrap(payload));
    }
}
