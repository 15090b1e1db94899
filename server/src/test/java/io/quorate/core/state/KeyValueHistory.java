package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One random history, drawn from a seed: batches of puts, deletes and no-ops, flushes, stalls, and
 * crashes that lose what was not flushed and apply it again; beside a model, which must agree with
 * every answer.
 */
final class KeyValueHistory {

    /** How a history treats its store beside writing to it. */
    record Faults(
            UnaryOperator<Store> crash, UnaryOperator<Store> stall, UnaryOperator<Store> unstall) {}

    private final SplittableRandom random;
    private final Faults faults;
    private final KeyValueModel model = new KeyValueModel();
    private final List<Entry> log = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final RandomCommands commands;
    private Store store;
    private KeyValueMachine machine;
    private LogId flushed = LogId.NONE;

    private KeyValueHistory(long seed, Store store, Faults faults) {
        this.random = new SplittableRandom(seed);
        this.store = store;
        this.faults = faults;
        this.commands = new RandomCommands(random, model::revision);
        MadeKeyspaces.in(store, RandomCommands.KEYSPACES);
        restart();
    }

    /** Plays the history of a seed on a fresh store, and gives back the store that is left. */
    static Store play(long seed, Store store, Faults faults) {
        try {
            KeyValueHistory history = new KeyValueHistory(seed, store, faults);
            history.play();
            return history.store;
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "replay with: mvn -pl server -am test -Dtest='KeyValue*Test,RocksKeyValue*Test'"
                            + " -Dquorate.seed="
                            + seed,
                    failure);
        }
    }

    private void play() {
        int steps = 3 + random.nextInt(20);
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(10)) {
                case 0 -> flush();
                case 1 -> crash();
                case 2 -> applyWhileStalled();
                case 3 -> compareAnyKey();
                case 4 -> forget(1 + random.nextInt(4));
                default -> applyNext();
            }
        }
        catchUp();
        compareEverything();
        crash();
        catchUp();
        compareEverything();
        forget(Integer.MAX_VALUE);
        compareEverything();
        compareRows();
    }

    /** Removes some pages of what is given up, from the beginning on. */
    private void forget(int pagesMax) {
        ChangeId from = ChangeId.first(0);
        for (int pages = 0; pages < pagesMax; pages++) {
            ForgottenPage page;
            try (KeyValueView view = machine.view()) {
                page = view.forgotten(from, 1 + random.nextInt(6));
            }
            if (page.rows() == 0) return;
            assertTrue(machine.forget(page));
            if (random.nextBoolean()) continue;
            assertTrue(machine.forget(new ForgottenStretch(from, page.next())));
            from = page.next();
        }
    }

    private void restart() {
        machine = new KeyValueMachine(store, 1 << (9 + random.nextInt(6)));
    }

    private void flush() {
        assertTrue(store.flush());
        flushed = machine.applied();
        assertEquals(flushed, machine.durableApplied());
    }

    private void crash() {
        store = faults.crash().apply(store);
        restart();
        assertTrue(machine.applied().index() >= flushed.index());
        assertEquals(machine.applied(), machine.durableApplied());
        flushed = machine.applied();
        long expected =
                outcomes.subList(0, (int) machine.applied().index()).stream()
                        .filter(KeyValueHistory::makesRevision)
                        .count();
        assertEquals(expected, machine.revision());
    }

    private static boolean makesRevision(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Put _ -> true;
            case Outcome.Deleted deleted -> deleted.count() > 0;
            case Outcome.Txn txn -> txn.results().stream().anyMatch(KeyValueHistory::makesRevision);
            case Outcome.Read _,
                    Outcome.Registered _,
                    Outcome.Leased _,
                    Outcome.Compacted _,
                    Outcome.OfKeyspace _,
                    Outcome.Refused _,
                    Outcome.Nothing _ ->
                    false;
        };
    }

    private void applyNext() {
        if (log.size() - machine.applied().index() < 1 || random.nextBoolean()) propose();
        apply();
    }

    private void catchUp() {
        while (machine.applied().index() < log.size()) apply();
    }

    /** Some of what is in the log and not applied: after a crash, what was applied before. */
    private void apply() {
        int from = (int) machine.applied().index();
        int to = from + 1 + random.nextInt(log.size() - from);
        assertEquals(Optional.of(outcomes.subList(from, to)), machine.apply(log.subList(from, to)));
        assertEquals(log.get(to - 1).id(), machine.applied());
    }

    private void applyWhileStalled() {
        propose();
        LogId applied = machine.applied();
        long revision = machine.revision();
        int from = (int) applied.index();
        store = faults.stall().apply(store);
        assertEquals(Optional.empty(), machine.apply(log.subList(from, log.size())));
        assertEquals(applied, machine.applied());
        assertEquals(revision, machine.revision());
        compareAnyKey();
        store = faults.unstall().apply(store);
        apply();
    }

    private void propose() {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            long index = log.size() + 1;
            long term = log.isEmpty() ? 1 : log.getLast().term() + random.nextInt(8) / 7;
            Entry entry =
                    random.nextInt(12) == 0
                            ? Entry.noOp(term, index)
                            : Entry.command(term, index, CommandCodec.encode(anyCommand()));
            log.add(entry);
            outcomes.add(model.apply(entry));
        }
    }

    private Command anyCommand() {
        if (random.nextInt(15) == 0)
            return new Command.Compact(random.nextLong(model.revision() + 3));
        Command.Change change = commands.any(random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0);
        return random.nextInt(5) == 0 ? new Command.Fenced(anyFence(), change) : change;
    }

    /** One whose key is as the last entry of the log leaves it, or as an earlier one did. */
    private Fence anyFence() {
        long last = model.revision();
        var place = new KeyValueModel.Place(commands.anyKeyspace(), commands.knownKey());
        long at = random.nextBoolean() ? last : random.nextLong(last + 1);
        long created = model.getAt(place, at).map(Version::createRevision).orElse(last + 1);
        return new Fence(place.keyspace(), place.key(), created);
    }

    private void compareAnyKey() {
        int keyspace = commands.anyKeyspace();
        Bytes key = commands.knownKey();
        var place = new KeyValueModel.Place(keyspace, key);
        assertEquals(model.getAt(place, machine.revision()), machine.get(keyspace, key));
        long past = random.nextLong(machine.compactedRevision(), machine.revision() + 1);
        assertEquals(model.getAt(place, past), machine.getAt(keyspace, key, past));
    }

    private void compareEverything() {
        try (KeyValueView view = machine.view()) {
            assertEquals(model.revision(), view.revision());
            assertEquals(machine.applied(), view.applied());
            for (int i = 0; i < commands.keyspaces(); i++) {
                int keyspace = RandomCommands.KEYSPACES[i];
                compareUsage(keyspace);
                for (Bytes key : commands.knownKeys())
                    compareKey(view, new KeyValueModel.Place(keyspace, key));
                for (long at = view.compactedRevision(); at <= view.revision(); at++)
                    compareRanges(view, keyspace, at);
            }
        }
        compareChanges();
        compareDigest();
    }

    private void compareDigest() {
        try (DigestScan scan = machine.view().scan()) {
            while (scan.readOn(1 + random.nextInt(500))) {}
            assertEquals(scan.digest(), machine.digest());
        }
    }

    /** What is counted with every change is what there is. */
    private void compareUsage(int keyspace) {
        long bytes = 0;
        List<KeyVersion> all =
                model.rangeAt(keyspace, Bytes.EMPTY, Bytes.EMPTY, machine.revision());
        for (KeyVersion each : all) bytes += each.key().size() + each.version().value().size();
        var expected = new Usage(all.size(), bytes);
        assertEquals(
                List.of(expected),
                machine.keyspaces().all().stream()
                        .filter(each -> each.id() == keyspace)
                        .map(Keyspace::usage)
                        .toList());
    }

    private void compareKey(KeyValueView view, KeyValueModel.Place place) {
        assertEquals(
                model.getAt(place, view.revision()), machine.get(place.keyspace(), place.key()));
        assertEquals(model.getAt(place, view.revision()), view.get(place.keyspace(), place.key()));
        for (long at = view.compactedRevision(); at <= view.revision(); at++) {
            assertEquals(model.getAt(place, at), view.getAt(place.keyspace(), place.key(), at));
        }
    }

    private void compareRanges(KeyValueView view, int keyspace, long at) {
        compareRange(view, keyspace, Bytes.EMPTY, Bytes.EMPTY, at);
        compareRange(view, keyspace, commands.anyKey(), commands.anyKey(), at);
        compareRange(view, keyspace, commands.anyKey(), Bytes.EMPTY, at);
    }

    private void compareRange(KeyValueView view, int keyspace, Bytes start, Bytes end, long at) {
        List<KeyVersion> expected = model.rangeAt(keyspace, start, end, at);
        List<KeyVersion> found = new ArrayList<>();
        boolean last = false;
        try (RangeCursor cursor = view.rangeAt(keyspace, start, end, at)) {
            while (!last) {
                int keysMax = 1 + random.nextInt(5);
                Page page = cursor.next(keysMax, random.nextInt(400));
                assertTrue(page.versions().size() <= keysMax);
                assertTrue(page.last() || !page.versions().isEmpty());
                found.addAll(page.versions());
                assertEquals(found.size() == expected.size(), page.last());
                last = page.last();
            }
        }
        assertEquals(expected, found);
    }

    /** What each change changed, as far as they are shown. */
    private void compareChanges() {
        long first = Math.max(1, machine.compactedRevision());
        List<List<Bytes>> found = new ArrayList<>();
        scan(
                Family.CHANGES,
                row -> {
                    ChangeId change = Rows.changeId(row.key());
                    if (change.revision() < first) return;
                    if (change.ordinal() == 0) found.add(new ArrayList<>());
                    found.getLast().add(Rows.changed(row.value()));
                    var id = new ChangeId(first + found.size() - 1, found.getLast().size() - 1);
                    assertEquals(id, change);
                });
        List<List<Bytes>> expected = new ArrayList<>();
        for (var changed : model.changes().subList((int) first - 1, (int) model.revision())) {
            expected.add(
                    changed.stream()
                            .map(place -> Rows.latest(place.keyspace(), place.key()))
                            .toList());
        }
        assertEquals(expected, found);
    }

    /** All that is given up is gone, and no way leads there. */
    private void compareRows() {
        long floor = machine.compactedRevision();
        scan(
                Family.CHANGES,
                row -> assertTrue(Rows.changeId(row.key()).revision() >= floor, "left over"));
        scan(
                Family.HISTORY,
                row -> assertTrue(Rows.supersedingRevision(row.key()) >= floor, "left over"));
    }

    private void scan(Family family, Consumer<StoreCursor> visitor) {
        byte[] end = new byte[16];
        Arrays.fill(end, (byte) 0xFF);
        try (StoreView view = store.view();
                StoreCursor cursor = view.cursor(family, Bytes.EMPTY, Bytes.wrap(end))) {
            for (; cursor.isValid(); cursor.next()) visitor.accept(cursor);
        }
    }
}
