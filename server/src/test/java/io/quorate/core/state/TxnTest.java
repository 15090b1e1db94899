package io.quorate.core.state;

import static io.quorate.core.state.Compare.Field.CREATE_REVISION;
import static io.quorate.core.state.Compare.Field.LEASE;
import static io.quorate.core.state.Compare.Field.MOD_REVISION;
import static io.quorate.core.state.Compare.Field.VERSION;
import static io.quorate.core.state.Compare.Relation.EQUAL;
import static io.quorate.core.state.Compare.Relation.GREATER;
import static io.quorate.core.state.Compare.Relation.LESS;
import static io.quorate.core.state.Compare.Relation.NOT_EQUAL;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Outcome.Branch;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class TxnTest {

    private final MemoryStore store = new MemoryStore();
    private final KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void doesOneListOrTheOther() {
        var createOnce =
                new Command.Txn(
                        List.of(number("a", VERSION, EQUAL, 0)),
                        List.of(put("a", "1")),
                        List.of(read("a")));
        assertEquals(
                new Outcome.Txn(1, Branch.SUCCESS, List.of(new Outcome.Put(1))), apply(createOnce));
        var found = new KeyVersion(bytes("a"), new Version(bytes("1"), 1, 1, 1, 0));
        assertEquals(
                new Outcome.Txn(
                        1, Branch.FAILURE, List.of(new Outcome.Read(1, List.of(found), 1, false))),
                apply(createOnce));
        assertEquals(1, machine.revision());
    }

    @Test
    void givesAllItsChangesOneRevision() {
        apply(put("a", "1"));
        Outcome outcome = apply(txn(put("b", "2"), delete("a"), put("c", "3"), delete("nobody")));
        assertEquals(
                new Outcome.Txn(
                        2,
                        Branch.SUCCESS,
                        List.of(
                                new Outcome.Put(2),
                                new Outcome.Deleted(2, 1),
                                new Outcome.Put(2),
                                new Outcome.Deleted(2, 0))),
                outcome);
        assertEquals(Optional.empty(), machine.get(1, bytes("a")));
        assertEquals(bytes("1"), machine.getAt(1, bytes("a"), 1).orElseThrow().value());
        assertEquals(Optional.empty(), machine.getAt(1, bytes("b"), 1));
    }

    @Test
    void letsEachOperationSeeThoseBeforeIt() {
        apply(put("a/1", "x"), put("a/3", "x"));
        var range = new Keys.Range(1, bytes("a/"), bytes("a0"));
        var txn =
                (Outcome.Txn)
                        apply(
                                txn(
                                        new Query(range, 9, Query.Content.KEYS),
                                        put("a/2", "y"),
                                        delete("a/3"),
                                        new Query(range, 9, Query.Content.VALUES),
                                        new Query(range, 9, Query.Content.COUNT)));
        assertEquals(List.of("a/1", "a/3"), keys(txn.results().get(0)));
        assertEquals(List.of("a/1", "a/2"), keys(txn.results().get(3)));
        assertEquals(new Outcome.Read(3, List.of(), 2, false), txn.results().get(4));
    }

    @Test
    void saysWhetherALimitLeftKeysOut() {
        apply(put("a", "1"), put("b", "2"), put("c", "3"));
        var all = new Keys.Range(1, Bytes.EMPTY, Bytes.EMPTY);
        var txn =
                (Outcome.Txn)
                        apply(
                                txn(
                                        new Query(all, 2, Query.Content.KEYS),
                                        new Query(all, 3, Query.Content.KEYS),
                                        new Query(all, 2, Query.Content.COUNT)));
        var first = (Outcome.Read) txn.results().get(0);
        assertEquals(List.of("a", "b"), keys(first));
        assertEquals(true, first.more());
        assertEquals(false, ((Outcome.Read) txn.results().get(1)).more());
        assertEquals(new Outcome.Read(3, List.of(), 2, true), txn.results().get(2));
    }

    @Test
    void sortsAndFiltersAsRangesDo() {
        apply(put("a", "3"), put("b", "1"), put("c", "2"));
        apply(put("a", "3"));
        var all = new Keys.Range(1, Bytes.EMPTY, Bytes.EMPTY);
        var byValue = new Selection.Order(Selection.SortBy.VALUE, Selection.Direction.ASCENDING);
        var lastChanged =
                new Selection.Order(Selection.SortBy.MOD_REVISION, Selection.Direction.DESCENDING);
        var early = new Selection.Filter(0, 3, 0, Long.MAX_VALUE);
        var txn =
                (Outcome.Txn)
                        apply(
                                txn(
                                        new Query(
                                                all,
                                                2,
                                                Query.Content.KEYS,
                                                Selection.Filter.ALL,
                                                byValue),
                                        put("d", "0"),
                                        new Query(
                                                all,
                                                1,
                                                Query.Content.VALUES,
                                                Selection.Filter.ALL,
                                                lastChanged),
                                        new Query(
                                                all, 9, Query.Content.COUNT, early, lastChanged)));
        var first = (Outcome.Read) txn.results().get(0);
        assertEquals(List.of("b", "c"), keys(first));
        assertEquals(Bytes.EMPTY, first.found().getFirst().version().value());
        assertEquals(true, first.more());
        assertEquals(List.of("d"), keys(txn.results().get(2)));
        assertEquals(new Outcome.Read(5, List.of(), 2, false), txn.results().get(3));
    }

    @Test
    void comparesEveryNumberAndTheValue() {
        apply(put("x", "0"), put("a", "1"), put("a", "2"));
        holds(true, number("a", VERSION, EQUAL, 2), number("a", VERSION, GREATER, 1));
        holds(true, number("a", CREATE_REVISION, EQUAL, 2), number("a", MOD_REVISION, EQUAL, 3));
        holds(true, number("a", LEASE, EQUAL, 0), number("a", MOD_REVISION, NOT_EQUAL, 2));
        holds(true, number("a", MOD_REVISION, LESS, 4), value("a", EQUAL, "2"));
        holds(true, value("a", GREATER, "1"), value("a", LESS, "20"), value("a", NOT_EQUAL, ""));
        holds(false, number("a", VERSION, LESS, 2));
        holds(false, value("a", EQUAL, "2"), value("a", EQUAL, "1"));
    }

    /** As etcd has it: nothing is known of an absent key's value, not even what it is not. */
    @Test
    void comparesAnAbsentKeyAsZeros() {
        holds(true, number("no", VERSION, EQUAL, 0), number("no", MOD_REVISION, LESS, 1));
        holds(false, number("no", CREATE_REVISION, GREATER, 0));
        holds(false, value("no", EQUAL, ""));
        holds(false, value("no", NOT_EQUAL, "x"));
    }

    @Test
    void demandsACompareOfEveryKeyOfARange() {
        apply(put("a", "1"), put("b", "2"));
        var all = new Keys.Range(1, Bytes.EMPTY, Bytes.EMPTY);
        holds(true, new Compare(all, new Compare.Test.Number(VERSION, EQUAL, 1)));
        holds(false, new Compare(all, new Compare.Test.Value(EQUAL, bytes("1"))));
        var none = new Keys.Range(1, bytes("c"), bytes("d"));
        holds(true, new Compare(none, new Compare.Test.Number(VERSION, EQUAL, 0)));
        holds(false, new Compare(none, new Compare.Test.Value(NOT_EQUAL, bytes("1"))));
    }

    @Test
    void nestsTransactionsWhichCompareWhatTheOuterDid() {
        var inner =
                new Command.Txn(List.of(value("a", EQUAL, "1")), List.of(put("b", "2")), List.of());
        assertEquals(
                new Outcome.Txn(
                        1,
                        Branch.SUCCESS,
                        List.of(
                                new Outcome.Put(1),
                                new Outcome.Txn(1, Branch.SUCCESS, List.of(new Outcome.Put(1))))),
                apply(txn(put("a", "1"), inner)));
    }

    @Test
    void answersWithWhatAChangeSuperseded() {
        apply(put("a", "1"), put("b", "2"));
        var one = new Version(bytes("1"), 1, 1, 1, 0);
        assertEquals(
                new Outcome.Put(3, Optional.of(one)),
                apply(new Command.Put(1, bytes("a"), bytes("3"), Previous.WANTED)));
        assertEquals(
                new Outcome.Put(4),
                apply(new Command.Put(1, bytes("new"), bytes("3"), Previous.WANTED)));
        var range = new Keys.Range(1, bytes("b"), bytes("c"));
        assertEquals(
                new Outcome.Deleted(
                        5,
                        1,
                        List.of(new KeyVersion(bytes("b"), new Version(bytes("2"), 2, 2, 1, 0)))),
                apply(new Command.Delete(range, Previous.WANTED)));
    }

    @Test
    void looksAtSoManyKeysAndNotAtOneMore() {
        for (int i = 0; i < Limits.ENTRY_KEYS_MAX; i++) apply(put("k" + i, ""));
        var all = new Keys.Range(1, Bytes.EMPTY, Bytes.EMPTY);
        var count = new Query(all, Long.MAX_VALUE, Query.Content.COUNT);
        var txn = (Outcome.Txn) apply(txn(count));
        assertEquals(Limits.ENTRY_KEYS_MAX, ((Outcome.Read) txn.results().getFirst()).count());
        apply(put("one more", ""));
        long before = machine.revision();
        var refused = new Outcome.Refused(new Objection.TooManyKeys(Limits.ENTRY_KEYS_MAX));
        assertEquals(refused, apply(txn(put("a", "1"), count)));
        assertEquals(refused, apply(new Command.Delete(all, Previous.LEFT_OUT)));
        assertEquals(before, machine.revision());
        assertEquals(Optional.empty(), machine.get(1, bytes("a")));
    }

    @Test
    void holdsSoManyBytesAndNotMoreButForOneVersion() {
        String half = "x".repeat(Limits.ENTRY_BYTES_MAX / 2);
        apply(put("a", half + half + "more"));
        assertEquals(new Outcome.Put(2), apply(put("a", half)));
        apply(put("b", half), put("c", half));
        var all = new Keys.Range(1, Bytes.EMPTY, Bytes.EMPTY);
        var refused = new Outcome.Refused(new Objection.TooManyBytes(Limits.ENTRY_BYTES_MAX));
        assertEquals(refused, apply(new Command.Delete(all, Previous.LEFT_OUT)));
        assertEquals(refused, apply(txn(new Query(all, 9, Query.Content.VALUES))));
        assertEquals(4, machine.revision());
        assertEquals(
                new Outcome.Txn(
                        4, Branch.SUCCESS, List.of(new Outcome.Read(4, List.of(), 3, false))),
                apply(txn(new Query(all, 9, Query.Content.COUNT))));
    }

    private void holds(boolean expected, Compare... compares) {
        var outcome = (Outcome.Txn) apply(new Command.Txn(List.of(compares), List.of(), List.of()));
        assertEquals(expected ? Branch.SUCCESS : Branch.FAILURE, outcome.branch());
    }

    private static List<String> keys(Outcome outcome) {
        return ((Outcome.Read) outcome).found().stream().map(one -> text(one.key())).toList();
    }

    private Outcome apply(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        return machine.apply(entries).orElseThrow().getLast();
    }

    private static Command.Txn txn(Operation... operations) {
        return new Command.Txn(List.of(), List.of(operations), List.of());
    }

    private static Compare number(
            String key, Compare.Field field, Compare.Relation relation, long operand) {
        return new Compare(one(key), new Compare.Test.Number(field, relation, operand));
    }

    private static Compare value(String key, Compare.Relation relation, String operand) {
        return new Compare(one(key), new Compare.Test.Value(relation, bytes(operand)));
    }

    private static Query read(String key) {
        return new Query(one(key), 1, Query.Content.VALUES);
    }

    private static Command.Put put(String key, String value) {
        return new Command.Put(1, bytes(key), bytes(value));
    }

    private static Command.Delete delete(String key) {
        return new Command.Delete(1, bytes(key));
    }

    private static Keys one(String key) {
        return new Keys.One(1, bytes(key));
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
