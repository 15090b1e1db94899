package io.quorate.client.core;

/**
 * Why an operation failed. Those before {@link #UNREACHABLE} are the server's words, the others the
 * client's own.
 */
public enum Reason {
    /** The member asked does not lead. */
    NOT_LEADER,
    /** No member is known to lead. */
    NO_LEADER,
    /** A queue of the server is full. */
    OVERLOADED,
    /** The request breaks a rule or a limit; it will be refused again. */
    INVALID,
    /** The server does not offer this. */
    UNSUPPORTED,
    /** The keyspace does not exist. */
    KEYSPACE_NOT_FOUND,
    /** The leader stepped down, or its time ran out, while the write was in flight. */
    OUTCOME_UNKNOWN,
    /** The disk has no room for more log. */
    NO_SPACE,
    /** The server is stopping. */
    SHUTTING_DOWN,
    /** The member could not confirm in time that its answer would be current. */
    NOT_CONFIRMED,
    /** An earlier change of the members or of the leader is not over. */
    CHANGE_IN_PROGRESS,
    /** Too few of the voters that the change leaves are up. */
    WOULD_LOSE_QUORUM,
    /** Too few of the voters that the change leaves have states that are not known to be bad. */
    WOULD_LOSE_SOUND_MAJORITY,
    /** The change of the members makes no sense; the facts say why. */
    UNFIT_CHANGE,
    /** The leadership was not handed over in time. */
    NOT_HANDED_OVER,
    /** The revision that was to be read has not been made. */
    FUTURE_REVISION,
    /** The member has not come up to the session in time. */
    BEHIND,
    /** The session's token is of another cluster. */
    FOREIGN_TOKEN,
    /** The session's token is of before or after a restore. */
    OTHER_EPOCH,
    /** The session's token says more than the cluster has made. */
    FUTURE_FLOOR,
    /** It would look at more keys, or hold more bytes, than one entry of the log may. */
    TOO_LARGE,
    /** There is no such client (any more): nothing is known of what it had sent. */
    CLIENT_UNKNOWN,
    /** An ordered client's write comes before an earlier one is done. */
    SEQUENCE_SKIPPED,
    /** The write came to its end before, and what it was answered is not kept. */
    ANSWER_NOT_KEPT,
    /** What was asked for was compacted away. */
    COMPACTED,
    /** There is no such lease (any more). */
    LEASE_NOT_FOUND,
    /** There is a lease of this id already. */
    LEASE_EXISTS,
    /** The lock that the write was to be done under is not held any more. */
    FENCE_STALE,
    /** The member's state is not what it should be, and is being replaced. */
    STATE_UNSOUND,
    /** The members' states differ, and no majority is alike. */
    STATES_DIVIDED,
    /** There is a keyspace of this name already. */
    KEYSPACE_EXISTS,
    /** The keyspace would hold more than it may, or there would be too many. */
    KEYSPACE_FULL,
    /** No connection could be made to any member. */
    UNREACHABLE,
    /** The connection broke before the answer came. */
    CONNECTION_LOST,
    /** The call's own time ran out. */
    DEADLINE_PASSED,
    /** The caller ended the call, or closed the client. */
    CANCELLED,
    /** The server answered with something that its protocol does not provide for. */
    PROTOCOL_BROKEN
}
