package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.LogId;

/**
 * The layout: which row stands for what.
 *
 * <ul>
 *   <li>{@link Family#LATEST}: {@code keyspace, key} to the live version ({@link VersionRow});
 *   <li>{@link Family#CHANGES}: {@code revision, ordinal} to {@code keyspace, key}, and behind it
 *       the version that the change superseded, if there was one: an undo log;
 *   <li>{@link Family#HISTORY}: {@code keyspace, key, superseding revision} to {@code ordinal}:
 *       which change of that revision holds the version; of some versions only ({@link Past});
 *   <li>{@link Family#META}: {@code 'a'} to the applied LogId and the revision; {@code 'm'} to the
 *       members as the last entry said them, if one did; {@code 'e'} to how often the state was
 *       restored, if it was; {@code 't'} to the time of the log; {@code 'c', client} to what is
 *       known of a client and {@code 'o', client, sequence} to what its change came to ({@link
 *       ClientRows}); {@code 'l', lease} to a lease and {@code 'k', lease, keyspace, key} for each
 *       key that is attached to one ({@link LeaseRows}); {@code 'p'} to the revision before which
 *       the past is given up, if any is, and {@code 'p' 'm'} to which revisions stood at which
 *       times of the log ({@link HistoryFloor}); {@code 's', keyspace} to a keyspace and {@code
 *       's'} to the highest number of one ({@link KeyspaceRows}); {@code 'd'} to the digest ({@link
 *       Digested}); {@code 'f'} to the format of all this.
 * </ul>
 *
 * <p>So a superseded version is stored once, in rows that only ever come at the end; what comes in
 * random order, and costs in memory and compaction by its size, is the index to them.
 *
 * <p>A keyspace is one byte, or 0xFF and four. In a key each 0x00 is written 0x00 0xFF, and 0x00
 * 0x01 ends it. So rows sort as (keyspace, key, revision) do, no key's row is a prefix of
 * another's, and {@code a} with any revision sorts before {@code a 0x00}.
 */
public final class Rows {

    /** The format of the layout. A store of a higher one was written by a newer release. */
    public static final int FORMAT = 3;

    /** The row of {@link Family#META} that says the format, as one number. */
    public static final Bytes FORMAT_KEY = Bytes.utf8("f");

    static final Bytes APPLIED_KEY = Bytes.utf8("a");

    /** The row of {@link Family#META} with the group's members, as the last entry said them. */
    static final Bytes MEMBERS_KEY = Bytes.utf8("m");

    /** The row of {@link Family#META} that says how often the state began another group. */
    static final Bytes EPOCH_KEY = Bytes.utf8("e");

    /** The row of {@link Family#META} with the time of the log, as eight bytes. */
    static final Bytes TIME_KEY = Bytes.utf8("t");

    /** The row of {@link Family#META} with the revision before which the past is given up. */
    static final Bytes COMPACTED_KEY = Bytes.utf8("p");

    /** The row of {@link Family#META} that says which revision stood at which times of the log. */
    static final Bytes MARKS_KEY = Bytes.utf8("pm");

    private static final int KEYSPACE_OF_ONE_BYTE_MAX = 0xFE;
    private static final byte KEYSPACE_OF_FOUR_BYTES = (byte) 0xFF;
    private static final byte ZERO = 0;
    private static final byte ESCAPED_ZERO = (byte) 0xFF;
    private static final byte END = 1;
    private static final int END_BYTES = 2;
    private static final int ORDINAL_BYTES = Integer.BYTES;

    private Rows() {}

    /** The value of {@link #FORMAT_KEY}. */
    public static Bytes format(int format) {
        byte[] to = new byte[Varints.bytes(format)];
        Varints.write(to, 0, format);
        return Bytes.wrap(to);
    }

    /** The format that a value of {@link #FORMAT_KEY} says. */
    public static int format(Bytes value) {
        return new RowReader(value, "the format row").intVarint();
    }

    /** The value of {@link #EPOCH_KEY}. */
    static Bytes epoch(long epoch) {
        return eightBytes(epoch);
    }

    /** The value of {@link #TIME_KEY}. */
    static Bytes time(long nanos) {
        return eightBytes(nanos);
    }

    /** The time that a value of {@link #TIME_KEY} says. */
    static long time(Bytes value) {
        RowReader reader = new RowReader(value, "the time row");
        long nanos = reader.fixedLong();
        reader.end();
        return nanos;
    }

