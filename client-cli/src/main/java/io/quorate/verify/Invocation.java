package io.quorate.verify;

import java.util.List;
import java.util.Optional;

/**
 * What a client asks of the store. Values, and elements of lists, should be unique within a
 * history: then a reply tells which operation it saw, and the checkers find most.
 */
public sealed interface Invocation {

    /** Reads the value of one key. */
    record Get(String key, Level level) implements Invocation {}

    /** Stores a value. */
    record Put(String key, String value) implements Invocation {}

    /** Removes a key. */
    record Delete(String key) implements Invocation {}

    /** Stores a value if a condition holds: compare-and-set. */
    record PutIf(String key, Condition condition, String value) implements Invocation {}

    /** Adds an element at the end of a list. However it is done below, here it is one operation. */
    record Append(String key, String element) implements Invocation {}

    /** Reads a whole list. */
    record ReadList(String key, Level level) implements Invocation {}

    /** Adds to a counter. */
    record Add(String key, long delta) implements Invocation {}

    /** Reads a counter. */
    record ReadCounter(String key, Level level) implements Invocation {}

    /**
     * Reads the pairs of a range of keys at one moment.
     *
     * @param start the first key
     * @param end the key behind the range; empty for no end
     */
    record Range(String start, String end, Level level) implements Invocation {}

    /** Does all its steps, in order, as one; a step is never a transaction. */
    record Transaction(List<Invocation> steps) implements Invocation {

        /** Copies the list. */
        public Transaction {
            steps = List.copyOf(steps);
            for (Invocation step : steps) {
                if (step instanceof Transaction) {
                    throw new IllegalArgumentException("a transaction within a transaction");
                }
            }
        }
    }

    /** The key that it is about; empty if it may be about several. */
    default Optional<String> onlyKey() {
        return switch (this) {
            case Get get -> Optional.of(get.key());
            case Put put -> Optional.of(put.key());
            case Delete delete -> Optional.of(delete.key());
            case PutIf putIf -> Optional.of(putIf.key());
            case Append append -> Optional.of(append.key());
            case ReadList read -> Optional.of(read.key());
            case Add add -> Optional.of(add.key());
            case ReadCounter read -> Optional.of(read.key());
            case Range range -> Optional.empty();
            case Transaction transaction -> Optional.empty();
        };
    }

    /** The level that a read asked for; empty if it may write. */
    default Optional<Level> readLevel() {
        return switch (this) {
            case Get get -> Optional.of(get.level());
            case ReadList read -> Optional.of(read.level());
            case ReadCounter read -> Optional.of(read.level());
            case Range range -> Optional.of(range.level());
            case Put put -> Optional.empty();
            case Delete delete -> Optional.empty();
            case PutIf putIf -> Optional.empty();
            case Append append -> Optional.empty();
            case Add add -> Optional.empty();
            case Transaction transaction -> Optional.empty();
        };
    }

    /** Whether it changes nothing, whatever becomes of it. */
    default boolean isRead() {
        return readLevel().isPresent();
    }
}
