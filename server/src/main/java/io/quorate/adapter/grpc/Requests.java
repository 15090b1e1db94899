package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.Bytes;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What requests have in common, checked before anything reaches a replica. */
final class Requests {

    private Requests() {}

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