    private static Bytes eightBytes(long number) {
        byte[] to = new byte[Long.BYTES];
        BigEndian.putLong(to, 0, number);
        return Bytes.wrap(to);
    }

    /** The epoch that a value of {@link #EPOCH_KEY} says. */
    static long epoch(Bytes value) {
        RowReader reader = new RowReader(value, "the epoch row");
        long epoch = reader.fixedLong();
        reader.end();
        return epoch;
    }

    /** What {@link #APPLIED_KEY} says: how far the rows have come. */
    record Applied(LogId id, long revision) {

        static final Applied NOTHING = new Applied(LogId.NONE, 0);

        Bytes encode() {
            byte[] to = new byte[3 * Long.BYTES];
            BigEndian.putLong(to, 0, id.term());
            BigEndian.putLong(to, Long.BYTES, id.index());
            BigEndian.putLong(to, 2 * Long.BYTES, revision);
            return Bytes.wrap(to);
        }

        static Applied decode(Bytes value) {
            RowReader reader = new RowReader(value, "the applied row");
            Applied applied =
                    new Applied(
                            new LogId(reader.fixedLong(), reader.fixedLong()), reader.fixedLong());
            reader.end();
            return applied;
        }
    }

    /** The value of {@link #COMPACTED_KEY}. */
    static Bytes compacted(long revision) {
        return eightBytes(revision);
    }

    /** What a value of {@link #COMPACTED_KEY} says. */
    static long compacted(Bytes value) {
        return BigEndian.getLong(value, 0);
    }

    /** A value that is the index of an entry. */
    static Bytes index(long index) {
        return eightBytes(index);
    }

    /** The index that such a value says. */
    static long index(Bytes value) {
        return BigEndian.getLong(value, 0);
    }

    /** The row of a key in LATEST. */
    static Bytes latest(int keyspace, Bytes key) {
        return Bytes.wrap(keyed(keyspace, key, 0));
    }

    /** The row of a key in HISTORY; its beginning is the key's row in LATEST. */
    static Bytes history(int keyspace, Bytes key, long supersedingRevision) {
        byte[] to = keyed(keyspace, key, Long.BYTES);
        BigEndian.putLong(to, to.length - Long.BYTES, supersedingRevision);
        return Bytes.wrap(to);
    }

    /** The row in HISTORY of a key whose row in LATEST this is. */
    static Bytes historyOf(Bytes latest, long supersedingRevision) {
        int size = latest.size();
        byte[] to = new byte[size + Long.BYTES];
        System.arraycopy(latest.array(), latest.arrayOffset(), to, 0, size);
        BigEndian.putLong(to, size, supersedingRevision);
        return Bytes.wrap(to);
    }

    /** The row in LATEST of the key of a row in HISTORY. */
    static Bytes latestOf(Bytes history) {
        return history.slice(0, history.size() - Long.BYTES);
    }

    /** The superseding revision of a row in HISTORY. */
    static long supersedingRevision(Bytes history) {
        return BigEndian.getLong(history, history.size() - Long.BYTES);
    }

    /** The row of a change. */
    static Bytes change(ChangeId change) {
        byte[] to = new byte[Long.BYTES + ORDINAL_BYTES];
        BigEndian.putLong(to, 0, change.revision());
        BigEndian.putInt(to, Long.BYTES, change.ordinal());
        return Bytes.wrap(to);
    }

    /** The change whose row has this key. */
    static ChangeId changeId(Bytes key) {
        return new ChangeId(
                BigEndian.getLong(key, 0),
                BigEndian.getInt(key.array(), key.arrayOffset() + Long.BYTES));
    }

    /** The key's row in LATEST that begins the value of a row in CHANGES. */
    static Bytes changed(Bytes change) {
        return change.slice(0, keyEnd(change));
    }

    /** The superseded version's row that ends the value of a row in CHANGES; empty if none. */
    static Bytes superseded(Bytes change) {
        return change.slice(keyEnd(change), change.size());
    }

    private static int keyEnd(Bytes change) {
        for (int i = 1; i < change.size(); i++) {
            if (change.at(i) == END && change.at(i - 1) == ZERO && i > keyspaceEnd(change)) {
                return i + 1;
            }
        }
        throw new InvariantViolation("a change has a key without an end: " + change);
    }

