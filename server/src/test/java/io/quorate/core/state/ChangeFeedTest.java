package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Changes read back from a store, beside a list of them that was kept as they were made. */
class ChangeFeedTest {

    private static final int KEYSPACE = 1;
    private static final int HISTORIES = 300;

    private final MemoryStore store = new MemoryStore();
    private final List<KeyEvent> made = new ArrayList<>();

    @Test
    void everyInterestIsShownEveryChangeOnceFromAnyRevisionOn() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            var test = new ChangeFeedTest();
            RandomCommands commands = test.applyBatches(random);
            test.compare(new KeyValueMachine(test.store), random, commands::knownKey, seed);
        }
    }

    @Test
    void aRevisionOfManyChangesIsShownInTheirOrder() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            var test = new ChangeFeedTest();
            test.writeRevisionsOfManyChanges(random);
            assertTrue(Digested.prepare(test.store));
            var machine = new KeyValueMachine(test.store);
            test.compare(machine, random, () -> anyKey(random), seed);
        }
    }

    @Test
    void aPageHoldsOneEventHoweverLargeAndEndsWhereTheNextWouldBeTooMuch() {
        var machine = watched(1 << 20);
        apply(machine, put("a", 1_000), put("b", 10), put("c", 10), put("d", 1_000));
        try (KeyValueView view = machine.view()) {
            FeedPage first = view.changes(everything(), ChangeId.first(1), 300, 100);
            assertEquals(made.subList(0, 1), first.events());
            FeedPage second = view.changes(everything(), first.next(), 300, 100);
            assertEquals(made.subList(1, 3), second.events());
            assertEquals(ChangeId.first(4), second.next());
            FeedPage last = view.changes(everything(), second.next(), 300, 100);
            assertEquals(new FeedPage(made.subList(3, 4), ChangeId.first(5)), last);
        }
    }

    @Test
    void aPageEndsAfterSoManyRowsWantedOrNot() {
        var machine = watched(1 << 20);
        apply(machine, put("a", 1), put("b", 1), put("c", 1), put("d", 1));
        var onlyD = Interest.inAll(KeySpan.ofKey(KEYSPACE, Bytes.utf8("d")));
        try (KeyValueView view = machine.view()) {
            FeedPage none = view.changes(onlyD, ChangeId.first(1), 1_000, 3);
            assertEquals(new FeedPage(List.of(), ChangeId.first(4)), none);
            assertEquals(1, view.changes(onlyD, none.next(), 1_000, 3).events().size());
        }
    }

    @Test
    void whatAMachineKeepsOfABatchOutlivesTheNext() {
        var machine = watched(1 << 9);
        apply(machine, put("a", 50));
        apply(machine, put("a", 60), new Command.Delete(KEYSPACE, Bytes.utf8("a")));
        List<KeyEvent> kept = machine.events().all();
        List<KeyEvent> expected = List.copyOf(made.subList(1, 3));
        for (int i = 0; i < 100; i++) apply(machine, put("b" + i, 40));
        assertEquals(expected, kept);
    }

    @Test
    void aMachineKeepsNoEventsUnlessItIsAskedTo() {
        var machine = watched(1 << 9);
        apply(machine, put("a", 1));
        machine.events().dismiss();
        assertEquals(List.of(), machine.events().all());
        var entry = Entry.command(1, 2, CommandCodec.encode(put("b", 1)));
        assertTrue(machine.apply(List.of(entry)).isPresent());
        assertEquals(List.of(), machine.events().all());
    }

    @Test
    void aMachineHasNoEventsOfABatchThatTheStoreRefused() {
        var machine = watched(1 << 20);
        apply(machine, put("a", 1));
        store.stall(true);
        var entry = Entry.command(1, 2, CommandCodec.encode(put("b", 1)));
        assertTrue(machine.apply(List.of(entry)).isEmpty());
        assertEquals(List.of(), machine.events().all());
    }

    private KeyValueMachine watched(int cacheBytes) {
        var machine = new KeyValueMachine(store, cacheBytes);
        machine.events().want();
        return machine;
    }

    private static Interest everything() {
        var all = KeySpan.ofRange(KEYSPACE, Bytes.EMPTY, Bytes.EMPTY);
        return new Interest(all, Interest.Kinds.ALL, Interest.Previous.SHOWN);
    }

    private static Command put(String key, int valueBytes) {
        return new Command.Put(KEYSPACE, Bytes.utf8(key), Bytes.wrap(new byte[valueBytes]));
    }

    /** Applies commands as one batch; what the machine says of it must be what the store has. */
    private void apply(KeyValueMachine machine, Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        long before = machine.revision();
        assertTrue(machine.apply(entries).isPresent());
        List<KeyEvent> events = machine.events().all();
        made.addAll(events);
        try (KeyValueView view = machine.view()) {
            int all = Integer.MAX_VALUE;
            FeedPage page = view.changes(everything(), ChangeId.first(before + 1), all, all);
            assertEquals(page.events(), events);
        }
    }

    /** Puts, deletes and transactions as clients may send them, all in one keyspace. */
    private RandomCommands applyBatches(SplittableRandom random) {
        var machine = watched(1 << (9 + random.nextInt(6)));
        var model = new KeyValueModel();
        var commands = new RandomCommands(random, model::revision, 1);
        for (int batch = random.nextInt(40); batch >= 0; batch--) {
            Command[] batched = new Command[1 + random.nextInt(8)];
            for (int i = 0; i < batched.length; i++) {
                batched[i] = allowed(commands, random);
                model.apply(Entry.command(1, 1, CommandCodec.encode(batched[i])));
            }
            apply(machine, batched);
        }
        compareWith(model);
        return commands;
    }

    /** No transaction changes a key twice: {@link TxnLimits} refuse it. */
    private static Command allowed(RandomCommands commands, SplittableRandom random) {
        while (true) {
            Command command = commands.any(random.nextInt(3));
            boolean isAllowed =
                    !(command instanceof Command.Txn txn) || new ChangedKeys().twice(txn).isEmpty();
            if (isAllowed) return command;
        }
    }

    /** What was kept is what a whole map for each revision says. */
    private void compareWith(KeyValueModel model) {
        int next = 0;
        for (long revision = 1; revision <= model.revision(); revision++) {
            int ordinal = 0;
            for (KeyValueModel.Place place : model.changes().get((int) revision - 1)) {
                KeyEvent event = made.get(next++);
                assertEquals(new ChangeId(revision, ordinal++), event.change());
                assertEquals(Rows.latest(place.keyspace(), place.key()), event.row());
                assertEquals(place.key(), event.key());
                assertEquals(model.getAt(place, revision), event.version());
                assertEquals(model.getAt(place, revision - 1), event.previous());
            }
        }
        assertEquals(next, made.size());
    }

    /** As the machine writes entries that change several keys, some of them more than once. */
    private void writeRevisionsOfManyChanges(SplittableRandom random) {
        Map<Bytes, VersionRow> live = new TreeMap<>();
        StoreBatch batch = store.batch();
        int revisions = 1 + random.nextInt(60);
        for (long revision = 1; revision <= revisions; revision++) {
            Set<Bytes> indexed = new TreeSet<>();
            int changes = 1 + random.nextInt(8);
            for (int ordinal = 0; ordinal < changes; ordinal++) {
                Bytes row = Rows.latest(KEYSPACE, anyKey(random));
                var change = new ChangeId(revision, ordinal);
                boolean isPut = !live.containsKey(row) || random.nextInt(3) > 0;
                if (isPut) put(batch, live, row, change, anyValue(random), indexed);
                else delete(batch, live, row, change, indexed);
            }
        }
        var applied = new Rows.Applied(new LogId(1, revisions), revisions);
        batch.put(Family.META, Rows.APPLIED_KEY, applied.encode());
        assertTrue(store.write(batch));
    }

    private void put(
            StoreBatch batch,
            Map<Bytes, VersionRow> live,
            Bytes row,
            ChangeId change,
            Bytes value,
            Set<Bytes> indexed) {
        Optional<VersionRow> before = Optional.ofNullable(live.get(row));
        VersionRow after;
        if (before.isPresent()) {
            supersede(batch, row, before.get(), change, indexed);
            after = VersionRow.after(before.get().readHead(), change, value, 0);
        } else {
            batch.put(Family.CHANGES, Rows.change(change), row);
            after = VersionRow.created(change, value, 0);
        }
        live.put(row, after);
        batch.put(Family.LATEST, row, after.head(), after.tail(), Bytes.EMPTY);
        made.add(KeyEvent.kept(change, row, before, Optional.of(after)));
    }

    private void delete(
            StoreBatch batch,
            Map<Bytes, VersionRow> live,
            Bytes row,
            ChangeId change,
            Set<Bytes> indexed) {
        VersionRow ended = live.remove(row).deleted();
        supersede(batch, row, ended, change, indexed);
        batch.delete(Family.LATEST, row);
        made.add(KeyEvent.kept(change, row, Optional.of(ended), Optional.empty()));
    }

    private static void supersede(
            StoreBatch batch, Bytes row, VersionRow ended, ChangeId change, Set<Bytes> indexed) {
        batch.put(Family.CHANGES, Rows.change(change), row, ended.head(), ended.tail());
        if (!Past.isIndexed(ended.readHead()) || !indexed.add(row)) return;
        Bytes way = Rows.ordinal(change.ordinal());
        batch.put(Family.HISTORY, Rows.historyOf(row, change.revision()), way);
    }

    private void compare(
            KeyValueMachine machine, SplittableRandom random, Supplier<Bytes> keys, long seed) {
        try (KeyValueView view = machine.view()) {
            for (int i = 0; i < 12; i++) {
                Interest interest = anyInterest(random, keys);
                long from = 1 + random.nextLong(view.revision() + 1);
                List<KeyEvent> expected =
                        made.stream()
                                .filter(event -> event.change().revision() >= from)
                                .filter(interest::wants)
                                .map(interest::shown)
                                .toList();
                assertEquals(expected, read(view, interest, from, random), "seed " + seed);
            }
        }
    }

    private static List<KeyEvent> read(
            KeyValueView view, Interest interest, long from, SplittableRandom random) {
        List<KeyEvent> read = new ArrayList<>();
        ChangeId next = ChangeId.first(from);
        while (next.revision() <= view.revision()) {
            int rowsMax = 1 + random.nextInt(20);
            FeedPage page = view.changes(interest, next, random.nextInt(2_000), rowsMax);
            assertTrue(page.next().compareTo(next) > 0);
            read.addAll(page.events());
            next = page.next();
        }
        return read;
    }

    private static Interest anyInterest(SplittableRandom random, Supplier<Bytes> keys) {
        KeySpan span =
                random.nextBoolean()
                        ? KeySpan.ofKey(KEYSPACE, keys.get())
                        : KeySpan.ofRange(
                                KEYSPACE,
                                keys.get(),
                                random.nextBoolean() ? Bytes.EMPTY : keys.get());
        return new Interest(
                span,
                Interest.Kinds.values()[random.nextInt(3)],
                Interest.Previous.values()[random.nextInt(2)]);
    }

    private static Bytes anyKey(SplittableRandom random) {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) key[i] = (byte) random.nextInt(3);
        return Bytes.wrap(key);
    }

    private static Bytes anyValue(SplittableRandom random) {
        byte[] value = new byte[random.nextInt(5) == 0 ? random.nextInt(300) : random.nextInt(6)];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }
}
