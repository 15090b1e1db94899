package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.LogId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class RowsTest {

    private static final int[] KEYSPACES = {
        0, 1, 2, 0xFD, 0xFE, 0xFF, 0x100, 0xFFFF, 0xFF0000, Integer.MAX_VALUE
    };
    private static final long[] REVISIONS = {1, 0xFF, 0x100, 1L << 40, Long.MAX_VALUE};

    @Test
    void ordersRowsByKeyspaceThenKeyThenRevision() {
        List<Bytes> keys = keys();
        var random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            int keyspace = KEYSPACES[random.nextInt(KEYSPACES.length)];
            int other = KEYSPACES[random.nextInt(KEYSPACES.length)];
            Bytes key = keys.get(random.nextInt(keys.size()));
            Bytes otherKey = random.nextInt(5) == 0 ? key : keys.get(random.nextInt(keys.size()));
            long revision = REVISIONS[random.nextInt(REVISIONS.length)];
            long otherRevision = REVISIONS[random.nextInt(REVISIONS.length)];
            int byKeyspace = Integer.compare(keyspace, other);
            int byKey = byKeyspace != 0 ? byKeyspace : key.compareTo(otherKey);
            int byRevision = byKey != 0 ? byKey : Long.compare(revision, otherRevision);
            assertEquals(
                    Integer.signum(byKey),
                    Integer.signum(
                            Rows.latest(keyspace, key).compareTo(Rows.latest(other, otherKey))));
            assertEquals(
                    Integer.signum(byRevision),
                    Integer.signum(
                            Rows.history(keyspace, key, revision)
                                    .compareTo(Rows.history(other, otherKey, otherRevision))));
        }
    }

    @Test
    void makesNoRowThePrefixOfAnothers() {
        List<Bytes> keys = keys();
        for (Bytes key : keys) {
            Bytes row = Rows.latest(1, key);
            for (Bytes other : keys) {
                if (other.equals(key)) continue;
                assertFalse(Rows.latest(1, other).startsWith(row), key + " and " + other);
            }
        }
    }

    @Test
    void givesTheKeyBack() {
        for (int keyspace : KEYSPACES) {
            for (Bytes key : keys()) {
                Bytes latest = Rows.latest(keyspace, key);
                assertEquals(key, Rows.key(latest));
                Bytes history = Rows.history(keyspace, key, 77);
                assertEquals(history, Rows.historyOf(latest, 77));
                assertEquals(latest, Rows.latestOf(history));
                assertEquals(77, Rows.supersedingRevision(history));
            }
        }
    }

    @Test
    void encodesASliceAsItsBytes() {
        Bytes whole = Bytes.wrap(new byte[] {9, 0, 'a', 0, 9});
        Bytes same = Bytes.wrap(new byte[] {0, 'a', 0});
        assertEquals(Rows.latest(1, same), Rows.latest(1, whole.slice(1, 4)));
        assertEquals(
                Rows.historyOf(Rows.latest(1, same), 5), Rows.history(1, whole.slice(1, 4), 5));
    }

    @Test
    void sortsAKeyWithAnyRevisionBeforeTheNextKey() {
        for (long revision : REVISIONS) {
            Bytes history = Rows.history(1, Bytes.utf8("a"), revision);
            assertTrue(history.compareTo(Rows.latest(1, Bytes.utf8("a\0"))) < 0);
            assertTrue(history.compareTo(Rows.latest(1, Bytes.utf8("a"))) > 0);
        }
    }

    @Test
    void boundsARangeOfAKeyspaceWhole() {
        List<Bytes> keys = keys();
        for (int keyspace : KEYSPACES) {
            Bytes begin = Rows.begin(keyspace, Bytes.EMPTY);
            Bytes end = Rows.end(keyspace, Bytes.EMPTY);
            for (int other : KEYSPACES) {
                for (Bytes key : keys) {
                    Bytes row = Rows.history(other, key, Long.MAX_VALUE);
                    boolean within = row.compareTo(begin) >= 0 && row.compareTo(end) < 0;
                    assertEquals(other == keyspace, within);
                }
            }
        }
    }

    @Test
    void ordersChangesByRevisionThenOrdinal() {
        List<Bytes> rows = new ArrayList<>();
        for (long revision : REVISIONS) {
            for (int ordinal : new int[] {0, 1, 0xFF, 0x100, Integer.MAX_VALUE}) {
                rows.add(Rows.change(new ChangeId(revision, ordinal)));
            }
        }
        assertEquals(rows, rows.stream().sorted().toList());
    }

    @Test
    void keepsHowFarTheRowsHaveCome() {
        var applied = new Rows.Applied(new LogId(3, 1L << 50), 77);
        assertEquals(applied, Rows.Applied.decode(applied.encode()));
        Bytes row = applied.encode();
        assertThrows(
                InvariantViolation.class, () -> Rows.Applied.decode(row.slice(0, row.size() - 1)));
    }

    @Test
    void pointsFromHistoryToAChange() {
        Bytes latest = Rows.latest(1, Bytes.utf8("a"));
        for (int ordinal : new int[] {0, 1, 127, 128, Integer.MAX_VALUE}) {
            Bytes history = Rows.historyOf(latest, 77);
            assertEquals(new ChangeId(77, ordinal), Rows.changeOf(history, Rows.ordinal(ordinal)));
        }
    }

    @Test
    void keepsAVersion() {
        Bytes value = Bytes.utf8("value");
        VersionRow first = VersionRow.created(new ChangeId(7, 0), value, 9);
        assertEquals(new Version(value, 7, 7, 1, 9), VersionRow.decode(join(first)));
        var later = new ChangeId(1L << 40, 3);
        VersionRow second = VersionRow.after(first.readHead(), later, Bytes.EMPTY, 0);
        assertEquals(later, VersionRow.headOf(join(second)).change());
        assertEquals(new Version(Bytes.EMPTY, 1L << 40, 7, 2, 0), VersionRow.decode(join(second)));
        VersionRow third =
                VersionRow.after(
                        VersionRow.whole(join(second)).readHead(),
                        new ChangeId(Long.MAX_VALUE, Integer.MAX_VALUE),
                        value,
                        0);
        assertEquals(new Version(value, Long.MAX_VALUE, 7, 3, 0), VersionRow.decode(join(third)));
    }

    @Test
    void marksAVersionThatADeleteEnded() {
        VersionRow row = VersionRow.created(new ChangeId(7, 1), Bytes.utf8("value"), 0);
        VersionRow ended = VersionRow.whole(join(row)).deleted();
        assertFalse(row.readHead().deleted());
        assertTrue(ended.readHead().deleted());
        assertEquals(VersionRow.decode(join(row)), VersionRow.decode(join(ended)));
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        byte[] row = join(VersionRow.created(new ChangeId(7, 0), Bytes.EMPTY, 0)).toArray();
        row[0] = 8;
        assertThrows(InvariantViolation.class, () -> VersionRow.decode(Bytes.wrap(row)));
    }

    private static Bytes join(VersionRow row) {
        byte[] whole = new byte[row.size()];
        System.arraycopy(row.head().toArray(), 0, whole, 0, row.head().size());
        System.arraycopy(row.tail().toArray(), 0, whole, row.head().size(), row.tail().size());
        return Bytes.wrap(whole);
    }

    /** Every byte alone, runs of 0x00 and 0xFF, what looks like escapes and ends, and any. */
    private static List<Bytes> keys() {
        List<Bytes> keys = new ArrayList<>();
        keys.add(Bytes.EMPTY);
        for (int b = 0; b < 256; b++) keys.add(Bytes.wrap(new byte[] {(byte) b}));
        byte[] letters = {0, 1, 'a', (byte) 0xFF};
        var random = new SplittableRandom(2);
        for (int i = 0; i < 300; i++) {
            byte[] key = new byte[2 + random.nextInt(5)];
            for (int j = 0; j < key.length; j++) key[j] = letters[random.nextInt(letters.length)];
            keys.add(Bytes.wrap(key));
        }
        for (int length = 2; length < 10; length++) {
            keys.add(Bytes.wrap(new byte[length]));
            byte[] high = new byte[length];
            java.util.Arrays.fill(high, (byte) 0xFF);
            keys.add(Bytes.wrap(high));
        }
        return keys.stream().distinct().toList();
    }
}
