package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.MembersCodec;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class DigestTest {

    private static final int HISTORIES = 300;

    @Test
    void addsAndSubtractsNumbersOf128Bits() {
        var one = new Digest(0, 1);
        var low = new Digest(7, -1);
        assertEquals(new Digest(8, 0), low.plus(one));
        assertEquals(low, new Digest(8, 0).minus(one));
        assertEquals(new Digest(-1, -1), Digest.NOTHING.minus(one));
        assertEquals(low, Digest.decode(low.encode()));
        assertEquals("0000000000000007ffffffffffffffff", low.toString());
    }

    /** Whatever entries do, in whatever batches: what is kept is what the rows come to. */
    @Test
    void keepsWhatTheRowsComeTo() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            var store = new MemoryStore();
            var machine = new KeyValueMachine(store, 1 << 12);
            var commands = new RandomCommands(random, machine::revision);
            for (int i = 0; i < 40; i++) {
                int size = 1 + random.nextInt(6);
                store.stall(random.nextInt(8) == 0);
                var entries = entries(random, commands, machine.applied().index(), size);
                if (machine.apply(entries).isEmpty()) {
                    store.stall(false);
                    assertTrue(machine.apply(entries).isPresent());
                }
                assertEquals(scanned(machine), machine.digest(), "seed " + seed);
            }
            Digest digest = machine.digest();
            assertEquals(digest, new KeyValueMachine(store).digest());
        }
    }

    private static List<Entry> entries(
            SplittableRandom random, RandomCommands commands, long after, int size) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            long index = after + i;
            entries.add(
                    random.nextInt(20) == 0
                            ? membership(index, members(random))
                            : Entry.command(1, index, CommandCodec.encode(any(random, commands))));
        }
        return entries;
    }

    private static Entry membership(long index, Bytes members) {
        return new Entry(new LogId(1, index), Entry.Kind.MEMBERSHIP, members);
    }

    private static Bytes members(SplittableRandom random) {
        var id = new NodeId("n" + random.nextInt(3));
        return MembersCodec.encode(Members.withoutAddresses(List.of(id), List.of()));
    }

    /** Among few ids, so that most of what they say concerns something that is there. */
    private static Command any(SplittableRandom random, RandomCommands commands) {
        long lease = 1 + random.nextInt(4);
        long client = 1 + random.nextInt(20);
        return switch (random.nextInt(12)) {
            case 0 -> new Command.GrantLease(lease, 1 + random.nextInt(50));
            case 1 -> new Command.KeepLease(lease);
            case 2 -> new Command.RevokeLease(lease);
            case 3 -> new Command.Clock(random.nextInt(200));
            case 4 -> new Command.RegisterClient(1 + random.nextInt(90), Command.Order.ANY);
            case 5 -> new Command.ForgetClient(client);
            case 6, 7 -> {
                long sequence = 1 + random.nextInt(8);
                long lowest = 1 + random.nextLong(sequence);
                Bytes change = CommandCodec.encode(commands.any(0));
                yield new Command.Once(client, sequence, lowest, change);
            }
            case 8, 9 ->
                    new Command.Put(
                            1,
                            commands.knownKey(),
                            Bytes.utf8("attached"),
                            lease,
                            Previous.LEFT_OUT);
            default -> commands.any(random.nextInt(3));
        };
    }

    private static Digest scanned(KeyValueMachine machine) {
        try (DigestScan scan = machine.view().scan()) {
            while (scan.readOn(100)) {}
            return scan.digest();
        }
    }

    @Test
    void isThatOfTheStateAndNotOfTheWayToIt() {
        var straight = new KeyValueMachine(new MemoryStore());
        var around = new KeyValueMachine(new MemoryStore());
        apply(straight, put("a", "1"), put("b", "1"));
        apply(around, put("a", "1"));
        apply(around, put("b", "1"));
        assertEquals(straight.digest(), around.digest());
        apply(straight, put("c", "1"));
        apply(around, put("c", "2"));
        assertNotEquals(straight.digest(), around.digest());
    }

    @Test
    void forgetsWhatWasDeleted() {
        var machine = new KeyValueMachine(new MemoryStore());
        apply(machine, put("a", "1"), new Command.Delete(1, Bytes.utf8("a")));
        Digest ofNoKey = machine.digest();
        apply(machine, put("a", "1"));
        assertNotEquals(ofNoKey, machine.digest());
        apply(machine, new Command.Delete(1, Bytes.utf8("a")));
        assertEquals(ofNoKey, machine.digest());
    }

    @Test
    void aRowThatRotsIsSeenInTheScanAlone() {
        var store = new MemoryStore();
        var machine = new KeyValueMachine(store);
        apply(machine, put("a", "1"), put("b", "1"));
        Digest kept = machine.digest();
        rot(store);
        assertEquals(kept, machine.digest());
        assertNotEquals(kept, scanned(machine));
    }

    private static void rot(MemoryStore store) {
        Bytes row = Rows.latest(1, Bytes.utf8("a"));
        byte[] value = store.get(Family.LATEST, row).orElseThrow().toArray();
        value[value.length - 1] ^= 1;
        StoreBatch batch = store.batch();
        batch.put(Family.LATEST, row, Bytes.wrap(value));
        assertTrue(store.write(batch));
    }

    @Test
    void aStoreFromBeforeThereWasOneIsPrepared() {
        var store = new MemoryStore();
        assertTrue(Digested.prepare(store));
        var machine = new KeyValueMachine(store);
        apply(machine, put("a", "1"), new Command.GrantLease(7, 1_000), new Command.Clock(5));
        Digest kept = machine.digest();
        StoreBatch batch = store.batch();
        batch.delete(Family.META, Digested.KEY);
        batch.put(Family.META, Rows.FORMAT_KEY, Rows.format(2));
        assertTrue(store.write(batch));
        assertThrows(InvariantViolation.class, () -> new KeyValueMachine(store));
        store.stall(true);
        assertFalse(Digested.prepare(store));
        store.stall(false);
        assertTrue(Digested.prepare(store));
        assertEquals(kept, new KeyValueMachine(store).digest());
        Bytes format = store.get(Family.META, Rows.FORMAT_KEY).orElseThrow();
        assertEquals(Rows.FORMAT, Rows.format(format));
    }

    @Test
    void anotherEpochIsAnotherState() {
        var machine = new KeyValueMachine(new MemoryStore());
        apply(machine, put("a", "1"));
        Digest before = machine.digest();
        assertTrue(machine.beginEpoch());
        assertNotEquals(before, machine.digest());
        assertEquals(scanned(machine), machine.digest());
    }

    private static Command put(String key, String value) {
        return new Command.Put(1, Bytes.utf8(key), Bytes.utf8(value));
    }

    private static void apply(KeyValueMachine machine, Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        assertTrue(machine.apply(entries).isPresent());
    }
}
