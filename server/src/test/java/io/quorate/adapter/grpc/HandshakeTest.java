package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Member;
import io.quorate.core.engine.Member.Standing;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Members.Phase;
import io.quorate.peer.v1.Hello;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

final class HandshakeTest {

    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    private final Map<NodeId, Long> met = new TreeMap<>();
    private EngineStatus status = committedUpTo(5);
    private final Handshake atN1 = handshake(N1, 11, 7);

    private Handshake handshake(NodeId self, long incarnation, long clusterId) {
        var identity = new Identity(clusterId, self, incarnation, "h:1", "h:2", "0.1.0", "raft");
        return new Handshake(identity, () -> status, this::meet);
    }

    /** n1 and n2 remain of a cluster that n9 was removed from by the entry at index 5. */
    private static EngineStatus committedUpTo(long index) {
        return committedUpTo(index, OptionalLong.empty());
    }

    /** The same, where the log says by which data directory n2 is known, or does not. */
    private static EngineStatus committedUpTo(long index, OptionalLong n2s) {
        var n1 = new Member(N1, "h:1", OptionalLong.of(11), Standing.VOTER, Standing.VOTER);
        var n2 = new Member(N2, "h:2", n2s, Standing.VOTER, Standing.VOTER);
        var members = new Members(Phase.SETTLED, List.of(n1, n2), List.of(new NodeId("n9")));
        return new EngineStatus(
                Role.FOLLOWER, 1, Optional.of(N2), index, 5, new TreeMap<>(), members, 5);
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

    /** This node was added after it, or forgot whom it met: the log knows. */
    @Test
    void aMemberThatLostItsDiskIsRefusedByANodeThatNeverMetIt() {
        status = committedUpTo(5, OptionalLong.of(22));
        String objection = atN1.whyNotWelcome(handshake(N2, 23, 7).helloTo(N1)).orElseThrow();
        assertTrue(objection.contains("without its data"), objection);
        assertTrue(met.isEmpty(), "a hello that is refused is not remembered");
        assertEquals(Optional.empty(), atN1.whyNotWelcome(handshake(N2, 22, 7).helloTo(N1)));
    }

    @Test
    void whoeverIsNotOfThisClusterIsRefused() {
        assertTrue(objectionTo(hello -> hello.setClusterId(8)).contains("not this cluster"));
        assertTrue(objectionTo(hello -> hello.setFrom("n1")).contains("this node's own id"));
        assertTrue(objectionTo(hello -> hello.setFrom("n9")).contains("was removed"));
        assertTrue(objectionTo(hello -> hello.setFrom("")).contains("no node can have this id"));
        assertTrue(objectionTo(hello -> hello.setFrom("a b\n")).contains("no node can have"));
        assertTrue(objectionTo(hello -> hello.setTo("n3")).contains("this is n1"));
        assertTrue(objectionTo(hello -> hello.setProtocol(2)).contains("peer protocol 2"));
        assertTrue(objectionTo(hello -> hello.setEngine("paxos")).contains("engine 'paxos'"));
        assertTrue(objectionTo(hello -> hello.setIncarnation(0)).contains("incarnation 0"));
        assertTrue(met.isEmpty(), "a hello that is refused is not remembered");
    }

    /** It may be a member that this node has not heard of yet, even the leader. */
    @Test
    void aNodeOfThisClusterThatIsNotKnownAsAMemberIsWelcome() {
        assertEquals(Optional.empty(), atN1.whyNotWelcome(handshake(N3, 33, 7).helloTo(N1)));
    }

    /** Until then the removal may be undone, and the node be needed. */
    @Test
    void aRemovedNodeIsWelcomeUntilItsRemovalIsCommitted() {
        Hello hello = handshake(new NodeId("n9"), 99, 7).helloTo(N1);
        status = committedUpTo(4);
        assertEquals(Optional.empty(), atN1.whyNotWelcome(hello));
        status = committedUpTo(5);
        assertTrue(atN1.whyNotWelcome(hello).isPresent());
    }
}
