package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The form in which a change's outcome is kept for a client that may ask again. */
final class OutcomeCodec {

    private static final int PUT = 1;
    private static final int DELETED = 2;
    private static final int READ = 3;
    private static final int TXN_SUCCESS = 4;
    private static final int TXN_FAILURE = 5;
    private static final int TOO_MANY_KEYS = 6;
    private static final int TOO_MANY_BYTES = 7;
    private static final int NOT_KEPT = 8;
    private static final int UNKNOWN_LEASE = 9;
    private static final int STALE_FENCE = 10;
    private static final int TOO_MANY_LEASES = 11;
    private static final int UNKNOWN_KEYSPACE = 20;
    private static final int KEYSPACE_FULL = 21;
    private static final int VALUE_TOO_LARGE = 22;

    private OutcomeCodec() {}

    static Bytes encode(Outcome outcome) {
        RowWriter to = new RowWriter(32);
        write(to, outcome);
        return to.done();
    }

    private static void write(RowWriter to, Outcome outcome) {
        switch (outcome) {
            case Outcome.Put put -> {
                to.unsignedByte(PUT).varint(put.revision());
                to.unsignedByte(put.previous().isPresent() ? 1 : 0);
                put.previous().ifPresent(version -> write(to, version));
            }
            case Outcome.Deleted deleted -> {
                to.unsignedByte(DELETED).varint(deleted.revision()).varint(deleted.count());
                write(to, deleted.previous());
            }
            case Outcome.Read read -> {
                to.unsignedByte(READ).varint(read.revision()).varint(read.count());
                to.unsignedByte(read.more() ? 1 : 0);
                write(to, read.found());
            }
            case Outcome.Txn txn -> {
                boolean succeeded = txn.branch() == Outcome.Branch.SUCCESS;
                to.unsignedByte(succeeded ? TXN_SUCCESS : TXN_FAILURE).varint(txn.revision());
                to.varint(txn.results().size());
                for (Outcome result : txn.results()) write(to, result);
            }
            case Outcome.Refused refused -> write(to, refused.objection());
            case Outcome.Registered _,
                    Outcome.Leased _,
                    Outcome.Compacted _,
                    Outcome.OfKeyspace _,
                    Outcome.Nothing _ ->
                    throw unexpected(outcome);
        }
    }

    private static void write(RowWriter to, Objection objection) {
        switch (objection) {
            case Objection.TooManyKeys keys -> to.unsignedByte(TOO_MANY_KEYS).varint(keys.max());
            case Objection.TooManyBytes bytes ->
                    to.unsignedByte(TOO_MANY_BYTES).varint(bytes.max());
            case Objection.AnswerNotKept _ -> to.unsignedByte(NOT_KEPT);
            case Objection.UnknownLease unknown ->
                    to.unsignedByte(UNKNOWN_LEASE).varint(unknown.lease());
            case Objection.StaleFence stale ->
                    to.unsignedByte(STALE_FENCE).varint(stale.asked()).varint(stale.found());
            case Objection.TooManyLeases leases ->
                    to.unsignedByte(TOO_MANY_LEASES).varint(leases.max());
            case Objection.UnknownKeyspace unknown ->
                    to.unsignedByte(UNKNOWN_KEYSPACE).varint(unknown.keyspace());
            case Objection.KeyspaceFull full -> {
                to.unsignedByte(KEYSPACE_FULL).sized(Bytes.utf8(full.name()));
                Keyspace.write(to, full.limits());
            }
            case Objection.ValueTooLarge value ->
                    to.unsignedByte(VALUE_TOO_LARGE).varint(value.max());
            case Objection.Compacted _,
                    Objection.FutureRevision _,
                    Objection.KeyspaceExists _,
                    Objection.TooManyKeyspaces _,
                    Objection.LeaseExists _,
                    Objection.UnknownClient _,
                    Objection.SequenceSkipped _,
                    Objection.OtherChange _,
                    Objection.AlreadyAnswered _,
                    Objection.TooManyUnanswered _,
                    Objection.TooManyClients _ ->
                    throw unexpected(objection);
        }
    }

    private static IllegalArgumentException unexpected(Object what) {
        return new IllegalArgumentException("no change comes to this: " + what);
    }

    private static void write(RowWriter to, List<KeyVersion> found) {
        to.varint(found.size());
        for (KeyVersion one : found) {
            to.sized(one.key());
            write(to, one.version());
        }
    }

    private static void write(RowWriter to, Version version) {
        to.sized(version.value())
                .varint(version.modRevision())
                .varint(version.createRevision())
                .varint(version.version())
                .varint(version.lease());
    }

    static Outcome decode(Bytes bytes) {
        RowReader from = new RowReader(bytes, "an outcome");
        Outcome outcome = read(from);
        from.end();
        return outcome;
    }

    private static Outcome read(RowReader from) {
        int kind = from.unsignedByte();
        return switch (kind) {
            case PUT -> {
                long revision = from.varint();
                yield new Outcome.Put(
                        revision, flag(from) ? Optional.of(version(from)) : Optional.empty());
            }
            case DELETED -> new Outcome.Deleted(from.varint(), from.varint(), found(from));
            case READ -> {
                long revision = from.varint();
                long count = from.varint();
                boolean more = flag(from);
                yield new Outcome.Read(revision, found(from), count, more);
            }
            case TXN_SUCCESS -> txn(from, Outcome.Branch.SUCCESS);
            case TXN_FAILURE -> txn(from, Outcome.Branch.FAILURE);
            case TOO_MANY_KEYS -> new Outcome.Refused(new Objection.TooManyKeys(from.intVarint()));
            case TOO_MANY_BYTES ->
                    new Outcome.Refused(new Objection.TooManyBytes(from.intVarint()));
            case UNKNOWN_LEASE -> new Outcome.Refused(new Objection.UnknownLease(from.varint()));
            case TOO_MANY_LEASES ->
                    new Outcome.Refused(new Objection.TooManyLeases(from.intVarint()));
            case STALE_FENCE ->
                    new Outcome.Refused(new Objection.StaleFence(from.varint(), from.varint()));
            case UNKNOWN_KEYSPACE ->
                    new Outcome.Refused(new Objection.UnknownKeyspace(from.intVarint()));
            case KEYSPACE_FULL -> {
                String name = Keyspace.name(from, from.sized());
                KeyspaceLimits limits = Keyspace.limits(from);
                yield new Outcome.Refused(new Objection.KeyspaceFull(name, limits));
            }
            case VALUE_TOO_LARGE -> new Outcome.Refused(new Objection.ValueTooLarge(from.varint()));
            case NOT_KEPT -> new Outcome.Refused(new Objection.AnswerNotKept());
            default -> throw from.broken("is of the unknown kind " + kind);
        };
    }

    private static Outcome.Txn txn(RowReader from, Outcome.Branch branch) {
        long revision = from.varint();
        int count = from.intVarint();
        List<Outcome> results = new ArrayList<>();
        for (int i = 0; i < count; i++) results.add(read(from));
        return new Outcome.Txn(revision, branch, results);
    }

    private static boolean flag(RowReader from) {
        int flag = from.unsignedByte();
        if (flag > 1) throw from.broken("has the flag " + flag);
        return flag == 1;
    }

    private static List<KeyVersion> found(RowReader from) {
        int count = from.intVarint();
        List<KeyVersion> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Bytes key = from.sized();
            found.add(new KeyVersion(key, version(from)));
        }
        return found;
    }

    private static Version version(RowReader from) {
        return new Version(
                from.sized(), from.varint(), from.varint(), from.varint(), from.varint());
    }
}
