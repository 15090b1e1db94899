package io.quorate.core.state;

/** Why an applied command was refused. The same on every replica. */
public sealed interface Objection {

    /**
     * Its ranges hold more keys than one entry may look at.
     *
     * @param max how many it may
     */
    record TooManyKeys(int max) implements Objection {}

    /**
     * It ends and reads more than one entry may hold in memory.
     *
     * @param max how many bytes it may
     */
    record TooManyBytes(int max) implements Objection {}

    /**
     * The past before a revision is given up already.
     *
     * @param floor the first revision that can be read
     */
    record Compacted(long revision, long floor) implements Objection {}

    /**
     * The revision has not been made.
     *
     * @param newest the newest there is
     */
    record FutureRevision(long revision, long newest) implements Objection {}

    /** The keyspace is the obstacle. */
    sealed interface OfKeyspace extends Objection {}

    /** There is no such keyspace: it was never created, or is deleted. */
    record UnknownKeyspace(int keyspace) implements OfKeyspace {}

    /** There is a keyspace of this name already. */
    record KeyspaceExists(String name) implements OfKeyspace {}

    /**
     * There are too many keyspaces, those counted whose keys are still being removed.
     *
     * @param max how many there may be
     */
    record TooManyKeyspaces(int max) implements OfKeyspace {}

    /**
     * A keyspace would hold more than it may.
     *
     * @param limits what it may hold
     */
    record KeyspaceFull(String name, KeyspaceLimits limits) implements OfKeyspace {}

    /**
     * A value is larger than its keyspace takes.
     *
     * @param max how many bytes it takes
     */
    record ValueTooLarge(long max) implements OfKeyspace {}

    /** There is no such lease: it was never granted, or has ended. */
    record UnknownLease(long lease) implements Objection {}

    /**
     * The lock that it was to be done under is not held any more as the fence says.
     *
     * @param asked when the fence says that the lock's key was created
     * @param found when the key that there is was created; 0: there is none
     */
    record StaleFence(long asked, long found) implements Objection {}

    /** There is a lease of this id already. */
    record LeaseExists(long lease) implements Objection {}

    /**
     * There are too many leases.
     *
     * @param max how many there may be
     */
    record TooManyLeases(int max) implements Objection {}

    /** There is no such client: it was never registered, or has expired, or was forgotten. */
    record UnknownClient(long client) implements Objection {}

    /**
     * An ordered client's change comes before another that is not done yet.
     *
     * @param next the sequence that is due
     */
    record SequenceSkipped(long next) implements Objection {}

    /** The sequence was used before, for another change. */
    record OtherChange(long sequence) implements Objection {}

    /**
     * The client has said that it has the answer, which is therefore not kept any more.
     *
     * @param lowest the lowest sequence whose answer is kept
     */
    record AlreadyAnswered(long lowest) implements Objection {}

    /** The change was done before, and what it answered then was too large to be kept. */
    record AnswerNotKept() implements Objection {}

    /**
     * The client has more changes unanswered than are kept for it.
     *
     * @param max how many are
     */
    record TooManyUnanswered(int max) implements Objection {}

    /**
     * The table of clients is full.
     *
     * @param max how many it holds
     */
    record TooManyClients(int max) implements Objection {}
}
