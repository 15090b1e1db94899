package io.quorate.core.state;

/**
 * A read within a transaction. It sees what the operations before it did.
 *
 * @param limit how many keys are answered or counted at most, the first ones; at least 1
 */
public record Query(Keys keys, long limit, Content content) implements Operation {

    /** What is answered of each key. */
    public enum Content {
        /** All there is. */
        VALUES,
        /** All but the value. */
        KEYS,
        /** Nothing: only how many keys there are. */
        COUNT
    }
}
