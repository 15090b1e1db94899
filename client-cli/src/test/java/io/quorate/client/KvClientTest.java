package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.quorate.client.core.Reason;
import io.quorate.fake.Behaviour;
import io.quorate.fake.FakeMember;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.OperationOutcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

@Timeout(60)
final class KvClientTest extends ClientCases {

    @Test
    void whatWasPutIsReadWithItsReceipt() {
        KvClient client = client();
        var put = client.put(KEY, VALUE);
        assertEquals(new Header(0x51C0FFEEL, "n1", 7, 0, 1, Optional.empty()), put.header());
        var get = client.get(KEY);
        assertEquals(Optional.of(new KeyValue(KEY, VALUE, 1, 1, 1, 0)), get.kv());
        assertEquals(Optional.of(Consistency.LINEARIZABLE), get.header().level());
        assertTrue(client.delete(KEY).deleted());
        assertFalse(client.delete(KEY).deleted());
        assertEquals(Optional.empty(), client.get(KEY).kv());
    }

    @Test
    void theLeaderIsFoundByHintsEvenAtAnAddressNobodyConfigured() {
        cluster.elect(cluster.member(3));
        KvClient client = client(Duration.ofSeconds(20), List.of(cluster.member(1).address()));
        assertEquals("n3", client.put(KEY, VALUE).header().node());
        assertEquals("n3", client.put(KEY, VALUE).header().node());
        assertEquals(1, cluster.member(1).asked());
    }

    @Test
    void theLeaderIsFoundWithoutHints() {
        cluster.elect(cluster.member(3));
        cluster.members().forEach(FakeMember::keepLeaderSecret);
        assertEquals("n3", client().put(KEY, VALUE).header().node());
    }

    @Test
    void eventualReadsStayWithTheFirstEndpointWhoeverLeads() {
        cluster.elect(cluster.member(3));
        KvClient client = client();
        client.put(KEY, VALUE);
        var options = client.options().withConsistency(Consistency.EVENTUAL);
        var header = client.with(options).get(KEY).header();
        assertEquals("n1", header.node());
        assertEquals(Optional.of(Consistency.EVENTUAL), header.level());
    }

    @Test
    void aWriteGoesOnToAnotherMemberWhenTheConnectionIsRefused() {
        cluster.member(1).kill();
        cluster.elect(cluster.member(2));
        assertEquals("n2", client().put(KEY, VALUE).header().node());
    }

