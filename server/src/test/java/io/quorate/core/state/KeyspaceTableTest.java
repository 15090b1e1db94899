package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class KeyspaceTableTest {

    private static final int FIRST = Keyspaces.DEFAULT + 1;

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void beginsWithTheDefaultOneAlone() {
        assertEquals(List.of("default"), names());
        assertEquals(Keyspaces.DEFAULT, machine.keyspaces().named("default").orElseThrow().id());
        assertEquals(0, machine.revision());
    }

    @Test
    void makesAKeyspaceAtARevision() {
        var made = (Outcome.OfKeyspace) apply(create("a"));
        assertEquals(1, made.revision());
        assertEquals(1, machine.revision());
        assertEquals(FIRST, made.keyspace().id());
        assertEquals(Optional.of(made.keyspace()), machine.keyspaces().named("a"));
        assertEquals(List.of("default", "a"), names());
        assertEquals(new Outcome.Refused(new Objection.KeyspaceExists("a")), apply(create("a")));
        assertEquals(
                new Outcome.Refused(new Objection.KeyspaceExists("default")),
                apply(create("default")));
        assertEquals(1, machine.revision());
    }

    @Test
    void keepsTheKeysOfKeyspacesApartAndTheirRevisionsTogether() {
        apply(create("a"), create("b"));
        apply(put(FIRST, "k", "one"), put(FIRST + 1, "k", "two"), put(1, "k", "three"));
        assertEquals(5, machine.revision());
        assertEquals(bytes("one"), machine.get(FIRST, bytes("k")).orElseThrow().value());
        assertEquals(bytes("two"), machine.get(FIRST + 1, bytes("k")).orElseThrow().value());
        assertEquals(bytes("three"), machine.get(1, bytes("k")).orElseThrow().value());
        var all = new Command.Delete(new Keys.Range(FIRST, Bytes.EMPTY, Bytes.EMPTY), LEFT_OUT);
        assertEquals(new Outcome.Deleted(6, 1), apply(all));
        assertEquals(Optional.empty(), machine.get(FIRST, bytes("k")));
        assertTrue(machine.get(FIRST + 1, bytes("k")).isPresent());
        assertTrue(machine.get(1, bytes("k")).isPresent());
    }

    private static final Previous LEFT_OUT = Previous.LEFT_OUT;

    @Test
    void rangesEndWithTheirKeyspaceWhateverBytesItsKeysHave() {
        apply(create("a"), create("b"));
        List<Bytes> edges =
                List.of(
                        Bytes.wrap(new byte[] {0}),
                        Bytes.wrap(new byte[] {0, 0}),
                        Bytes.wrap(new byte[] {(byte) 0xFF}),
                        Bytes.wrap(new byte[] {(byte) 0xFF, (byte) 0xFF}));
        for (int keyspace = 1; keyspace <= FIRST + 1; keyspace++) {
            for (Bytes key : edges) {
                apply(new Command.Put(keyspace, key, bytes("of " + keyspace)));
            }
        }
        try (KeyValueView view = machine.view();
                RangeCursor cursor = view.range(FIRST, Bytes.EMPTY, Bytes.EMPTY)) {
            List<KeyVersion> found = cursor.next(100, 1_000).versions();
            assertEquals(edges, found.stream().map(KeyVersion::key).toList());
            for (KeyVersion each : found) {
                assertEquals(bytes("of " + FIRST), each.version().value());
            }
        }
    }

    @Test
    void refusesWhatSpeaksOfAKeyspaceThatIsNot() {
        var unknown = new Outcome.Refused(new Objection.UnknownKeyspace(9));
        assertEquals(unknown, apply(put(9, "k", "v")));
        assertEquals(unknown, apply(new Command.Delete(9, bytes("k"))));
        var read = new Query(new Keys.One(9, bytes("k")), 1, Query.Content.VALUES);
        assertEquals(unknown, apply(txn(put(1, "k", "v"), read)));
        var compare =
                new Compare(
                        new Keys.One(9, bytes("k")),
                        new Compare.Test.Number(Compare.Field.VERSION, Compare.Relation.EQUAL, 0));
        assertEquals(
                unknown,
                apply(new Command.Txn(List.of(compare), List.of(put(1, "k", "v")), List.of())));
        assertEquals(unknown, apply(new Command.DeleteKeyspace(9)));
        assertEquals(unknown, apply(new Command.AlterKeyspace(9, limits(1, 1, 1))));
        assertEquals(0, machine.revision());
        assertEquals(Optional.empty(), machine.get(1, bytes("k")));
    }

    /** A keyspace's late writes never reappear in one that has its name now. */
    @Test
    void whatIsMeantForADeletedKeyspaceNeverReachesAnotherOfItsName() {
        apply(create("a"));
        apply(put(FIRST, "k", "old"), new Command.DeleteKeyspace(FIRST), create("a"));
        int again = machine.keyspaces().named("a").orElseThrow().id();
        assertEquals(FIRST + 1, again);
        assertEquals(
                new Outcome.Refused(new Objection.UnknownKeyspace(FIRST)),
                apply(put(FIRST, "k", "late")));
        assertEquals(Optional.empty(), machine.get(again, bytes("k")));
        apply(new Command.DeleteKeyspace(again), new Command.Clock(1));
        machine = new KeyValueMachine(store);
        apply(create("a"));
        assertEquals(FIRST + 2, machine.keyspaces().named("a").orElseThrow().id());
    }

    @Test
    void removesTheRowsOfADeletedKeyspaceInPieces() {
        apply(create("a"));
        int more = 2 * Limits.REMOVED_KEYS_MAX + 3;
        List<Command> puts = new ArrayList<>();
        for (int i = 0; i < more; i++) puts.add(put(FIRST, "k" + i, "v"));
        apply(puts.toArray(Command[]::new));
        apply(put(1, "stays", "v"));
        assertEquals(OptionalLong.empty(), machine.nextDeadline());
        apply(new Command.DeleteKeyspace(FIRST));
        assertFalse(machine.keyspaces().isLive(FIRST));
        assertEquals(List.of(FIRST), machine.keyspaces().lastDeleted());
        long revision = machine.revision();
        for (int left : List.of(more, more - 1_000, more - 2_000)) {
            assertEquals(left + 1, rows(Family.LATEST));
            assertEquals(OptionalLong.of(0), machine.nextDeadline());
            machine = new KeyValueMachine(store);
            apply(new Command.Clock(1));
        }
        assertEquals(1, rows(Family.LATEST));
        assertEquals(OptionalLong.empty(), machine.nextDeadline());
        assertEquals(revision, machine.revision());
        assertEquals(List.of(), machine.keyspaces().lastDeleted());
        assertTrue(machine.get(1, bytes("stays")).isPresent());
    }

    @Test
    void detachesTheKeysOfADeletedKeyspaceFromTheirLeases() {
        apply(create("a"), new Command.GrantLease(7, 1_000));
        apply(leased(FIRST, "k"), leased(1, "k"), new Command.DeleteKeyspace(FIRST));
        apply(new Command.Clock(1));
        assertEquals(new Outcome.Deleted(5, 1), apply(new Command.RevokeLease(7)));
        assertEquals(0, rows(Family.LATEST));
    }

    /** The lease ends before the keyspace's rows are removed. */
    @Test
    void aLeaseThatEndsTellsNobodyOfKeysThatAreGone() {
        apply(create("a"), new Command.GrantLease(7, 1_000));
        apply(leased(FIRST, "k"), leased(1, "k"));
        assertEquals(
                new Outcome.Deleted(5, 1),
                apply(new Command.DeleteKeyspace(FIRST), new Command.RevokeLease(7)));
        apply(new Command.Clock(1));
        assertEquals(OptionalLong.empty(), machine.nextDeadline());
        assertEquals(0, rows(Family.LATEST));
        assertEquals(5, machine.revision());
    }

    @Test
    void takesNoMoreKeysThanItsLimitAndAlwaysDeletes() {
        apply(create("a", new KeyspaceLimits(2, 0, 0)));
        apply(put(FIRST, "a", "v"), put(FIRST, "b", "v"));
        Outcome full =
                new Outcome.Refused(new Objection.KeyspaceFull("a", new KeyspaceLimits(2, 0, 0)));
        assertEquals(full, apply(put(FIRST, "c", "v")));
        assertTrue(apply(put(FIRST, "b", "w")) instanceof Outcome.Put);
        assertEquals(full, apply(txn(put(FIRST, "c", "v"), put(FIRST, "d", "v"))));
        var swap = txn(new Command.Delete(FIRST, bytes("a")), put(FIRST, "c", "v"));
        assertTrue(apply(swap) instanceof Outcome.Txn);
        assertEquals(new Usage(2, 4), usage("a"));
        apply(new Command.AlterKeyspace(FIRST, limits(1, 0, 0)));
        assertTrue(apply(put(FIRST, "c", "other")) instanceof Outcome.Put);
        assertTrue(apply(new Command.Delete(FIRST, bytes("c"))) instanceof Outcome.Deleted);
        assertEquals(new Usage(1, 2), usage("a"));
    }

    @Test
    void takesNoMoreBytesThanItsLimit() {
        apply(create("a", new KeyspaceLimits(0, 10, 0)));
        apply(put(FIRST, "ab", "12345678"));
        assertTrue(apply(put(FIRST, "x", "")) instanceof Outcome.Refused);
        assertTrue(apply(put(FIRST, "ab", "123456789")) instanceof Outcome.Refused);
        assertTrue(apply(put(FIRST, "ab", "1234567")) instanceof Outcome.Put);
        assertTrue(apply(put(FIRST, "x", "")) instanceof Outcome.Put);
        assertEquals(new Usage(2, 10), usage("a"));
    }

    @Test
    void takesNoLargerValuesThanItsLimit() {
        apply(create("a", new KeyspaceLimits(0, 0, 3)));
        assertTrue(apply(put(FIRST, "a", "123")) instanceof Outcome.Put);
        assertEquals(
                new Outcome.Refused(new Objection.ValueTooLarge(3)),
                apply(put(FIRST, "a", "1234")));
        apply(
                new Command.AlterKeyspace(
                        FIRST,
                        new KeyspaceLimits.Alteration(
                                OptionalLong.of(9), OptionalLong.empty(), OptionalLong.of(0))));
        assertTrue(apply(put(FIRST, "a", "1234")) instanceof Outcome.Put);
        assertEquals(
                new KeyspaceLimits(9, 0, 0), machine.keyspaces().named("a").orElseThrow().limits());
    }

    @Test
    void aRefusalIsKeptForAClientThatAsksAgain() {
        apply(create("a", new KeyspaceLimits(1, 0, 9)), put(FIRST, "k", "v"));
        apply(new Command.RegisterClient(1_000, Command.Order.ANY));
        long client = machine.applied().index();
        List<Command.Change> refused =
                List.of(put(FIRST, "l", "v"), put(9, "k", "v"), put(FIRST, "k", "more than 9"));
        for (int i = 0; i < refused.size(); i++) {
            Bytes change = CommandCodec.encode(refused.get(i));
            var once = new Command.Once(client, i + 1, 1, change);
            Outcome first = apply(once);
            assertTrue(first instanceof Outcome.Refused);
            apply(new Command.AlterKeyspace(FIRST, limits(0, 0, 0)));
            assertEquals(first, apply(once));
            apply(new Command.AlterKeyspace(FIRST, limits(1, 0, 9)));
        }
    }

    @Test
    void isTheSameAfterARestart() {
        apply(create("a", new KeyspaceLimits(5, 600, 70)), put(1, "x", "y"));
        apply(put(FIRST, "k", "v"), create("gone"), new Command.DeleteKeyspace(FIRST + 1));
        List<Keyspace> before = machine.keyspaces().all();
        machine = new KeyValueMachine(store);
        assertEquals(before, machine.keyspaces().all());
        assertEquals(OptionalLong.of(0), machine.nextDeadline());
    }

    /** A store from before keyspaces were counted. */
    @Test
    void countsOnceWhatTheDefaultOneHeldBefore() {
        apply(put(1, "a", "bc"), put(1, "d", ""));
        StoreBatch batch = store.batch();
        batch.delete(Family.META, KeyspaceRows.key(1));
        store.write(batch);
        machine = new KeyValueMachine(store);
        assertEquals(new Usage(2, 4), usage("default"));
        apply(put(1, "e", "f"));
        machine = new KeyValueMachine(store);
        assertEquals(new Usage(3, 6), usage("default"));
    }

    @Test
    void changesNothingIfTheStoreTakesNothing() {
        apply(create("a"));
        store.stall(true);
        List<Entry> entries =
                entries(create("b"), put(FIRST, "k", "v"), new Command.DeleteKeyspace(FIRST));
        assertEquals(Optional.empty(), machine.apply(entries));
        assertEquals(List.of("default", "a"), names());
        assertEquals(Usage.NONE, usage("a"));
        store.stall(false);
        machine.apply(entries);
        assertEquals(List.of("default", "b"), names());
    }

    @Test
    void refusesMoreKeyspacesThanThereMayBe() {
        for (int i = 1; i < Limits.KEYSPACES_MAX; i++) apply(create("k" + i));
        Outcome tooMany = new Outcome.Refused(new Objection.TooManyKeyspaces(Limits.KEYSPACES_MAX));
        assertEquals(tooMany, apply(create("more")));
        apply(new Command.DeleteKeyspace(FIRST));
        assertEquals(tooMany, apply(create("more")));
        apply(new Command.Clock(1));
        assertTrue(apply(create("more")) instanceof Outcome.OfKeyspace);
    }

    private static Command create(String name) {
        return create(name, KeyspaceLimits.NONE);
    }

    private static Command create(String name, KeyspaceLimits limits) {
        return new Command.CreateKeyspace(name, Keyspace.Replication.CONSENSUS, limits);
    }

    private static KeyspaceLimits.Alteration limits(long keys, long bytes, long valueBytes) {
        return new KeyspaceLimits.Alteration(
                OptionalLong.of(keys), OptionalLong.of(bytes), OptionalLong.of(valueBytes));
    }

    private static Command.Put put(int keyspace, String key, String value) {
        return new Command.Put(keyspace, bytes(key), bytes(value));
    }

    private static Command.Put leased(int keyspace, String key) {
        return new Command.Put(keyspace, bytes(key), bytes("v"), 7, Previous.LEFT_OUT);
    }

    private static Command.Txn txn(Operation... operations) {
        return new Command.Txn(List.of(), List.of(operations), List.of());
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    private Outcome apply(Command... commands) {
        return machine.apply(entries(commands)).orElseThrow().getLast();
    }

    private List<Entry> entries(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        return entries;
    }

    private List<String> names() {
        return machine.keyspaces().all().stream().map(Keyspace::name).toList();
    }

    private Usage usage(String name) {
        return machine.keyspaces().named(name).orElseThrow().usage();
    }

    private int rows(Family family) {
        int count = 0;
        byte[] end = {(byte) 0xFF, (byte) 0xFF};
        try (StoreView view = store.view();
                StoreCursor rows = view.cursor(family, Bytes.EMPTY, Bytes.wrap(end))) {
            for (; rows.isValid(); rows.next()) count++;
        }
        return count;
    }
}
