package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

class TxnLimitsTest {

    @Test
    void allowsListsUpToTheirLimit() {
        allows(txn(nCopies(128, get("a"))));
        refuses("a list of operations has 129, of at most 128", txn(nCopies(129, get("a"))));
        Compare absent = new Compare(one("a"), number(0));
        allows(new Command.Txn(Collections.nCopies(128, absent), List.of(), List.of()));
        refuses(
                "a list of compares has 129, of at most 128",
                new Command.Txn(Collections.nCopies(129, absent), List.of(), List.of()));
    }

    @Test
    void allowsSoManyOperationsInAll() {
        List<Operation> nested = new ArrayList<>();
        for (int i = 0; i < 3; i++) nested.add(txn(nCopies(128, get("a"))));
        nested.addAll(nCopies(125, get("b")));
        allows(txn(nested));
        Command.Txn one =
                new Command.Txn(List.of(new Compare(one("a"), number(0))), nested, List.of());
        refuses("the transaction has more than 512 compares and operations in all", one);
    }

    @Test
    void allowsFourDeepAndNotFive() {
        Command.Txn deep = txn(List.of());
        for (int i = 0; i < 3; i++) deep = txn(List.of(deep));
        allows(deep);
        refuses("transactions are nested more than 4 deep", txn(List.of(deep)));
    }

    @Test
    void refusesAKeyThatIsPutTwiceOrPutAndDeleted() {
        refuses("the transaction changes a key twice: 61", txn(List.of(put("a"), put("a"))));
        refuses("the transaction changes a key twice: 61", txn(List.of(put("a"), delete("a"))));
        refuses("the transaction changes a key twice: 61", txn(List.of(delete("a"), put("a"))));
        refuses(
                "the transaction changes a key twice: 62",
                txn(List.of(put("b"), deleteRange("a", "c"))));
        refuses(
                "the transaction changes a key twice: 62",
                txn(List.of(deleteRange("a", ""), put("b"))));
        refuses(
                "the transaction changes a key twice: 61",
                txn(List.of(put("a"), txn(List.of(put("a"))))));
        allows(txn(List.of(delete("a"), delete("a"), deleteRange("a", "c"))));
        allows(txn(List.of(put("c"), deleteRange("a", "c"), get("c"))));
    }

    /** Only one of the two lists is done. */
    @Test
    void allowsBothListsToChangeTheSameKey() {
        var either = new Command.Txn(List.of(), List.of(put("a")), List.of(delete("a")));
        allows(either);
        refuses("the transaction changes a key twice: 61", txn(List.of(either, put("a"))));
    }

    @Test
    void refusesWhatNoOperationMayHave() {
        refuses("the key is empty", txn(List.of(put(""))));
        refuses("the key is empty", txn(List.of(get(""))));
        refuses("the key is empty", txn(List.of(txn(List.of(delete(""))))));
        refuses(
                "a read's limit is not 1 or more",
                txn(List.of(new Query(one("a"), 0, Query.Content.KEYS))));
        refuses(
                "a number over 2^63 is compared",
                new Command.Txn(List.of(new Compare(one("a"), number(-1))), List.of(), List.of()));
        var long1 = new Keys.Range(1, Bytes.wrap(new byte[8_193]), Bytes.EMPTY);
        refuses(
                "the key has 8193 bytes, of at most 8192",
                txn(List.of(new Command.Delete(long1, Previous.LEFT_OUT))));
    }

    @Test
    void refusesMoreBytesThanAnEntryMayHave() {
        List<Operation> puts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            puts.add(
                    new Command.Put(
                            1,
                            Bytes.utf8("k" + i),
                            Bytes.wrap(new byte[Limits.VALUE_BYTES_MAX / 4])));
        }
        allows(txn(puts));
        puts.add(new Command.Put(1, Bytes.utf8("k"), Bytes.wrap(new byte[9_000])));
        assertTrue(
                Limits.whyInvalid(txn(puts))
                        .orElseThrow()
                        .matches("the transaction has [0-9]+ bytes, of at most [0-9]+"));
    }

    private static void allows(Command command) {
        assertEquals(Optional.empty(), Limits.whyInvalid(command));
    }

    private static void refuses(String why, Command command) {
        assertEquals(Optional.of(why), Limits.whyInvalid(command));
    }

    private static Command.Txn txn(List<Operation> operations) {
        return new Command.Txn(List.of(), operations, List.of());
    }

    private static List<Operation> nCopies(int count, Operation operation) {
        return Collections.nCopies(count, operation);
    }

    private static Operation put(String key) {
        return new Command.Put(1, Bytes.utf8(key), Bytes.EMPTY);
    }

    private static Operation delete(String key) {
        return new Command.Delete(1, Bytes.utf8(key));
    }

    private static Operation deleteRange(String start, String end) {
        return new Command.Delete(
                new Keys.Range(1, Bytes.utf8(start), Bytes.utf8(end)), Previous.LEFT_OUT);
    }

    private static Operation get(String key) {
        return new Query(one(key), 1, Query.Content.VALUES);
    }

    private static Keys one(String key) {
        return new Keys.One(1, Bytes.utf8(key));
    }

    private static Compare.Test number(long operand) {
        return new Compare.Test.Number(Compare.Field.VERSION, Compare.Relation.EQUAL, operand);
    }
}
