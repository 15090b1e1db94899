package io.quorate.adapter.grpc;

import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.peer.v1.Hello;
import io.quorate.peer.v1.PeerWelcome;

import java.util.Optional;
import java.util.function.Supplier;

/** Whom this node takes for a peer, and how it introduces itself. */
final class Handshake {

    /** The version of the peer protocol that this software speaks. */
    private static final int PROTOCOL = 1;

    private final Identity self;
    private final Supplier<EngineStatus> status;
    private final KnownPeers known;

    /**
     * @param status what this node's engine knows of the members
     */
    Handshake(Identity self, Supplier<EngineStatus> status, KnownPeers known) {
        this.self = self;
        this.status = status;
        this.known = known;
    }

    Hello helloTo(NodeId peer) {
        return Hello.newBuilder()
                .setProtocol(PROTOCOL)
                .setClusterId(self.clusterId())
                .setFrom(self.node().name())
                .setTo(peer.name())
                .setIncarnation(self.incarnation())
                .setClientAddress(self.clientAddress())
                .setPeerAddress(self.peerAddress())
                .setVersion(self.version())
                .setEngine(self.engine())
                .build();
    }

    PeerWelcome welcome() {
        return PeerWelcome.newBuilder()
                .setIncarnation(self.incarnation())
                .setClientAddress(self.clientAddress())
                .setVersion(self.version())
                .build();
    }

    /** What speaks against a hello: a sentence for both nodes' logs. */
    Optional<String> whyNotWelcome(Hello hello) {
        if (hello.getProtocol() != PROTOCOL) {
            return Optional.of("peer protocol " + hello.getProtocol() + " is not " + PROTOCOL);
        }
        if (hello.getClusterId() != self.clusterId()) {
            return Optional.of(
                    "cluster %016x is not this cluster, %016x: is --initial-cluster the same?"
                            .formatted(hello.getClusterId(), self.clusterId()));
        }
        if (!hello.getTo().equals(self.node().name())) {
            return Optional.of("this is " + self.node() + ", not '" + hello.getTo() + "'");
        }
        if (!hello.getEngine().equals(self.engine())) {
            return Optional.of("engine '" + hello.getEngine() + "' is not '" + self.engine() + "'");
        }
        if (!NodeId.isValid(hello.getFrom())) return Optional.of("no node can have this id");
        NodeId from = new NodeId(hello.getFrom());
        if (from.equals(self.node())) return Optional.of("'" + from + "' is this node's own id");
        if (isRemoved(from)) {
            return Optional.of(
                    "'" + from + "' was removed from this cluster, and ids are never used again");
        }
        long incarnation = hello.getIncarnation();
        if (incarnation == 0) return Optional.of("no data directory has the incarnation 0");
        return recorded(from)
                .filter(before -> before != incarnation)
                .or(() -> known.meet(from, incarnation))
                .map(before -> lostItsDisk(from, before, incarnation));
    }

    /**
     * The incarnation of a member by the log, whether this node has met it or not. It counts
     * whether its entry is committed or not: a leader had met the member in it.
     */
    private Optional<Long> recorded(NodeId node) {
        return status.get()
                .members()
                .find(node)
                .filter(member -> member.incarnation().isPresent())
                .map(member -> member.incarnation().getAsLong());
    }

    /**
     * Whether a node was a member and is none any more, for certain. One that is not known at all
     * may be a member that this node has not heard of yet.
     */
    private boolean isRemoved(NodeId node) {
        EngineStatus now = status.get();
        return now.commitIndex() >= now.membersIndex() && now.members().isRemoved(node);
    }

    private static String lostItsDisk(NodeId peer, long before, long now) {
        return ("%s is known by data directory %016x and comes with %016x: a member without"
                        + " its data may not come back under its old id")
                .formatted(peer, before, now);
    }
}
