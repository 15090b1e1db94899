package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * What a transaction demands of every live key among its keys; if none is live, of the absent key,
 * whose numbers are all 0 and which has no value. As etcd v3 has it, so that a version of 0 means
 * absence.
 */
public record Compare(Keys keys, Test test) {

    /** How what is found must stand to what is given. */
    public enum Relation {
        /** They are the same. */
        EQUAL,
        /** They are not. */
        NOT_EQUAL,
        /** What is found is less. */
        LESS,
        /** What is found is greater. */
        GREATER;

        boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case NOT_EQUAL -> comparison != 0;
                case LESS -> comparison < 0;
                case GREATER -> comparison > 0;
            };
        }
    }

    /** A number that each version has. */
    public enum Field {
        /** How often the key was written since its creation. */
        VERSION,
        /** When it was created. */
        CREATE_REVISION,
        /** When it was written last. */
        MOD_REVISION,
        /** The lease it is attached to. */
        LEASE;

        long of(Version version) {
            return switch (this) {
                case VERSION -> version.version();
                case CREATE_REVISION -> version.createRevision();
                case MOD_REVISION -> version.modRevision();
                case LEASE -> version.lease();
            };
        }
    }

    /** A demand on one version. */
    public sealed interface Test {

        /** On one of its numbers. */
        record Number(Field field, Relation relation, long operand) implements Test {}

        /** On its value, in unsigned byte order. */
        record Value(Relation relation, Bytes operand) implements Test {}
    }

    /** Whether the demand holds of a version; empty: of an absent key. */
    boolean holds(Optional<Version> found) {
        return switch (test) {
            case Test.Number(Field field, Relation relation, long operand) ->
                    relation.holds(Long.compare(found.map(field::of).orElse(0L), operand));
            case Test.Value(Relation relation, Bytes operand) ->
                    found.isPresent() && relation.holds(found.get().value().compareTo(operand));
        };
    }
}
