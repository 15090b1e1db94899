package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * How large commands may be. They are held before a command is proposed and never when it is
 * applied: what is in the log is applied by every replica, whatever its own limits are.
 */
public final class Limits {

    /** The longest key, in bytes: a key stands in up to three rows, and in every index of them. */
    public static final int KEY_BYTES_MAX = 8_192;

    /** The longest value, in bytes: a value is held whole in messages, batches and caches. */
    public static final int VALUE_BYTES_MAX = 1 << 20;

    /** The longest put or transaction in its encoded form, in bytes. */
    static final int CHANGE_BYTES_MAX = VALUE_BYTES_MAX + KEY_BYTES_MAX + 64;

    /** The longest command in its encoded form, in bytes: a change behind a fence, done once. */
    public static final int COMMAND_BYTES_MAX = CHANGE_BYTES_MAX + KEY_BYTES_MAX + 64;

    /**
     * How many bytes of entries to give to one {@link KeyValueMachine#apply} at most: a batch is
     * held three times over while it is written, and the loop does nothing else meanwhile.
     */
    public static final int APPLY_BYTES_MAX = 4 << 20;

    /** How many operations or compares one list of a transaction may hold. */
    public static final int TXN_LIST_MAX = 128;

    /** How many operations and compares a transaction may hold in all, nested ones included. */
    public static final int TXN_TOTAL_MAX = 512;

    /** How deep transactions may be nested; one that holds none is 1 deep. */
    public static final int TXN_DEPTH_MAX = 4;

    /** How many keys of ranges one entry may look at. Part of what apply does: never changed. */
    public static final int ENTRY_KEYS_MAX = 10_000;

    /**
     * How many bytes of versions one entry may end and read, but for the first version. Part of
     * what apply does: never changed.
     */
    public static final int ENTRY_BYTES_MAX = 2 << 20;

    /** What is kept of a range while it is sorted, in bytes; a limit on its keys keeps less. */
    public static final int SORTED_BYTES_MAX = 16 << 20;

    /** The highest sequence of a client. */
    public static final long SEQUENCE_MAX = (1L << 62) - 1;

    /** How many clients the table holds: it is in memory, some 200 bytes each. */
    public static final int CLIENTS_MAX = 100_000;

    /** How many leases there may be: they are in memory, some 100 bytes each. */
    public static final int LEASES_MAX = 100_000;

    /**
     * How many keyspaces there may be: they are in memory, some 200 bytes each. Part of what apply
     * does: never changed.
     */
    public static final int KEYSPACES_MAX = 10_000;

    /**
     * How many keys of a deleted keyspace one entry removes: few enough that writes go on beside
     * it. Part of what apply does: never changed.
     */
    public static final int REMOVED_KEYS_MAX = 1_000;

    /** How many of a client's changes may be unanswered: their outcomes are kept. */
    public static final int UNANSWERED_MAX = 1_024;

    /** The largest outcome that is kept, in its encoded form, in bytes. */
    public static final int OUTCOME_BYTES_MAX = 64 << 10;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The shortest time to live of a lease, and of a client. */
    public static final long TTL_NANOS_MIN = NANOS_PER_SECOND;

    /** The longest. */
    public static final long TTL_NANOS_MAX = 30 * 24 * 3_600 * NANOS_PER_SECOND;

    private Limits() {}

    /** Why a command must not be proposed, in words for its caller; empty if it may be. */
    public static Optional<String> whyInvalid(Command command) {
        return switch (command) {
            case Command.Put put ->
                    whyInvalid(put.key(), put.value()).or(() -> whyInvalidLife(put));
            case Command.Delete delete -> whyInvalid(delete.keys());
            case Command.Txn txn -> TxnLimits.whyInvalid(txn);
            case Command.Fenced fenced ->
                    whyInvalid(fenced.fence()).or(() -> whyInvalid(fenced.change()));
            case Command.Once once -> whyInvalid(once);
            case Command.RegisterClient register -> whyInvalidTtl(register.ttlNanos());
            case Command.KeepClient keep -> whyInvalidClient(keep.client());
            case Command.ForgetClient forget -> whyInvalidClient(forget.client());
            case Command.GrantLease grant ->
                    whyInvalidOwner(grant.lease()).or(() -> whyInvalidTtl(grant.ttlNanos()));
            case Command.KeepLease keep -> whyInvalidLease(keep.lease());
            case Command.LookAtLease look -> whyInvalidLease(look.lease());
            case Command.RevokeLease revoke -> whyInvalidLease(revoke.lease());
            case Command.Compact compact -> whyInvalidRevision(compact.revision());
            case Command.CompactOlder _ -> Optional.of("how old the past gets is not a client's");
            case Command.CreateKeyspace create ->
                    Keyspaces.whyInvalidName(create.name()).or(create.limits()::whyInvalid);
            case Command.AlterKeyspace alter -> alter.limits().whyInvalid();
            case Command.DeleteKeyspace delete ->
                    delete.keyspace() == Keyspaces.DEFAULT
                            ? Optional.of("the default keyspace cannot be deleted")
                            : Optional.empty();
            case Command.Clock _ -> Optional.of("the time is not a client's to say");
            case Command.CompareDigests _ -> Optional.of("digests are not a client's to say");
        };
    }

