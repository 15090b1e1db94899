package io.quorate.client.core;

/** What may help an operation that was refused, as not done, for a reason. */
enum Remedy {
    /** Nothing: it will be refused again, by anybody. */
    NONE,
    /** Time: the same member may take it in a moment. */
    TIME,
    /** The member that was named, or else another. */
    NAMED_MEMBER,
    /** Another member. */
    ANOTHER_MEMBER;

    static Remedy of(Reason reason) {
        return switch (reason) {
            case INVALID,
                    UNSUPPORTED,
                    KEYSPACE_NOT_FOUND,
                    WOULD_LOSE_QUORUM,
                    WOULD_LOSE_SOUND_MAJORITY,
                    UNFIT_CHANGE,
                    NOT_HANDED_OVER,
                    FUTURE_REVISION,
                    FOREIGN_TOKEN,
                    OTHER_EPOCH,
                    FUTURE_FLOOR,
                    TOO_LARGE,
                    CLIENT_UNKNOWN,
                    ANSWER_NOT_KEPT,
                    COMPACTED,
                    LEASE_NOT_FOUND,
                    LEASE_EXISTS,
                    FENCE_STALE,
                    KEYSPACE_EXISTS,
                    KEYSPACE_FULL,
                    PROTOCOL_BROKEN ->
                    NONE;
            case OVERLOADED, CHANGE_IN_PROGRESS, SEQUENCE_SKIPPED, STATES_DIVIDED -> TIME;
            case NOT_LEADER, BEHIND -> NAMED_MEMBER;
            case NO_LEADER,
                    OUTCOME_UNKNOWN,
                    SHUTTING_DOWN,
                    NOT_CONFIRMED,
                    NO_SPACE, // a leader without room hands over
                    STATE_UNSOUND,
                    UNREACHABLE,
                    CONNECTION_LOST,
                    DEADLINE_PASSED,
                    CANCELLED ->
                    ANOTHER_MEMBER;
        };
    }
}
