package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.core.session.Floor;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.RequestContext;
import io.quorate.v1.SessionGuarantee;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What a request's context asks of the replica, and which contexts make no sense. */
final class ReadLevelTest {

    private static final long CLUSTER = 7;

    private static final ReadAnswer NOBODY =
            new ReadAnswer() {
                @Override
                public void serve(KeyValueMachine state, Standing standing) {}

                @Override
                public void failed(Failure failure) {}
            };

    private static RequestContext.Builder at(ConsistencyLevel level) {
        return RequestContext.newBuilder().setLevel(level);
    }

    private static Arrival.Request asked(RequestContext.Builder context) {
        return ReadLevel.of(context.build(), CLUSTER).read(NOBODY);
    }

    private static ByteString token(Floor written) {
        return Token.read(ByteString.EMPTY, CLUSTER).afterWrite(written);
    }

    @Test
    void aSessionAsksForWhatItsGuaranteesDemand() {
        var session = at(ConsistencyLevel.SESSION).setSessionToken(token(new Floor(2, 9)));
        var all = assertInstanceOf(Arrival.ReadSession.class, asked(session));
        assertEquals(new Floor(2, 9), all.floor());
        assertEquals(Long.MAX_VALUE, all.waitNanosMax());
        var reads = session.clone().addGuarantees(SessionGuarantee.MONOTONIC_READS).setWaitMs(30);
        var monotonic = assertInstanceOf(Arrival.ReadSession.class, asked(reads));
        assertEquals(new Floor(2, 0), monotonic.floor());
        assertEquals(30_000_000, monotonic.waitNanosMax());
        var forEver = assertInstanceOf(Arrival.ReadSession.class, asked(session.setWaitMs(-1)));
        assertEquals(Long.MAX_VALUE, forEver.waitNanosMax());
    }

    @Test
    void aSessionThatBeginsTakesWhateverIsHere() {
        assertEquals(
                new Arrival.Read(Arrival.Level.EVENTUAL, NOBODY),
                asked(at(ConsistencyLevel.SESSION)));
    }

    @Test
    void stalenessIsBoundedFromAMillisecondToADay() {
        var read = at(ConsistencyLevel.BOUNDED).setMaxStalenessMs(86_400_000);
        assertEquals(new Arrival.ReadBounded(86_400_000_000_000L, NOBODY), asked(read));
        refused(read.setMaxStalenessMs(86_400_001));
        refused(read.setMaxStalenessMs(-1));
        refused(read.setMaxStalenessMs(0));
    }

    @Test
    void whatALevelDoesNotLookAtIsRefused() {
        for (ConsistencyLevel level : ConsistencyLevel.values()) {
            if (level == ConsistencyLevel.UNRECOGNIZED) continue;
            var valid = at(level);
            if (level == ConsistencyLevel.AT_REVISION) valid.setAtRevision(3);
            if (level == ConsistencyLevel.BOUNDED) valid.setMaxStalenessMs(3);
            asked(valid.clone());
            boolean isSession = level == ConsistencyLevel.SESSION;
            var other = valid.clone().setSessionToken(token(new Floor(0, 1)));
            if (!isSession) refused(other);
            if (!isSession) refused(valid.clone().setWaitMs(1));
            if (!isSession) refused(valid.clone().addGuaranteesValue(1));
            if (level != ConsistencyLevel.AT_REVISION) refused(valid.clone().setAtRevision(1));
            if (level != ConsistencyLevel.BOUNDED) refused(valid.clone().setMaxStalenessMs(1));
        }
    }

    @Test
    void unknownLevelsAndGuaranteesAreRefused() {
        refused(RequestContext.newBuilder().setLevelValue(99));
        for (int unknown : List.of(0, 99)) {
            refused(at(ConsistencyLevel.SESSION).addGuaranteesValue(unknown));
        }
    }

    private static void refused(RequestContext.Builder context) {
        var status = assertThrows(StatusRuntimeException.class, () -> asked(context));
        assertEquals(Status.Code.INVALID_ARGUMENT, status.getStatus().getCode());
    }
}
