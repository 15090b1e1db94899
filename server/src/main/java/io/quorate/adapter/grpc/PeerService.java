package io.quorate.adapter.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.NodeId;
import io.quorate.peer.v1.Hello;
import io.quorate.peer.v1.PeerFrame;
import io.quorate.peer.v1.PeerGrpc;
import io.quorate.peer.v1.PeerMessage;
import io.quorate.peer.v1.PeerWelcome;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What peers send to this node. A stream begins with a hello; one that is from another cluster, or
 * from a member that was removed or lost its disk, is refused. A malformed message ends its stream.
 */
final class PeerService extends PeerGrpc.PeerImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(PeerService.class);

    /** How many refusals are remembered as told: more than there are members. */
    private static final int TOLD_MAX = 64;

    private final GrpcPeers peers;
    private final Handshake handshake;
    private final PeerCodec codec;
    private final PeerDirectory directory;
    private final Arrivals arrivals;
    private final Map<NodeId, Inbound> open = new TreeMap<>();
    private final Set<Integer> told = new TreeSet<>();

    PeerService(GrpcPeers peers, Arrivals arrivals) {
        this.peers = peers;
        this.handshake = peers.handshake();
        this.codec = peers.codec();
        this.directory = peers.directory();
        this.arrivals = arrivals;
    }

    @Override
    public StreamObserver<PeerFrame> exchange(StreamObserver<PeerWelcome> responses) {
        return new Inbound((ServerCallStreamObserver<PeerWelcome>) responses);
    }

    /**
     * Says why a hello was refused, once for each reason: whoever sent it tries again and again.
     * What was said is remembered by its hash, since strangers choose how long their words are.
     */
    private void tell(String from, String objection) {
        if (told.size() >= TOLD_MAX) told.clear();
        if (!told.add(Objects.hash(from, objection))) return;
        LOG.warn("hello from '{}' refused: {}", from, objection);
    }

    /** One stream from a peer, on the loop. */
    private final class Inbound implements StreamObserver<PeerFrame> {

        private final ServerCallStreamObserver<PeerWelcome> responses;
        private Optional<NodeId> from = Optional.empty();
        private boolean isOver;

        private Inbound(ServerCallStreamObserver<PeerWelcome> responses) {
            this.responses = responses;
        }

        @Override
        public void onNext(PeerFrame frame) {
            if (isOver) return;
            if (from.isPresent()) {
                take(frame, from.get());
                if (frame.getPing() != 0 && !isOver) pong(frame.getPing());
            } else {
                greet(frame);
            }
        }

        private void take(PeerFrame frame, NodeId peer) {
            try {
                for (PeerMessage message : frame.getMessagesList()) {
                    arrivals.post(new Arrival.FromPeer(peer, codec.decode(message)));
                }
            } catch (MalformedMessage malformed) {
                LOG.warn("malformed message from {}: {}", peer, malformed.getMessage());
                refuse(Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()));
            }
        }

        /** A peer that takes nothing off its stream is told nothing: what waits stays bounded. */
        private void pong(long ping) {
            if (!responses.isReady()) return;
            responses.onNext(PeerWelcome.newBuilder().setPong(ping).build());
        }

        private void greet(PeerFrame frame) {
            if (!frame.hasHello()) {
                refuse(Status.INVALID_ARGUMENT.withDescription("the first frame has no hello"));
                return;
            }
            Hello hello = frame.getHello();
            Optional<String> objection = handshake.whyNotWelcome(hello);
            if (objection.isPresent()) {
                tell(hello.getFrom(), objection.get());
                refuse(Status.FAILED_PRECONDITION.withDescription(objection.get()));
                return;
            }
            NodeId peer = new NodeId(hello.getFrom());
            from = Optional.of(peer);
            directory.announced(peer, hello.getClientAddress(), hello.getIncarnation());
            peers.met(peer, hello.getPeerAddress());
            arrivals.post(new Arrival.Met(peer, hello.getIncarnation()));
            Inbound before = open.put(peer, this);
            if (before != null) before.replace();
            responses.onNext(handshake.welcome());
        }

        /** A newer stream of the same peer took over: the peer is not gone. */
        private void replace() {
            isOver = true;
            Answers.fail(
                    responses, Status.ABORTED.withDescription("replaced").asRuntimeException());
        }

        private void refuse(Status status) {
            over();
            Answers.fail(responses, status.asRuntimeException());
        }

        private void over() {
            if (isOver) return;
            isOver = true;
            if (from.isPresent() && open.remove(from.get(), this)) {
                arrivals.post(new Arrival.PeerClosed(from.get()));
            }
        }

        @Override
        public void onError(Throwable cause) {
            over();
        }

        @Override
        public void onCompleted() {
            if (isOver) return;
            over();
            responses.onCompleted();
        }
    }
}