    @Test
    void aWriteGoesOnToAnotherMemberWhenTheFirstAcceptsAndSaysNothing() throws IOException {
        try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var endpoints = new ArrayList<String>();
            endpoints.add("127.0.0.1:" + mute.getLocalPort());
            endpoints.addAll(cluster.addresses());
            KvClient client = client(Duration.ofSeconds(20), endpoints);
            assertEquals("n1", client.put(KEY, VALUE).header().node());
        }
    }

    @Test
    void aWriteThatNobodyAcceptedIsNotDoneByItsDeadline() {
        cluster.close();
        KvClient client = client(Duration.ofMillis(300), cluster.addresses());
        var failed = assertThrows(NotDoneException.class, () -> client.put(KEY, VALUE));
        assertEquals(Reason.UNREACHABLE, failed.reason());
        assertTrue(failed.facts().contains("connection refused"), failed.facts());
    }

    @Test
    void aWriteWhoseConnectionBreaksIsUnknownWhetherItTookEffectOrNot() {
        KvClient client = client();
        cluster.member(1).meet(new Behaviour.Cut());
        assertThrows(OutcomeUnknownException.class, () -> client.put(KEY, VALUE));
        assertEquals(Optional.empty(), client.get(KEY).kv());
        cluster.member(1).meet(new Behaviour.ServeAndCut());
        assertThrows(OutcomeUnknownException.class, () -> client.put(KEY, VALUE));
        assertTrue(client.get(KEY).kv().isPresent());
    }

    @Test
    void aWriteOnAConnectionThatStoodIsUnknownWhenItBreaks() {
        KvClient client = client();
        client.put(KEY, VALUE);
        cluster.member(1).meet(new Behaviour.Cut());
        var failed = assertThrows(OutcomeUnknownException.class, () -> client.put(KEY, VALUE));
        assertEquals(Reason.CONNECTION_LOST, failed.reason());
    }

    @Test
    void aWriteThatStaysUnansweredIsUnknownAtItsDeadline() {
        KvClient client = client(Duration.ofMillis(300), cluster.addresses());
        client.get(KEY);
        cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
        var failed = assertThrows(OutcomeUnknownException.class, () -> client.put(KEY, VALUE));
        assertEquals(Reason.DEADLINE_PASSED, failed.reason());
    }

    @Test
    void anErrorWithoutTheProtocolsDetailLeavesAWriteUnknownAndIsRetriedForARead() {
        KvClient client = client();
        cluster.member(1).meet(new Behaviour.FailPlainly(Status.INTERNAL.withDescription("oops")));
        var failed = assertThrows(OutcomeUnknownException.class, () -> client.put(KEY, VALUE));
        assertTrue(failed.facts().contains("oops"), failed.facts());
        cluster.member(2).meet(new Behaviour.FailPlainly(Status.INTERNAL));
        assertEquals(Optional.empty(), client.get(KEY).kv());
    }

    @Test
    void refusalsThatAreNotDoneAreRetriedAndTheOthersAreTold() {
        KvClient client = client();
        cluster.member(1)
                .meet(
                        Behaviour.refuse(ErrorReason.NO_LEADER),
                        new Behaviour.Refuse(
                                ErrorReason.OVERLOADED, OperationOutcome.NOT_DONE, "", 20));
        cluster.member(2)
                .meet(
                        Behaviour.refuse(ErrorReason.SHUTTING_DOWN),
                        Behaviour.refuse(ErrorReason.NO_SPACE));
        cluster.member(3).meet(Behaviour.refuse(ErrorReason.NOT_CONFIRMED));
        assertEquals(1, client.put(KEY, VALUE).header().revision());
        cluster.member(1).meet(Behaviour.refuse(ErrorReason.KEYSPACE_FULL));
        var full = assertThrows(NotDoneException.class, () -> client.put(KEY, VALUE));
        assertEquals(Reason.KEYSPACE_FULL, full.reason());
        var lost =
                new Behaviour.Refuse(ErrorReason.OUTCOME_UNKNOWN, OperationOutcome.UNKNOWN, "", 0);
        cluster.member(1).meet(lost);
        assertThrows(OutcomeUnknownException.class, () -> client.put(KEY, VALUE));
        cluster.member(1)
                .meet(
                        new Behaviour.Refuse(
                                ErrorReason.SHUTTING_DOWN, OperationOutcome.DONE, "", 0));
        assertThrows(DoneException.class, () -> client.put(KEY, VALUE));
    }

    @Test
    void aReadSurvivesEveryConnectionBreakingOnce() {
        cluster.members().forEach(member -> member.meet(new Behaviour.Cut()));
        assertEquals(Optional.empty(), client().get(KEY).kv());
    }

    @Test
    void theNewLeaderIsFoundAfterTheOldOneDies() {
        KvClient client = client();
        client.put(KEY, VALUE);
        cluster.member(1).kill();
        cluster.elect(cluster.member(2));
        putUntilItIsKnownToBeDone(client);
        var puts = IntStream.range(0, 50).mapToObj(i -> client.putAsync(KEY, VALUE)).toList();
        puts.forEach(put -> assertEquals("n2", put.join().header().node()));
    }

    /** A write may still be handed to a connection whose end the client has not heard of. */
    private static String putUntilItIsKnownToBeDone(KvClient client) {
        while (true) {
            try {
                return client.put(KEY, VALUE).header().node();
            } catch (OutcomeUnknownException lost) {
                assertEquals(Reason.CONNECTION_LOST, lost.reason());
            }
        }
    }

    @Test
    void aMemberThatComesBackIsConnectedToAgain() throws InterruptedException {
        KvClient client = client(Duration.ofSeconds(20), List.of(cluster.member(1).address()));
        client.put(KEY, VALUE);
        cluster.member(1).kill();
        Thread starter = Thread.ofPlatform().start(cluster.member(1)::start);
        assertEquals("n1", putUntilItIsKnownToBeDone(client));
        starter.join();
    }

    @Test
    void aRangeIsGatheredOverItsPagesAndBegunAnewIfItBreaks() {
        KvClient client = client();
        for (char c = 'a'; c <= 'g'; c++) client.put(Bytes.utf8("r/" + c), VALUE);
        cluster.member(1).meet(new Behaviour.PageAndCut());
        var range = client.range(RangeQuery.prefix(Bytes.utf8("r/")));
        assertEquals(7, range.kvs().size());
        assertFalse(range.more());
        var limited = client.range(RangeQuery.prefix(Bytes.utf8("r/")).limitedTo(3));
        assertEquals(3, limited.kvs().size());
        assertTrue(limited.more());
        var between = client.range(RangeQuery.between(Bytes.utf8("r/b"), Bytes.utf8("r/d")));
        assertEquals(
                List.of(Bytes.utf8("r/b"), Bytes.utf8("r/c")),
                between.kvs().stream().map(KeyValue::key).toList());
    }

    @Test
    void pagesComeOneByOneAndABreakBetweenThemIsTold() {
        KvClient client = client();
        for (char c = 'a'; c <= 'e'; c++) client.put(Bytes.utf8("r/" + c), VALUE);
        var sizes = new ArrayList<Integer>();
        try (var pages = client.pages(RangeQuery.prefix(Bytes.utf8("r/")))) {
            while (pages.hasNext()) sizes.add(pages.next().kvs().size());
        }
        assertEquals(List.of(2, 2, 1), sizes);
        cluster.member(1).meet(new Behaviour.PageAndCut());
        try (var pages = client.pages(RangeQuery.prefix(Bytes.utf8("r/")))) {
            assertEquals(2, pages.next().kvs().size());
            assertThrows(NotDoneException.class, pages::hasNext);
        }
    }

    @Test
    void pagesMayBeLeftUnread() {
        KvClient client = client();
        for (char c = 'a'; c <= 'e'; c++) client.put(Bytes.utf8("r/" + c), VALUE);
        var pages = client.pages(RangeQuery.prefix(Bytes.utf8("r/")));
        assertTrue(pages.hasNext());
        pages.close();
        assertEquals("n1", client.put(KEY, VALUE).header().node());
    }

    @Test
    void statusIsAskedOfOneMemberAlone() {
        cluster.depose();
        MemberStatus status = client().statusAsync(cluster.member(2).address()).join();
        assertEquals("n2", status.header().node());
        assertEquals(MemberStatus.Role.FOLLOWER, status.role());
        assertEquals("", status.leader());
        assertEquals(3, status.members().size());
    }

    @Test
    void hostNamesAreResolvedAndThoseThatDoNotResolveAreSaid() {
        String port = cluster.member(1).address().split(":")[1];
        KvClient client = client(Duration.ofSeconds(20), List.of("localhost:" + port));
        assertEquals("n1", client.put(KEY, VALUE).header().node());
        KvClient lost = client(Duration.ofSeconds(2), List.of("no-such-host.invalid:7101"));
        var failed = assertThrows(NotDoneException.class, () -> lost.put(KEY, VALUE));
        assertEquals(Reason.UNREACHABLE, failed.reason());
    }
}
