package io.quorate.adapter.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.EventLoop;
import io.quorate.core.NodeId;
import io.quorate.peer.v1.Hello;
import io.quorate.peer.v1.PeerFrame;
import io.quorate.peer.v1.PeerGrpc;
import io.quorate.peer.v1.PeerMessage;
import io.quorate.peer.v1.PeerWelcome;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The stream on which this node sends to one peer. It opens itself again whenever it breaks. Owned
 * by the loop. Messages that find no open stream, or too many bytes waiting, are dropped: every
 * engine lives with loss.
 */
final class PeerLink {

    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    /** How long a broken link waits before it tries again: less than an election takes. */
    private static final long RECONNECT_MILLIS = 100;

    /** How often the way to the peer and back is measured. */
    private static final long PING_MILLIS = 1_000;

    /** What may wait for a slow connection, in bytes: some windows of appended entries. */
    private static final long WAITING_BYTES_MAX = 16L << 20;

    /** What one frame is filled to, in bytes: one message more must still fit what peers take. */
    private static final int FRAME_BYTES = 2 << 20;

    private final NodeId peer;
    private final ManagedChannel channel;
    private final EventLoop loop;
    private final Hello hello;
    private final PeerDirectory directory;

    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private PeerFrame.Builder next = PeerFrame.newBuilder();
    private long nextBytes;
    private Optional<Stream> stream = Optional.empty();
    private String lastTrouble = "";
    private boolean isClosed;

    private record Frame(PeerFrame frame, long bytes) {}

    PeerLink(
            NodeId peer,
            ManagedChannel channel,
            EventLoop loop,
            Hello hello,
            PeerDirectory directory) {
        this.peer = peer;
        this.channel = channel;
        this.loop = loop;
        this.hello = hello;
        this.directory = directory;
    }

    void open() {
        if (isClosed) return;
        channel.resetConnectBackoff();
        var opening = new Stream();
        stream = Optional.of(opening);
        PeerGrpc.newStub(channel).exchange(opening);
    }

    /** Takes a message for the next frame. */
    void add(PeerMessage message, int bytes) {
        if (!isUp()) return;
        if (nextBytes + bytes > FRAME_BYTES) flush();
        next.addMessages(message);
        nextBytes += bytes;
    }

    /** Sends what was taken as one frame. */
    void flush() {
        if (next.getMessagesCount() == 0) return;
        var frame = new Frame(next.build(), nextBytes);
        next = PeerFrame.newBuilder();
        nextBytes = 0;
        if (!isUp()) return;
        if (waitingBytes + frame.bytes() > WAITING_BYTES_MAX) {
            directory.listener().dropped(peer);
            return;
        }
        directory.listener().sent(peer, frame.bytes());
        waiting.add(frame);
        waitingBytes += frame.bytes();
        drain();
    }

    void close() {
        isClosed = true;
        directory.connected(peer, false);
        channel.shutdownNow();
    }

    private boolean isUp() {
        return stream.isPresent() && stream.get().isWelcome;
    }

    private void drain() {
        if (stream.isEmpty()) return;
        ClientCallStreamObserver<PeerFrame> requests = stream.get().requests;
        while (!waiting.isEmpty() && requests.isReady()) {
            Frame frame = waiting.poll();
            waitingBytes -= frame.bytes();
            requests.onNext(frame.frame());
        }
    }

    private void broken(Stream which, String why) {
        if (stream.isEmpty() || stream.get() != which) return;
        if (!isClosed && !why.equals(lastTrouble)) LOG.info("link to {} is down: {}", peer, why);
        lastTrouble = why;
        stream = Optional.empty();
        waiting.clear();
        waitingBytes = 0;
        next = PeerFrame.newBuilder();
        nextBytes = 0;
        directory.connected(peer, false);
        if (!isClosed) loop.schedule(this::open, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * A channel finds addresses on a thread of gRPC's own, and whoever waits for one hears of it
     * there: that a name is unknown, for one.
     */
    private void onLoop(Runnable heard) {
        if (loop.inEventLoop()) heard.run();
        else loop.execute(heard);
    }

    /** One attempt at a stream; what it hears is brought to the loop. */
    private final class Stream implements ClientResponseObserver<PeerFrame, PeerWelcome> {

        private ClientCallStreamObserver<PeerFrame> requests;
        private boolean saidHello;
        private boolean isWelcome;
        private long lastPing;
        private long pingedNanos;
        private boolean isPinging;

        @Override
        public void beforeStart(ClientCallStreamObserver<PeerFrame> call) {
            requests = call;
            call.setOnReadyHandler(() -> onLoop(this::ready));
        }

        private void ready() {
            if (saidHello) {
                drain();
                return;
            }
            saidHello = true;
            requests.onNext(PeerFrame.newBuilder().setHello(hello).build());
        }

        @Override
        public void onNext(PeerWelcome welcome) {
            onLoop(
                    () -> {
                        if (welcome.getPong() == 0) welcomed(welcome);
                        else ponged(welcome.getPong());
                    });
        }

        private void welcomed(PeerWelcome welcome) {
            isWelcome = true;
            lastTrouble = "";
            directory.announced(peer, welcome.getClientAddress(), welcome.getIncarnation());
            directory.connected(peer, true);
            LOG.info("link to {} is up: version={}", peer, welcome.getVersion());
            ping();
        }

        /** One ping is under way at a time, however long it takes. */
        private void ping() {
            if (stream.isEmpty() || stream.get() != this) return;
            loop.schedule(this::ping, PING_MILLIS, TimeUnit.MILLISECONDS);
            if (isPinging || !requests.isReady()) return;
            isPinging = true;
            pingedNanos = System.nanoTime();
            requests.onNext(PeerFrame.newBuilder().setPing(++lastPing).build());
        }

        private void ponged(long pong) {
            if (!isPinging || pong != lastPing) return;
            isPinging = false;
            directory.listener().roundTripTook(peer, System.nanoTime() - pingedNanos);
        }

        @Override
        public void onError(Throwable cause) {
            Status status = Status.fromThrowable(cause);
            onLoop(() -> broken(this, status.getCode() + " " + status.getDescription()));
        }

        @Override
        public void onCompleted() {
            onLoop(() -> broken(this, "closed by the peer"));
        }
    }
}
