package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.session.Floor;
import io.quorate.replica.Arrival;
import io.quorate.replica.Standing;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.RequestContext;
import io.quorate.v1.ResponseHeader;
import io.quorate.v1.SessionGuarantee;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The receipt on every answer. */
final class Headers {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long clusterId;
    private final String node;

    Headers(Identity self) {
        this.clusterId = self.clusterId();
        this.node = self.node().name();
    }

    /** The cluster that all answers are of. */
    long clusterId() {
        return clusterId;
    }

    /** Of a read, which met the level it asked for. */
    ResponseHeader ofRead(Standing standing, Arrival.Level level) {
        return of(standing, standing.revision())
                .setLevel(
                        switch (level) {
                            case LINEARIZABLE -> ConsistencyLevel.LINEARIZABLE;
                            case EVENTUAL -> ConsistencyLevel.EVENTUAL;
                        })
                .build();
    }

    /** Of a read of the past. */
    ResponseHeader ofReadAt(Standing standing, long revision) {
        return of(standing, revision).setLevel(ConsistencyLevel.AT_REVISION).build();
    }

    /** Of a read in a session, whose token goes on with it. */
    ResponseHeader ofSession(Standing standing, Token token, List<SessionGuarantee> guarantees) {
        return of(standing, standing.revision())
                .setLevel(ConsistencyLevel.SESSION)
                .addAllGuarantees(guarantees)
                .setSessionToken(token.afterRead(standing.reached()))
                .build();
    }

    /** Of a read of bounded staleness; a begun millisecond counts as a whole one. */
    ResponseHeader ofBounded(Standing standing) {
        long millis = Math.ceilDiv(standing.stalenessNanos(), NANOS_PER_MILLI);
        return of(standing, standing.revision())
                .setLevel(ConsistencyLevel.BOUNDED)
                .setStalenessMs(millis)
                .build();
    }

    /** The session that a write is of, if it is of one. Throws the call's status if it is not. */
    Optional<Token> session(RequestContext context) {
        if (context.getSessionToken().isEmpty() && context.getLevel() != ConsistencyLevel.SESSION) {
            return Optional.empty();
        }
        return Optional.of(Token.read(context.getSessionToken(), clusterId));
    }

    /** Of a write, which made a revision. */
    ResponseHeader ofWrite(Standing standing, long revision, Optional<Token> session) {
        return ofCommand(standing, revision, session, Token::afterWrite);
    }

    /** Of a change of the members or of the leader. */
    ResponseHeader ofChange(Standing standing) {
        return ofWrite(standing, standing.revision(), Optional.empty());
    }

    /** Of a write that changed nothing: it showed a revision as a read does. */
    ResponseHeader ofNoChange(Standing standing, long revision, Optional<Token> session) {
        return ofCommand(standing, revision, session, Token::afterRead);
    }

    /**
     * Of a transaction: it has read at the revision that it made, or found if it changed nothing.
     */
    ResponseHeader ofTxn(Standing standing, long revision, Optional<Token> session) {
        return ofCommand(standing, revision, session, Token::afterBoth);
    }

    /** A session that the command is of goes on with the revision met as {@code next} says. */
    private ResponseHeader ofCommand(
            Standing standing,
            long revision,
            Optional<Token> session,
            BiFunction<Token, Floor, ByteString> next) {
        var header = of(standing, revision).setLevel(ConsistencyLevel.LINEARIZABLE);
        var met = new Floor(standing.epoch(), revision);
        session.ifPresent(token -> header.setSessionToken(next.apply(token, met)));
        return header.build();
    }

    /** Of what a watch is sent: the revision is what this node has applied. */
    ResponseHeader ofWatch(Standing standing) {
        return of(standing, standing.revision()).build();
    }

    private ResponseHeader.Builder of(Standing standing, long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setNode(node)
                .setTerm(standing.term())
                .setEpoch(standing.epoch())
                .setRevision(revision);
    }
}
