package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.client.Bytes;
import io.quorate.client.Compare;
import io.quorate.client.Compare.Field;
import io.quorate.client.Compare.Relation;
import io.quorate.client.Keys;
import io.quorate.client.RangeQuery;
import io.quorate.client.RangeQuery.Direction;
import io.quorate.client.RangeQuery.SortBy;
import io.quorate.client.Txn;

import org.junit.jupiter.api.Test;

class TxnTextTest {

    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");

    @Test
    void readsSectionsOverLines() throws TxnText.Unreadable {
        Txn expected =
                Txn.when(
                                Compare.number(Keys.of(A), Field.VERSION, Relation.GREATER, 2),
                                Compare.value(Keys.of(B), Relation.NOT_EQUAL, Bytes.utf8("x y")))
                        .then(Txn.put(A, Bytes.utf8("1")), Txn.read(Keys.of(B)))
                        .otherwise(Txn.delete(Keys.prefix(Bytes.utf8("tmp/"))));
        assertEquals(
                expected,
                TxnText.read(
                        """
                        # a comment
                        if
                          version(a) > 2
                          value(b) != 'x y'   # another
                        then
                          put a 1
                          get b
                        else
                          delete --prefix tmp/
                        """));
    }

    @Test
    void readsOneLine() throws TxnText.Unreadable {
        assertEquals(
                Txn.when(Compare.absent(A), Compare.exists(B))
                        .then(Txn.put(A, B))
                        .otherwise(Txn.read(Keys.between(A, B)), Txn.delete(Keys.between(A, B))),
                TxnText.read("if absent(a); exists(b); then put a b; else range a b; delete a b"));
    }

    @Test
    void beginsAListWithItsWordWhereverItStands() throws TxnText.Unreadable {
        assertEquals(
                Txn.when(Compare.absent(A))
                        .then(Txn.put(A, B), Txn.put(B, Bytes.utf8("then")))
                        .otherwise(Txn.read(Keys.of(A))),
                TxnText.read("if absent(a) then put a b; put b 'then' else get a"));
    }

    @Test
    void doesWhatHasNoCondition() throws TxnText.Unreadable {
        assertEquals(Txn.when().then(Txn.put(A, B)), TxnText.read("put a b"));
        assertEquals(Txn.when(), TxnText.read(" \n# nothing\n;;"));
    }

    @Test
    void attachesWhatIsPutToALease() throws TxnText.Unreadable {
        assertEquals(Txn.when().then(Txn.put(A, B, 17)), TxnText.read("put --lease 17 a b"));
        assertEquals(
                Txn.when().then(Txn.put(Bytes.utf8("--lease"), B)), TxnText.read("put --lease b"));
    }

    @Test
    void readsARangeInAnotherOrder() throws TxnText.Unreadable {
        RangeQuery whole = RangeQuery.prefix(A).limitedTo(3);
        assertEquals(
                Txn.when()
                        .then(
                                Txn.read(whole.sortedBy(SortBy.MOD_REVISION, Direction.DESCENDING)),
                                Txn.read(RangeQuery.between(Bytes.utf8("--limit"), B))),
                TxnText.read(
                        "range --limit 3 --sort-by mod --order desc --prefix a; range --limit b"));
        unreadable("line 1: 'range' has 1 words behind its options, not 2", "range a");
        unreadable("line 1: 'range' has 3 words behind its options, not 2", "range a b c");
        unreadable("line 1: 'up' is none of asc, desc", "range --order up a b");
        unreadable(
                "line 1: 'size' is none of key, version, create, mod, value",
                "range --sort-by size a b");
    }

    @Test
    void takesSignsAsTheyAreOutsideOfCompares() throws TxnText.Unreadable {
        assertEquals(
                Txn.when(Compare.holds(A, Bytes.utf8("=")))
                        .then(Txn.put(Bytes.utf8("f(x)=1"), Bytes.utf8("a#b"))),
                TxnText.read("if value(a)='='\nthen put f(x)=1 a#b"));
    }

    @Test
    void readsEveryByteBetweenQuotes() throws TxnText.Unreadable {
        Bytes value = Bytes.wrap(new byte[] {'"', '\\', '\n', '\t', (byte) 0xFF, 0, ';'});
        assertEquals(
                Txn.when().then(Txn.put(A, value)),
                TxnText.read("put a \"\\\"\\\\\\n\\t\\xff\\x00;\""));
        assertEquals(Txn.when().then(Txn.put(A, Bytes.EMPTY)), TxnText.read("put a ''"));
    }

    @Test
    void saysWhichLineCannotBeRead() {
        unreadable("line 2: 'set' is none of put, get, delete, range", "put a b\nset a b");
        unreadable("line 1: 'put' has 2 words, not 3", "put a");
        unreadable("line 1: a ' is not closed", "put a 'b");
        unreadable("line 1: a \" is not closed", "put a \"b\nc");
        unreadable("line 1: unknown escape \\q", "put a \"\\q\"");
        unreadable("line 1: \\x is not followed by two hexadecimal digits", "put a \"\\xg0\"");
        unreadable("line 3: 'if' comes too late", "then\nput a b\nif absent(a)");
        unreadable("line 1: '>=' is none of = != < >", "if value(a) '>=' 1");
        unreadable("line 1: 'x' is no number", "if version(a) = x");
        unreadable("line 1: '-1' is negative", "if mod(a) = -1");
        unreadable(
                "line 1: 'ttl' is none of value, version, create, mod, lease, exists, absent",
                "if ttl(a) = 1");
    }

    private static void unreadable(String why, String text) {
        var found = assertThrows(TxnText.Unreadable.class, () -> TxnText.read(text));
        assertEquals(why, found.getMessage());
    }
}
