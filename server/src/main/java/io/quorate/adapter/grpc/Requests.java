package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.Bytes;
import io.quorate.core.state.Keyspaces;
import io.quorate.v1.RequestContext;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What requests have in common, checked before anything reaches a replica. */
final class Requests {

    private static final String DEFAULT_KEYSPACE = "default";

    private Requests() {}

    /** The keyspace that a request names. Throws the call's status if it cannot be served. */
    static int keyspace(RequestContext context) {
        return keyspace(context.getKeyspace());
    }

    /** The keyspace of a name. Throws the call's status if it cannot be served. */
    static int keyspace(String name) {
        if (name.isEmpty() || name.equals(DEFAULT_KEYSPACE)) return Keyspaces.DEFAULT;
        throw Failures.noSuchKeyspace(name);
    }

    /** A time in milliseconds; what is too long for nanoseconds is as long as they can be. */
    static long nanos(long millis) {
        return millis < 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Throws the call's status if there is an objection. */
    static void check(Optional<String> whyInvalid) {
        if (whyInvalid.isPresent()) throw Failures.invalid(whyInvalid.get());
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
