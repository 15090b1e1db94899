package io.quorate.adapter.grpc;

import io.quorate.core.session.Floor;
import io.quorate.replica.Arrival;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.RequestContext;
import io.quorate.v1.ResponseHeader;
import io.quorate.v1.SessionGuarantee;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a read asks for: how it is put to the replica, and the receipt of its answer. */
sealed interface ReadLevel {

    ReadLevel LINEARIZABLE = new Now(Arrival.Level.LINEARIZABLE);
    ReadLevel EVENTUAL = new Now(Arrival.Level.EVENTUAL);

    /** The request that puts it to the replica. */
    Arrival.Request read(ReadAnswer answer);

    /** The receipt of an answer. */
    ResponseHeader header(Headers headers, Standing standing);

    /** What a request asks for. Throws the call's status if it cannot be had. */
    static ReadLevel of(RequestContext context, long clusterId) {
        checkGoTogether(context);
        return switch (context.getLevel()) {
            case CONSISTENCY_LEVEL_UNSPECIFIED, LINEARIZABLE -> LINEARIZABLE;
            case EVENTUAL -> EVENTUAL;
            case AT_REVISION -> AtRevision.of(context);
            case SESSION -> Session.of(context, clusterId);
            case BOUNDED -> Bounded.of(context);
            case UNRECOGNIZED ->
                    throw Failures.invalid("unknown consistency level " + context.getLevelValue());
        };
    }

    /** A bound that a level does not look at would be a promise that is not kept. */
    private static void checkGoTogether(RequestContext context) {
        ConsistencyLevel level = context.getLevel();
        if ((context.getAtRevision() != 0) != (level == ConsistencyLevel.AT_REVISION)) {
            throw Failures.invalid("at_revision and the level AT_REVISION go together");
        }
        if ((context.getMaxStalenessMs() != 0) != (level == ConsistencyLevel.BOUNDED)) {
            throw Failures.invalid("max_staleness_ms and the level BOUNDED go together");
        }
        boolean isOfSession =
                !context.getSessionToken().isEmpty()
                        || context.getGuaranteesCount() != 0
                        || context.getWaitMs() != 0;
        if (isOfSession && level != ConsistencyLevel.SESSION) {
            throw Failures.invalid(
                    "a session's token, guarantees and wait go with the level SESSION");
        }
    }

    /** The state as it is now. */
    record Now(Arrival.Level level) implements ReadLevel {

        @Override
        public Arrival.Request read(ReadAnswer answer) {
            return new Arrival.Read(level, answer);
        }

        @Override
        public ResponseHeader header(Headers headers, Standing standing) {
            return headers.ofRead(standing, level);
        }
    }

    /** The state as it was at a revision. */
    record AtRevision(long revision) implements ReadLevel {

        private static AtRevision of(RequestContext context) {
            if (context.getAtRevision() < 0) throw Failures.invalid("a revision over 2^63");
            return new AtRevision(context.getAtRevision());
        }

        @Override
        public Arrival.Request read(ReadAnswer answer) {
            return new Arrival.ReadPast(revision, answer);
        }

        @Override
        public ResponseHeader header(Headers headers, Standing standing) {
            return headers.ofReadAt(standing, revision);
        }
    }

    /** The state as it is here, not before it has come up to a session. */
    record Session(Token token, List<SessionGuarantee> guarantees, long waitNanosMax)
            implements ReadLevel {

        private static Session of(RequestContext context, long clusterId) {
            List<SessionGuarantee> guarantees = context.getGuaranteesList();
            if (guarantees.contains(SessionGuarantee.UNRECOGNIZED)
                    || guarantees.contains(SessionGuarantee.SESSION_GUARANTEE_UNSPECIFIED)) {
                throw Failures.invalid("unknown session guarantee");
            }
            // Longer than this, and beyond 2^63 too, is as long as the replica lets it.
            long waitMs = context.getWaitMs();
            boolean isLimited = waitMs > 0 && waitMs < TimeUnit.DAYS.toMillis(1);
            return new Session(
                    Token.read(context.getSessionToken(), clusterId),
                    guarantees,
                    isLimited ? TimeUnit.MILLISECONDS.toNanos(waitMs) : Long.MAX_VALUE);
        }

        /** In a session that has met nothing yet, whatever is here is as good as anything. */
        @Override
        public Arrival.Request read(ReadAnswer answer) {
            if (token.isNew()) return new Arrival.Read(Arrival.Level.EVENTUAL, answer);
            Floor floor = token.demand(guarantees);
            return new Arrival.ReadSession(floor, waitNanosMax, answer);
        }

        @Override
        public ResponseHeader header(Headers headers, Standing standing) {
            return headers.ofSession(standing, token, guarantees);
        }
    }

    /** The state as it is here, if it is not too stale. */
    record Bounded(long stalenessNanosMax) implements ReadLevel {

        /** A day: who allows more wants an eventual read. */
        private static final long MILLIS_MAX = TimeUnit.DAYS.toMillis(1);

        private static Bounded of(RequestContext context) {
            long millis = context.getMaxStalenessMs();
            if (millis < 0 || millis > MILLIS_MAX) {
                throw Failures.invalid("max_staleness_ms is at most " + MILLIS_MAX);
            }
            return new Bounded(TimeUnit.MILLISECONDS.toNanos(millis));
        }

        @Override
        public Arrival.Request read(ReadAnswer answer) {
            return new Arrival.ReadBounded(stalenessNanosMax, answer);
        }

        @Override
        public ResponseHeader header(Headers headers, Standing standing) {
            return headers.ofBounded(standing);
        }
    }
}
