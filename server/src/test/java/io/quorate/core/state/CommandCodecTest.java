package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

class CommandCodecTest {

    private static final List<Command> COMMANDS =
            List.of(
                    new Command.Put(1, Bytes.utf8("k"), Bytes.utf8("v")),
                    new Command.Put(0, Bytes.utf8("k"), Bytes.EMPTY),
                    new Command.Put(
                            Integer.MAX_VALUE,
                            Bytes.wrap(new byte[Limits.KEY_BYTES_MAX]),
                            Bytes.wrap(new byte[Limits.VALUE_BYTES_MAX])),
                    new Command.Put(300, Bytes.wrap(new byte[127]), Bytes.wrap(new byte[128])),
                    new Command.Delete(1, Bytes.utf8("k")),
                    new Command.Delete(70_000, Bytes.wrap(new byte[200])),
                    new Command.Put(1, Bytes.utf8("k"), Bytes.utf8("v"), Previous.WANTED),
                    new Command.Delete(
                            new Keys.Range(1, Bytes.utf8("a"), Bytes.EMPTY), Previous.WANTED),
                    new Command.Txn(List.of(), List.of(), List.of()),
                    new Command.CompareDigests(DigestReports.NONE),
                    new Command.CompareDigests(
                            new DigestReports(
                                    9,
                                    List.of(
                                            new DigestReport(
                                                    new NodeId("n1"),
                                                    DigestReport.Weight.VOTER,
                                                    new DigestReport.Said.Comes(
                                                            300, new Digest(-1, 1))),
                                            new DigestReport(
                                                    new NodeId("n2"),
                                                    DigestReport.Weight.LEARNER,
                                                    new DigestReport.Said.Damaged()),
                                            new DigestReport(
                                                    new NodeId("n3"),
                                                    DigestReport.Weight.VOTER,
                                                    new DigestReport.Said.Silent())))),
                    new Command.Clock(0),
                    new Command.Clock(Long.MAX_VALUE),
                    new Command.RegisterClient(60_000_000_000L, Command.Order.BY_SEQUENCE),
                    new Command.RegisterClient(1, Command.Order.ANY),
                    new Command.KeepClient(7),
                    new Command.ForgetClient(Long.MAX_VALUE),
                    new Command.Put(1, Bytes.utf8("k"), Bytes.EMPTY, 77, Previous.WANTED),
                    new Command.Fenced(
                            new Fence(1, Bytes.utf8("lock"), 1L << 40),
                            new Command.Put(2, Bytes.utf8("k"), Bytes.EMPTY, 5, Previous.WANTED)),
                    new Command.Fenced(
                            new Fence(70_000, Bytes.utf8("lock"), 1),
                            new Command.Delete(
                                    new Keys.Range(1, Bytes.utf8("a"), Bytes.EMPTY),
                                    Previous.WANTED)),
                    new Command.Fenced(
                            new Fence(1, Bytes.utf8("lock"), 3),
                            new Command.Txn(
                                    List.of(),
                                    List.of(new Command.Delete(1, Bytes.utf8("k"))),
                                    List.of())),
                    new Command.Put(1, Bytes.utf8("k"), Bytes.EMPTY, 0, 5, Previous.WANTED),
                    new Command.Fenced(
                            new Fence(1, Bytes.utf8("lock"), 3),
                            new Command.Txn(
                                    List.of(),
                                    List.of(),
                                    List.of(
                                            new Command.Put(
                                                    1,
                                                    Bytes.utf8("k"),
                                                    Bytes.EMPTY,
                                                    0,
                                                    Long.MAX_VALUE,
                                                    Previous.LEFT_OUT)))),
                    new Command.GrantLease(0, 1),
                    new Command.KeepLease(5),
                    new Command.LookAtLease(5),
                    new Command.RevokeLease(Long.MAX_VALUE - 1),
                    new Command.Compact(1),
                    new Command.Compact(Long.MAX_VALUE),
                    new Command.CompactOlder(1),
                    new Command.CompactOlder(Long.MAX_VALUE),
                    new Command.CreateKeyspace(
                            "a", Keyspace.Replication.CONSENSUS, KeyspaceLimits.NONE),
                    new Command.CreateKeyspace(
                            "0-long.one_",
                            Keyspace.Replication.CONSENSUS,
                            new KeyspaceLimits(Long.MAX_VALUE, 1, 2)),
                    alter(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
                    alter(OptionalLong.of(0), OptionalLong.empty(), OptionalLong.of(7)),
                    alter(
                            OptionalLong.empty(),
                            OptionalLong.of(Long.MAX_VALUE),
                            OptionalLong.of(0)),
                    new Command.DeleteKeyspace(Integer.MAX_VALUE),
                    new Command.Once(
                            9,
                            1_000,
                            900,
                            CommandCodec.encode(new Command.Delete(1, Bytes.utf8("k")))));

    private static Command alter(
            OptionalLong keysMax, OptionalLong bytesMax, OptionalLong valueBytesMax) {
        return new Command.AlterKeyspace(
                3, new KeyspaceLimits.Alteration(keysMax, bytesMax, valueBytesMax));
    }

    @Test
    void refusesANameThatNoKeyspaceCanHave() {
        refuses(Bytes.wrap(new byte[] {1, 26, 0, 1, 'A', 0, 0, 0, 0}));
        refuses(Bytes.wrap(new byte[] {1, 26, 0, 1, -1, 0, 0, 0, 0}));
        refuses(Bytes.wrap(new byte[] {1, 26, 0, 0, 0, 0, 0, 0}));
        refuses(Bytes.wrap(new byte[] {1, 26, 0, 1, 'a', 9, 0, 0, 0}));
    }

    @Test
    void givesBackWhatWasEncoded() {
        for (Command command : COMMANDS) {
            Bytes encoded = CommandCodec.encode(command);
            assertEquals(command, CommandCodec.decode(encoded));
        }
    }

    @Test
    void givesBackAnyCommand() {
        var commands = new RandomCommands(new SplittableRandom(7), () -> 1L << 40);
        for (int i = 0; i < 2_000; i++) {
            Command command = commands.any(i % 4);
            Bytes encoded = CommandCodec.encode(command);
            assertEquals(command, CommandCodec.decode(encoded));
            for (int size = 0; size < encoded.size(); size++) refuses(encoded.slice(0, size));
        }
    }

    @Test
    void refusesNestingWithoutEnd() {
        Command.Change command = new Command.Txn(List.of(), List.of(), List.of());
        for (int i = 0; i < 100; i++) {
            command = new Command.Txn(List.of(), List.of(command), List.of());
        }
        refuses(CommandCodec.encode(command));
    }

    @Test
    void refusesAReadAsACommand() {
        refuses(Bytes.wrap(new byte[] {1, 5, 0, 1, 1, 1, 'k'}));
    }

    @Test
    void refusesAFenceWithinATransaction() {
        Command.Change put = new Command.Put(1, Bytes.utf8("k"), Bytes.utf8("v"));
        byte[] bytes =
                CommandCodec.encode(new Command.Txn(List.of(), List.of(put), List.of())).toArray();
        byte[] inner = CommandCodec.encode(put).slice(1, 3).toArray();
        int at = 5;
        assertArrayEquals(inner, Arrays.copyOfRange(bytes, at, at + 2));
        bytes[at + 1] |= 4;
        refuses(Bytes.wrap(bytes));
    }

    @Test
    void neverGrowsPastItsLimit() {
        var key = Bytes.wrap(new byte[Limits.KEY_BYTES_MAX]);
        var value = Bytes.wrap(new byte[Limits.VALUE_BYTES_MAX]);
        long most = Long.MAX_VALUE;
        var longest = new Command.Put(Integer.MAX_VALUE, key, value, most, Previous.WANTED);
        var fenced = new Command.Fenced(new Fence(Integer.MAX_VALUE, key, most), longest);
        var once = new Command.Once(most, most, 0, CommandCodec.encode(fenced));
        assertEquals(true, CommandCodec.encode(longest).size() <= Limits.CHANGE_BYTES_MAX);
        assertEquals(true, CommandCodec.encode(once).size() <= Limits.COMMAND_BYTES_MAX);
    }

    @Test
    void decodesASliceOfAMessageWithoutCopyingIt() {
        Bytes encoded = CommandCodec.encode(COMMANDS.getFirst());
        byte[] message = new byte[encoded.size() + 20];
        System.arraycopy(encoded.toArray(), 0, message, 9, encoded.size());
        Command decoded = CommandCodec.decode(Bytes.wrap(message, 9, encoded.size()));
        assertEquals(COMMANDS.getFirst(), decoded);
        assertSame(message, ((Command.Put) decoded).value().array());
        assertSame(message, ((Command.Put) decoded).key().array());
    }

    @Test
    void refusesEveryTruncation() {
        for (Command command : COMMANDS) {
            Bytes encoded = CommandCodec.encode(command);
            int step = Math.max(1, encoded.size() / 200);
            for (int size = 0; size < encoded.size(); size += step) {
                refuses(encoded.slice(0, size));
            }
            refuses(encoded.slice(0, encoded.size() - 1));
        }
    }

    @Test
    void refusesBytesTooMany() {
        for (Command command : COMMANDS) {
            byte[] encoded = CommandCodec.encode(command).toArray();
            refuses(Bytes.wrap(Arrays.copyOf(encoded, encoded.length + 1)));
        }
    }

    /**
     * The first three bytes say format, kind and flags; a node must not skip what it is new to.
     * What is not refused is another command, in the one form it has.
     */
    @Test
    void refusesEveryUnknownFormatKindAndFlag() {
        for (Command command : COMMANDS) {
            byte[] known = CommandCodec.encode(command).toArray();
            if (known.length > 1_000) continue;
            for (int at = 0; at < 3; at++) {
                for (int b = 0; b < 256; b++) {
                    byte[] changed = known.clone();
                    changed[at] = (byte) b;
                    if (changed[at] == known[at]) continue;
                    if (at > 0 && b <= 29) refusesOrReads(Bytes.wrap(changed));
                    else refuses(Bytes.wrap(changed));
                }
            }
        }
    }

    @Test
    void refusesANumberThatIsNotInItsShortestForm() {
        refuses(Bytes.wrap(new byte[] {1, 2, 0, (byte) 0x81, 0, 1, 'k'}));
    }

    @Test
    void refusesALengthThatNothingCanHave() {
        byte[] huge = {1, 2, 0, 1, -1, -1, -1, -1, 0x0F, 'k'};
        refuses(Bytes.wrap(huge));
        byte[] endless = {1, 2, 0, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 'k'};
        refuses(Bytes.wrap(endless));
    }

    /** Whatever the bytes are: a command, which encodes to these very bytes, or a violation. */
    @Test
    void readsAnyBytesInOneWayOrNot() {
        var random = new SplittableRandom(4);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[3 + random.nextInt(12)];
            for (int j = 0; j < bytes.length; j++) bytes[j] = (byte) random.nextInt(-1, 4);
            bytes[0] = 1;
            bytes[1] = (byte) (1 + random.nextInt(4));
            bytes[2] = 0;
            if (refusesOrReads(Bytes.wrap(bytes))) read++;
        }
        assertEquals(true, read > 100, "only " + read + " were commands");
    }

    /** Whether the bytes are a command's; then they are its only form. */
    private static boolean refusesOrReads(Bytes bytes) {
        Command command;
        try {
            command = CommandCodec.decode(bytes);
        } catch (InvariantViolation refused) {
            return false;
        }
        assertEquals(bytes, CommandCodec.encode(command));
        return true;
    }

    private static void refuses(Bytes bytes) {
        assertThrows(InvariantViolation.class, () -> CommandCodec.decode(bytes));
    }
}
