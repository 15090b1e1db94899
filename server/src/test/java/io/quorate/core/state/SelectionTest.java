package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Selection.Direction;
import io.quorate.core.state.Selection.Filter;
import io.quorate.core.state.Selection.Kept;
import io.quorate.core.state.Selection.Order;
import io.quorate.core.state.Selection.SortBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Sorted and filtered ranges of a state machine. */
final class SelectionTest {

    private final KeyValueMachine state = new KeyValueMachine(new MemoryStore());

    private void put(String key, String value) {
        var put = new Command.Put(Keyspaces.DEFAULT, Bytes.utf8(key), Bytes.utf8(value));
        long index = state.applied().index() + 1;
        var entry = Entry.command(1, index, CommandCodec.encode(put));
        assertTrue(state.apply(List.of(entry)).isPresent());
    }

    /** Revisions 1 to 5; the last change of c is 5, of which it is the second version. */
    private void fill() {
        put("c", "y");
        put("a", "z");
        put("d", "x");
        put("b", "w");
        put("c", "y");
    }

    private Page page(Selection selection, long limit) {
        return page(selection, limit, state.revision());
    }

    private Page page(Selection selection, long limit, long revision) {
        try (var view = state.view();
                var cursor =
                        view.rangeAt(
                                Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY, revision, selection)) {
            return cursor.next(limit, Integer.MAX_VALUE);
        }
    }

    private static String keys(Page page) {
        var keys = new StringBuilder();
        for (KeyVersion each : page.versions()) keys.append(each.key().toString());
        return keys.toString();
    }

    private String keys(SortBy by, Direction direction) {
        return keys(page(selection(Filter.ALL, by, direction, Long.MAX_VALUE), Long.MAX_VALUE));
    }

    private static Selection selection(Filter filter, SortBy by, Direction way, long limit) {
        return new Selection(filter, new Order(by, way), limit, Kept.WHOLE, () -> true);
    }

    private static Selection filtered(Filter filter) {
        return new Selection(filter, Order.NATURAL, Long.MAX_VALUE, Kept.WHOLE, () -> true);
    }

    private String text(String... keys) {
        var text = new StringBuilder();
        for (String key : keys) text.append(Bytes.utf8(key));
        return text.toString();
    }

    @Test
    void keysComeInEachOrderBothWays() {
        fill();
        assertEquals(text("a", "b", "c", "d"), keys(SortBy.KEY, Direction.ASCENDING));
        assertEquals(text("d", "c", "b", "a"), keys(SortBy.KEY, Direction.DESCENDING));
        assertEquals(text("a", "b", "d", "c"), keys(SortBy.VERSION, Direction.ASCENDING));
        assertEquals(text("c", "a", "b", "d"), keys(SortBy.VERSION, Direction.DESCENDING));
        assertEquals(text("c", "a", "d", "b"), keys(SortBy.CREATE_REVISION, Direction.ASCENDING));
        assertEquals(text("b", "d", "a", "c"), keys(SortBy.CREATE_REVISION, Direction.DESCENDING));
        assertEquals(text("a", "d", "b", "c"), keys(SortBy.MOD_REVISION, Direction.ASCENDING));
        assertEquals(text("c", "b", "d", "a"), keys(SortBy.MOD_REVISION, Direction.DESCENDING));
        assertEquals(text("b", "d", "c", "a"), keys(SortBy.VALUE, Direction.ASCENDING));
        assertEquals(text("a", "c", "d", "b"), keys(SortBy.VALUE, Direction.DESCENDING));
    }

    @Test
    void aLimitTakesTheFirstOfTheOrderAndTellsOfMore() {
        fill();
        Page two = page(selection(Filter.ALL, SortBy.VALUE, Direction.DESCENDING, 2), 2);
        assertEquals(text("a", "c"), keys(two));
        assertFalse(two.last());
        Page four = page(selection(Filter.ALL, SortBy.VALUE, Direction.DESCENDING, 4), 4);
        assertTrue(four.last());
    }

    @Test
    void boundsOfRevisionsAreInclusive() {
        fill();
        var all = Filter.ALL;
        long max = Long.MAX_VALUE;
        assertEquals(text("a", "b", "c", "d"), keys(page(filtered(all), max)));
        assertEquals(text("b", "c"), keys(page(filtered(new Filter(4, max, 0, max)), max)));
        assertEquals(text("a", "d"), keys(page(filtered(new Filter(0, 3, 0, max)), max)));
        assertEquals(text("a", "b", "d"), keys(page(filtered(new Filter(0, max, 2, max)), max)));
        assertEquals(text("c"), keys(page(filtered(new Filter(0, max, 0, 1)), max)));
        assertEquals(text(), keys(page(filtered(new Filter(6, max, 0, max)), max)));
    }

    @Test
    void thePastIsSortedAsItWas() {
        fill();
        var byMod = selection(Filter.ALL, SortBy.MOD_REVISION, Direction.DESCENDING, 10);
        assertEquals(text("b", "d", "a", "c"), keys(page(byMod, 10, 4)));
    }

    @Test
    void whatTakesTooMuchIsNotSorted() {
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 17; i++) put("k" + i, large);
        assertTrue(isTooMuch(Long.MAX_VALUE, Kept.WHOLE));
        assertFalse(isTooMuch(10, Kept.WHOLE));
        assertFalse(isTooMuch(Long.MAX_VALUE, Kept.WITHOUT_VALUE));
    }

    private boolean isTooMuch(long limit, Kept kept) {
        var order = new Order(SortBy.MOD_REVISION, Direction.DESCENDING);
        var selection = new Selection(Filter.ALL, order, limit, kept, () -> true);
        try (var view = state.view();
                var cursor =
                        view.rangeAt(
                                Keyspaces.DEFAULT,
                                Bytes.EMPTY,
                                Bytes.EMPTY,
                                state.revision(),
                                selection)) {
            return cursor.isTooMuch();
        }
    }

    @Test
    void aSearchThatNobodyWaitsForEnds() {
        for (int i = 0; i < 10_000; i++) put("k" + i, "v");
        int[] asked = {0};
        var none = new Filter(Long.MAX_VALUE, Long.MAX_VALUE, 0, Long.MAX_VALUE);
        var selection =
                new Selection(none, Order.NATURAL, 1, Kept.WHOLE, () -> asked[0]++ == 1_000);
        assertTrue(page(selection, 1).last());
        assertEquals(1, asked[0]);
    }
}