    /** The value of a row in HISTORY. */
    static Bytes ordinal(int ordinal) {
        if (ordinal == 0) return Bytes.EMPTY;
        byte[] to = new byte[Varints.bytes(ordinal)];
        Varints.write(to, 0, ordinal);
        return Bytes.wrap(to);
    }

    /** The change that a row in HISTORY points to. */
    static ChangeId changeOf(Bytes history, Bytes value) {
        int ordinal =
                value.isEmpty() ? 0 : new RowReader(value, "a row of the history").intVarint();
        return new ChangeId(supersedingRevision(history), ordinal);
    }

    /** Where the rows of a keyspace begin, in LATEST and HISTORY alike. */
    static Bytes begin(int keyspace, Bytes start) {
        return latest(keyspace, start);
    }

    /** Behind the rows of a range: its end, which is not part of it; empty for the keyspace's. */
    static Bytes end(int keyspace, Bytes endOrEmpty) {
        if (!endOrEmpty.isEmpty()) return latest(keyspace, endOrEmpty);
        byte[] to = new byte[keyspaceBytes(keyspace + 1)];
        writeKeyspace(to, keyspace + 1);
        return Bytes.wrap(to);
    }

    /** The key of a row in LATEST. */
    static Bytes key(Bytes latest) {
        int from = keyspaceEnd(latest);
        int to = latest.size() - END_BYTES;
        int zeros = 0;
        for (int i = from; i < to; i++) {
            if (latest.at(i) == ZERO) zeros++;
        }
        return zeros == 0 ? latest.slice(from, to) : unescape(latest.slice(from, to), zeros);
    }

    /** How many bytes the key of a row in LATEST has. */
    static int keyBytes(Bytes latest) {
        int from = keyspaceEnd(latest);
        int to = latest.size() - END_BYTES;
        int bytes = to - from;
        for (int i = from; i < to; i++) {
            if (latest.at(i) == ZERO) bytes--;
        }
        return bytes;
    }

    /** The keyspace of a row in LATEST. */
    static int keyspace(Bytes latest) {
        int first = latest.at(0) & 0xFF;
        return first > KEYSPACE_OF_ONE_BYTE_MAX
                ? BigEndian.getInt(latest.array(), latest.arrayOffset() + 1)
                : first;
    }

    private static int keyspaceEnd(Bytes latest) {
        return (latest.at(0) & 0xFF) > KEYSPACE_OF_ONE_BYTE_MAX ? 1 + Integer.BYTES : 1;
    }

    private static Bytes unescape(Bytes escaped, int zeros) {
        byte[] key = new byte[escaped.size() - zeros];
        int from = 0;
        for (int i = 0; i < key.length; i++) {
            key[i] = escaped.at(from++);
            if (key[i] == ZERO) from++;
        }
        return Bytes.wrap(key);
    }

    private static byte[] keyed(int keyspace, Bytes key, int bytesBehind) {
        byte[] from = key.array();
        int first = key.arrayOffset();
        int last = first + key.size();
        int zeros = 0;
        for (int i = first; i < last; i++) {
            if (from[i] == ZERO) zeros++;
        }
        int head = keyspaceBytes(keyspace);
        byte[] to = new byte[head + key.size() + zeros + END_BYTES + bytesBehind];
        writeKeyspace(to, keyspace);
        if (zeros == 0) {
            System.arraycopy(from, first, to, head, key.size());
        } else {
            int at = head;
            for (int i = first; i < last; i++) {
                to[at++] = from[i];
                if (from[i] == ZERO) to[at++] = ESCAPED_ZERO;
            }
        }
        to[to.length - bytesBehind - 1] = END;
        return to;
    }

    private static int keyspaceBytes(int keyspace) {
        return Integer.compareUnsigned(keyspace, KEYSPACE_OF_ONE_BYTE_MAX) <= 0
                ? 1
                : 1 + Integer.BYTES;
    }

    private static void writeKeyspace(byte[] to, int keyspace) {
        if (keyspaceBytes(keyspace) == 1) {
            to[0] = (byte) keyspace;
        } else {
            to[0] = KEYSPACE_OF_FOUR_BYTES;
            BigEndian.putInt(to, 1, keyspace);
        }
    }
}
