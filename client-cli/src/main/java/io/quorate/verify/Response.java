package io.quorate.verify;

import java.util.List;

/** What the store answered to an {@link Invocation} that was done. */
public sealed interface Response {

    /** The value, the element or the addend is stored. */
    record Stored() implements Response {}

    /** The condition of a conditional put did not hold; nothing is stored. */
    record NotStored() implements Response {}

    /**
     * A key was found.
     *
     * @param modRevision the revision of its last change; 0 if the store did not say
     */
    record Found(String value, long modRevision) implements Response {}

    /** There is no such key. */
    record Absent() implements Response {}

    /** A delete was done, of a key that was there. */
    record Deleted() implements Response {}

    /** A list, oldest element first; one that was never appended to is empty. */
    record Elements(List<String> elements) implements Response {

        /** Copies the list. */
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    /** What a counter stands at; after an add, with it. */
    record Sum(long sum) implements Response {}

    /** All pairs of a range, keys ascending. */
    record Pairs(List<Pair> pairs) implements Response {

        /** Copies the list. */
        public Pairs {
            pairs = List.copyOf(pairs);
        }
    }

    /** One reply for each step of a transaction. */
    record Each(List<Response> steps) implements Response {

        /** Copies the list. */
        public Each {
            steps = List.copyOf(steps);
        }
    }

    /**
     * A pair of a range.
     *
     * @param modRevision the revision of its last change; 0 if the store did not say
     */
    record Pair(String key, String value, long modRevision) {}
}
