package io.quorate.client;

/**
 * What a transaction demands of every live key among its keys; if none is live, of the absent key:
 * its numbers are all 0, and no demand on its value holds.
 */
public record Compare(Keys keys, Test test) {

    /** How what is found must stand to what is given; values are compared as unsigned bytes. */
    public enum Relation {
        /** They are the same. */
        EQUAL,
        /** They are not. */
        NOT_EQUAL,
        /** What is found is less. */
        LESS,
        /** What is found is greater. */
        GREATER
    }

    /** A number that each version of a key has. */
    public enum Field {
        /** How often the key was written since its creation; 0: it does not exist. */
        VERSION,
        /** The revision at which it was created. */
        CREATE_REVISION,
        /** The revision of its last change. */
        MOD_REVISION,
        /** The lease that it is attached to; 0: none. */
        LEASE
    }

    /** A demand on one version. */
    public sealed interface Test {

        /** On one of its numbers. */
        record Number(Field field, Relation relation, long operand) implements Test {}

        /** On its value. */
        record Value(Relation relation, Bytes operand) implements Test {}
    }

    /** The key does not exist. */
    public static Compare absent(Bytes key) {
        return number(Keys.of(key), Field.VERSION, Relation.EQUAL, 0);
    }

    /** The key exists. */
    public static Compare exists(Bytes key) {
        return number(Keys.of(key), Field.VERSION, Relation.GREATER, 0);
    }

    /** The key was last changed at this revision; 0: it does not exist. */
    public static Compare unchangedSince(Bytes key, long modRevision) {
        return number(Keys.of(key), Field.MOD_REVISION, Relation.EQUAL, modRevision);
    }

    /** The key holds this value. */
    public static Compare holds(Bytes key, Bytes value) {
        return value(Keys.of(key), Relation.EQUAL, value);
    }

    /** Any demand on a number. */
    public static Compare number(Keys keys, Field field, Relation relation, long operand) {
        return new Compare(keys, new Test.Number(field, relation, operand));
    }

    /** Any demand on the value. */
    public static Compare value(Keys keys, Relation relation, Bytes operand) {
        return new Compare(keys, new Test.Value(relation, operand));
    }
}
