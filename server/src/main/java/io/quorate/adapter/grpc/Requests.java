package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.Bytes;
import io.quorate.core.state.Keyspaces;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.RequestContext;

import java.util.Optional;

/** What requests have in common, checked before anything reaches a replica. */
final class Requests {

    private static final String DEFAULT_KEYSPACE = "default";

    private Requests() {}

    /** The keyspace that a request names. Throws the call's status if it cannot be served. */
    static int keyspace(RequestContext context) {
        boolean asksForSession =
                context.getClientId() != 0
                        || context.getSequence() != 0
                        || context.getLowestUnanswered() != 0
                        || !context.getSessionToken().isEmpty();
        // Refused rather than ignored: a promise that is not kept is worse than none.
        if (asksForSession) throw Failures.unsupported("sessions are not offered");
        if (context.getMaxStalenessMs() != 0) {
            throw Failures.unsupported("reads of bounded staleness are not offered");
        }
        String name = context.getKeyspace();
        if (name.isEmpty() || name.equals(DEFAULT_KEYSPACE)) return Keyspaces.DEFAULT;
        throw Failures.noSuchKeyspace(name);
    }

    /** What a read asks for. Throws the call's status if it is not offered. */
    static ReadLevel level(RequestContext context) {
        boolean namesRevision = context.getAtRevision() != 0;
        if (namesRevision != (context.getLevel() == ConsistencyLevel.AT_REVISION)) {
            throw Failures.invalid("at_revision and the level AT_REVISION go together");
        }
        return switch (context.getLevel()) {
            case CONSISTENCY_LEVEL_UNSPECIFIED, LINEARIZABLE -> ReadLevel.LINEARIZABLE;
            case EVENTUAL -> ReadLevel.EVENTUAL;
            case AT_REVISION -> {
                if (context.getAtRevision() < 0) throw Failures.invalid("a revision over 2^63");
                yield new ReadLevel.AtRevision(context.getAtRevision());
            }
            case SESSION, BOUNDED ->
                    throw Failures.unsupported(
                            "consistency level "
                                    + context.getLevel()
                                    + " is not offered; LINEARIZABLE, EVENTUAL and"
                                    + " AT_REVISION are");
            case UNRECOGNIZED ->
                    throw Failures.invalid("unknown consistency level " + context.getLevelValue());
        };
    }

    /** Throws the call's status if there is an objection. */
    static void check(Optional<String> whyInvalid) {
        if (whyInvalid.isPresent()) throw Failures.invalid(whyInvalid.get());
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
