package io.quorate.adapter.grpc;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.Objection;
import io.quorate.v1.ErrorReason;

/** What keyspaces are the reason of, as gRPC statuses. */
final class KeyspaceFailures {

    private KeyspaceFailures() {}

    /** What an applied command was refused for. */
    static StatusRuntimeException of(Objection.OfKeyspace objection) {
        return switch (objection) {
            case Objection.UnknownKeyspace unknown ->
                    Failures.status(
                            Code.NOT_FOUND,
                            "the keyspace is deleted (its number was "
                                    + unknown.keyspace()
                                    + "); not done",
                            Failures.notDone(ErrorReason.KEYSPACE_NOT_FOUND));
            case Objection.KeyspaceExists exists ->
                    Failures.status(
                            Code.ALREADY_EXISTS,
                            "there is a keyspace '" + exists.name() + "' already; not done",
                            Failures.notDone(ErrorReason.KEYSPACE_EXISTS));
            case Objection.TooManyKeyspaces keyspaces ->
                    Failures.status(
                            Code.RESOURCE_EXHAUSTED,
                            "there are " + keyspaces.max() + " keyspaces already; not done",
                            Failures.notDone(ErrorReason.KEYSPACE_FULL));
            case Objection.KeyspaceFull(String name, KeyspaceLimits limits) ->
                    Failures.status(
                            Code.RESOURCE_EXHAUSTED,
                            "the keyspace '" + name + "' " + takes(limits) + "; not done",
                            Failures.notDone(ErrorReason.KEYSPACE_FULL));
            case Objection.ValueTooLarge value ->
                    Failures.status(
                            Code.INVALID_ARGUMENT,
                            "the keyspace takes values of at most "
                                    + counted(value.max(), "byte")
                                    + "; not done",
                            Failures.notDone(ErrorReason.INVALID));
        };
    }

    private static String takes(KeyspaceLimits limits) {
        String keys = counted(limits.keysMax(), "key");
        String bytes = counted(limits.bytesMax(), "byte");
        if (limits.bytesMax() == 0) return "takes no more than " + keys;
        if (limits.keysMax() == 0) return "takes no more than " + bytes;
        return "takes no more than " + keys + " and " + bytes;
    }

    private static String counted(long number, String noun) {
        return number == 1 ? "1 " + noun : number + " " + noun + "s";
    }

    /** Why a watch ended. */
    static StatusRuntimeException deleted() {
        return Failures.status(
                Code.NOT_FOUND,
                "the keyspace was deleted",
                Failures.notDone(ErrorReason.KEYSPACE_NOT_FOUND));
    }

    /** No live keyspace has this name. */
    static StatusRuntimeException noSuch(String name) {
        return Failures.status(
                Code.NOT_FOUND,
                "there is no keyspace '" + name + "'; not done",
                Failures.notDone(ErrorReason.KEYSPACE_NOT_FOUND));
    }
}
