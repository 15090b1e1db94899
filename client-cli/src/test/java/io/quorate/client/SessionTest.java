package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.core.Guarantee;
import io.quorate.client.core.Reason;
import io.quorate.fake.Behaviour;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.OperationOutcome;
import io.quorate.v1.RequestContext;
import io.quorate.v1.SessionGuarantee;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a session sends, and what it learns from the answers. */
@Timeout(60)
final class SessionTest extends ClientCases {

    private static final long CLUSTER = 0x51C0FFEEL;

    /** It knows of one member alone, however long it takes to connect to that. */
    @Override
    KvClient client() {
        return client(Duration.ofSeconds(20), List.of(cluster.member(1).address()));
    }

    private RequestContext context() {
        return cluster.member(1).lastContext();
    }

    private static Token sent(RequestContext context) {
        return Token.of(context.getSessionToken());
    }

    @Test
    void everyCallCarriesWhatTheCallsBeforeItMet() {
        Session session = client().session();
        assertEquals(Token.NONE, session.token());
        session.put(KEY, VALUE);
        assertEquals(Token.NONE, sent(context()));
        session.put(KEY, VALUE);
        assertEquals(TokenTest.token(CLUSTER, 0, 0, 1), sent(context()));
        assertEquals(Optional.of(VALUE), session.get(KEY).kv().map(KeyValue::value));
        assertEquals(TokenTest.token(CLUSTER, 0, 0, 2), sent(context()));
        assertEquals(ConsistencyLevel.SESSION, context().getLevel());
        assertEquals(20_000, context().getWaitMs());
        assertEquals(TokenTest.token(CLUSTER, 0, 2, 2), session.token());
    }

    @Test
    void rangesAndCountsAreReadsAndDeletesAreWrites() {
        Session session = client().session();
        client().put(KEY, VALUE);
        session.range(RangeQuery.prefix(Bytes.EMPTY));
        assertEquals(TokenTest.token(CLUSTER, 0, 1, 0), session.token());
        client().put(KEY, VALUE);
        session.count(RangeQuery.prefix(Bytes.EMPTY));
        assertEquals(TokenTest.token(CLUSTER, 0, 2, 0), session.token());
        client().put(KEY, VALUE);
        try (RangePages pages = session.pages(RangeQuery.prefix(Bytes.EMPTY))) {
            pages.next();
            assertEquals(TokenTest.token(CLUSTER, 0, 3, 0), session.token());
        }
        session.delete(KEY);
        assertEquals(TokenTest.token(CLUSTER, 0, 3, 4), session.token());
        client().put(Bytes.utf8("other"), VALUE);
        session.delete(KEY);
        assertEquals(TokenTest.token(CLUSTER, 0, 5, 4), session.token(), "it found nothing");
    }

    @Test
    void eachGuaranteeIsSwitchedByItself() {
        Session session = client().session().with(EnumSet.of(Guarantee.MONOTONIC_READS));
        session.get(KEY);
        assertEquals(List.of(SessionGuarantee.MONOTONIC_READS), context().getGuaranteesList());
        session.with(EnumSet.of(Guarantee.READ_YOUR_WRITES, Guarantee.WRITES_FOLLOW_READS))
                .get(KEY);
        assertEquals(
                List.of(SessionGuarantee.READ_YOUR_WRITES, SessionGuarantee.WRITES_FOLLOW_READS),
                context().getGuaranteesList());
        assertThrows(
                IllegalArgumentException.class,
                () -> session.with(EnumSet.noneOf(Guarantee.class)).get(KEY));
    }

    @Test
    void aSessionGoesOnInAnotherClientAndTheTwoAreMerged() {
        Session here = client().session();
        here.put(KEY, VALUE);
        Session there = client().session(Token.parse(here.token().toString()));
        there.put(KEY, VALUE);
        here.merge(there.token());
        assertEquals(TokenTest.token(CLUSTER, 0, 0, 2), here.token());
        Token foreign = TokenTest.token(CLUSTER + 1, 0, 9, 9);
        assertThrows(IllegalArgumentException.class, () -> here.merge(foreign));
    }

    @Test
    void whatFailsTeachesASessionNothing() {
        Session session = client().session();
        session.put(KEY, VALUE);
        Token before = session.token();
        cluster.member(1).meet(new Behaviour.Cut());
        assertThrows(OutcomeUnknownException.class, () -> session.put(KEY, VALUE));
        assertEquals(before, session.token());
    }

    @Test
    void aMemberThatIsBehindNamesABetterOneAndThatIsAsked() {
        Session session = client().session();
        session.put(KEY, VALUE);
        String better = cluster.member(3).address();
        cluster.member(1).meet(behind(better));
        assertEquals("n3", session.get(KEY).header().node());
    }

    @Test
    void membersThatAreBehindAreAskedAgainUntilTheTimeIsOver() {
        Session session =
                client(Duration.ofSeconds(2), List.of(cluster.member(1).address())).session();
        for (int i = 0; i < 1_000; i++) cluster.member(1).meet(behind(""));
        var failed = assertThrows(NotDoneException.class, () -> session.get(KEY));
        assertEquals(Reason.BEHIND, failed.reason());
        assertTrue(cluster.member(1).asked() > 2);
    }

    private static Behaviour behind(String better) {
        return new Behaviour.Refuse(ErrorReason.BEHIND, OperationOutcome.NOT_DONE, better, 0);
    }

    @Test
    void aTokenThatNobodyTakesIsNotTriedAgain() {
        for (ErrorReason reason :
                List.of(
                        ErrorReason.FOREIGN_TOKEN,
                        ErrorReason.OTHER_EPOCH,
                        ErrorReason.FUTURE_FLOOR)) {
            Session session = client().session();
            cluster.member(1).meet(new Behaviour.Refuse(reason, OperationOutcome.NOT_DONE, "", 0));
            var failed = assertThrows(NotDoneException.class, () -> session.get(KEY));
            assertEquals(Reason.valueOf(reason.name()), failed.reason());
        }
        assertEquals(3, cluster.member(1).asked());
    }

    @Test
    void manyCallsAtOnceLeaveTheHighestFloors() throws Exception {
        Session session = client().session();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(session.putAsync(Bytes.utf8("k" + i % 7), VALUE));
            calls.add(session.getAsync(KEY));
        }
        for (CompletableFuture<?> call : calls) call.get();
        assertEquals(200, session.token().floors().groups().get(1).write());
    }

    @Test
    void aBoundedReadSaysHowStaleItMayBe() {
        KvClient client = client();
        Consistency bounded = Consistency.bounded(Duration.ofMillis(250));
        var header = client.with(client.options().withConsistency(bounded)).get(KEY).header();
        assertEquals(ConsistencyLevel.BOUNDED, context().getLevel());
        assertEquals(250, context().getMaxStalenessMs());
        assertEquals(Optional.of(new Consistency.Bounded(Duration.ZERO)), header.level());
        for (Duration bad : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(2))) {
            assertThrows(IllegalArgumentException.class, () -> Consistency.bounded(bad));
        }
    }
}
