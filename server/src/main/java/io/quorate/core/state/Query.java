package io.quorate.core.state;

/**
 * A read within a transaction. It sees what the operations before it did.
 *
 * @param limit how many keys are answered or counted at most, the first ones; at least 1
 * @param filter which keys count
 * @param order in which they come; of what is only counted it does not matter
 */
public record Query(
        Keys keys, long limit, Content content, Selection.Filter filter, Selection.Order order)
        implements Operation {

    /** What is answered of each key. */
    public enum Content {
        /** All there is. */
        VALUES,
        /** All but the value. */
        KEYS,
        /** Nothing: only how many keys there are. */
        COUNT
    }

    /** All keys, as they lie in the store. */
    public Query(Keys keys, long limit, Content content) {
        this(keys, limit, content, Selection.Filter.ALL, Selection.Order.NATURAL);
    }

    /** Whether all keys must be looked at before the first is known. */
    boolean isSorted() {
        return content != Content.COUNT && order.isSorted();
    }
}