    private static Optional<String> whyInvalid(Command.Once once) {
        Optional<String> badClient = whyInvalidClient(once.client());
        if (badClient.isPresent()) return badClient;
        if (once.sequence() < 1 || once.sequence() > SEQUENCE_MAX) {
            return Optional.of("a sequence is 1 or more, and less than 2^62");
        }
        if (once.lowestUnanswered() < 1 || once.lowestUnanswered() > once.sequence()) {
            return Optional.of("the lowest unanswered sequence is between 1 and the change's own");
        }
        return whyInvalid(CommandCodec.decodeWrite(once.change()));
    }

    private static Optional<String> whyInvalid(Fence fence) {
        if (fence.createRevision() < 1) {
            return Optional.of("a fence's revision is 1 to 2^63 - 1");
        }
        return whyInvalidKey(fence.key()).map(why -> "the fence: " + why);
    }

    private static Optional<String> whyInvalidClient(long client) {
        return client < 1 ? Optional.of("a client's id is 1 to 2^63 - 1") : Optional.empty();
    }

    private static Optional<String> whyInvalidLife(Command.Put put) {
        if (put.ttlNanos() == 0) return whyInvalidOwner(put.lease());
        if (put.lease() != 0) return Optional.of("a key has a lease or a time to live, not both");
        return whyInvalidTtl(put.ttlNanos());
    }

    /** The leases above belong to one key each, and take no other. */
    private static Optional<String> whyInvalidOwner(long lease) {
        return lease < 0 || lease >= LeaseTable.OF_ONE_KEY_MIN
                ? Optional.of("the id of a lease for keys is less than 2^62")
                : Optional.empty();
    }

    private static Optional<String> whyInvalidLease(long lease) {
        return lease < 0 || lease == Long.MAX_VALUE
                ? Optional.of("a lease's id is less than 2^63 - 1")
                : Optional.empty();
    }

    private static Optional<String> whyInvalidTtl(long nanos) {
        if (nanos < TTL_NANOS_MIN || nanos > TTL_NANOS_MAX) {
            return Optional.of(
                    "a time to live is "
                            + TTL_NANOS_MIN / NANOS_PER_SECOND
                            + " s to "
                            + TTL_NANOS_MAX / NANOS_PER_SECOND
                            + " s");
        }
        return Optional.empty();
    }

    private static Optional<String> whyInvalidRevision(long revision) {
        return revision < 1 ? Optional.of("a revision is 1 to 2^63 - 1") : Optional.empty();
    }

    /** Why these cannot be an operation's keys; empty if they can. */
    static Optional<String> whyInvalid(Keys keys) {
        return switch (keys) {
            case Keys.One one -> whyInvalidKey(one.key());
            case Keys.Range range ->
                    whyInvalidBound(range.start()).or(() -> whyInvalidBound(range.endOrEmpty()));
        };
    }

    /** Why a key must not be stored with this value; empty if it may be. */
    public static Optional<String> whyInvalid(Bytes key, Bytes value) {
        Optional<String> badKey = whyInvalidKey(key);
        return badKey.isPresent() ? badKey : whyInvalidValue(value);
    }

    /** Why these bytes cannot be a value; empty if they can. */
    static Optional<String> whyInvalidValue(Bytes value) {
        if (value.size() > VALUE_BYTES_MAX) {
            return Optional.of(
                    "the value has " + value.size() + " bytes, of at most " + VALUE_BYTES_MAX);
        }
        return Optional.empty();
    }

    /** Why these bytes cannot be a key; empty if they can. */
    public static Optional<String> whyInvalidKey(Bytes key) {
        if (key.isEmpty()) return Optional.of("the key is empty");
        return whyInvalidBound(key);
    }

    /** Why these bytes cannot be an end of a range; empty if they can. No bytes are no bound. */
    public static Optional<String> whyInvalidBound(Bytes key) {
        if (key.size() > KEY_BYTES_MAX) {
            return Optional.of("the key has " + key.size() + " bytes, of at most " + KEY_BYTES_MAX);
        }
        return Optional.empty();
    }
}
