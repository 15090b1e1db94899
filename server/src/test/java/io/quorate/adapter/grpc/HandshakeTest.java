package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.vote.MajorityMembership;
import io.quorate.peer.v1.Hello;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

final class HandshakeTest {

    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    private final Map<NodeId, Long> met = new TreeMap<>();
    private final Handshake atN1 = handshake(N1, 11, 7);

    private Handshake handshake(NodeId self, long incarnation, long clusterId) {
        var identity = new Identity(clusterId, self, incarnation, "h:1", "0.1.0", "raft");
        var members = new TreeSet<NodeId>();
        members.add(N1);
        members.add(N2);
        return new Handshake(identity, MajorityMembership.ofVoters(members), this::meet);
    }

    private Optional<Long> meet(NodeId peer, long incarnation) {
        long known = met.computeIfAbsent(peer, _ -> incarnation);
        return known == incarnation ? Optional.empty() : Optional.of(known);
    }

    private String objectionTo(UnaryOperator<Hello.Builder> change) {
        Hello hello = handshake(N2, 22, 7).helloTo(N1);
        return atN1.whyNotWelcome(change.apply(hello.toBuilder()).build()).orElse("");
    }

    @Test
    void aMemberOfThisClusterIsWelcomeAgainAndAgain() {
        Hello hello = handshake(N2, 22, 7).helloTo(N1);
        assertEquals(Optional.empty(), atN1.whyNotWelcome(hello));
        assertEquals(Optional.empty(), atN1.whyNotWelcome(hello));
    }

    @Test
    void aMemberThatLostItsDiskMayNotComeBackUnderItsOldId() {
        assertEquals(Optional.empty(), atN1.whyNotWelcome(handshake(N2, 22, 7).helloTo(N1)));
        String objection = atN1.whyNotWelcome(handshake(N2, 23, 7).helloTo(N1)).orElseThrow();
        assertTrue(objection.contains("without its data"), objection);
        assertEquals(Optional.empty(), atN1.whyNotWelcome(handshake(N2, 22, 7).helloTo(N1)));
    }

    @Test
    void whoeverIsNotAnotherMemberOfThisClusterIsRefused() {
        assertTrue(objectionTo(hello -> hello.setClusterId(8)).contains("not this cluster"));
        assertTrue(objectionTo(hello -> hello.setFrom("n3")).contains("not another member"));
        assertTrue(objectionTo(hello -> hello.setFrom("n1")).contains("not another member"));
        assertTrue(objectionTo(hello -> hello.setFrom("")).contains("no node can have this id"));
        assertTrue(objectionTo(hello -> hello.setFrom("a b\n")).contains("no node can have"));
        assertTrue(objectionTo(hello -> hello.setTo("n3")).contains("this is n1"));
        assertTrue(objectionTo(hello -> hello.setProtocol(2)).contains("peer protocol 2"));
        assertTrue(objectionTo(hello -> hello.setEngine("paxos")).contains("engine 'paxos'"));
        assertTrue(met.isEmpty(), "a hello that is refused is not remembered");
    }

    @Test
    void aNodeKnowsNobodyOutsideItsMembership() {
        assertTrue(
                atN1.whyNotWelcome(handshake(N3, 33, 7).helloTo(N1)).isPresent(),
                "n3 is in no one's list");
    }
}
