package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import io.quorate.core.Bytes;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.v1.MaintenanceGrpc;
import io.quorate.v1.ReadSnapshotRequest;
import io.quorate.v1.ReadSnapshotResponse;
import io.quorate.v1.ReleaseSnapshotRequest;
import io.quorate.v1.ReleaseSnapshotResponse;
import io.quorate.v1.ResponseHeader;
import io.quorate.v1.TakeSnapshotRequest;
import io.quorate.v1.TakeSnapshotResponse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Snapshots for whoever keeps them elsewhere. On the loop; the disk is read on another thread. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    /** How many may be kept here at once: each pins files that the store has done with. */
    private static final int KEPT_MAX = 2;

    /** How long one is kept that nobody reads. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What one read brings at most: less than a client takes in one message. */
    private static final int READ_BYTES_MAX = 1 << 20;

    private record Kept(Manifest manifest, long usedNanos) {}

    private final EventLoop loop;
    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final SnapshotSource source;
    private final Map<Bytes, Kept> kept = new LinkedHashMap<>();
    private int taking;

    MaintenanceService(
            EventLoop loop,
            Arrivals arrivals,
            Headers headers,
            Failures failures,
            SnapshotSource source) {
        this.loop = loop;
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.source = source;
    }

    /** Gives up what nobody reads any more, now and from time to time. */
    void start() {
        long period = KEPT_NANOS / 4;
        loop.scheduleAtFixedRate(this::forgetOld, period, period, TimeUnit.NANOSECONDS);
    }

    private void forgetOld() {
        long now = System.nanoTime();
        kept.entrySet()
                .removeIf(
                        one -> {
                            boolean isOld = now - one.getValue().usedNanos() > KEPT_NANOS;
                            if (isOld) source.release(one.getKey());
                            return isOld;
                        });
    }

    @Override
    public void takeSnapshot(
            TakeSnapshotRequest request, StreamObserver<TakeSnapshotResponse> responses) {
        forgetOld();
        if (kept.size() + taking >= KEPT_MAX) {
            Answers.fail(responses, failures.of(new Failure.Overloaded("snapshots")));
            return;
        }
        taking++;
        source.take(manifest -> loop.execute(() -> taken(manifest, responses)));
    }

    private void taken(Optional<Manifest> taken, StreamObserver<TakeSnapshotResponse> responses) {
        taking--;
        if (taken.isEmpty()) {
            Answers.fail(responses, failures.of(new Failure.NoSpace()));
            return;
        }
        Manifest manifest = taken.get();
        kept.put(manifest.id(), new Kept(manifest, System.nanoTime()));
        withHeader(
                responses,
                header ->
                        Answers.send(
                                responses,
                                TakeSnapshotResponse.newBuilder()
                                        .setHeader(
                                                header.toBuilder().setRevision(manifest.revision()))
                                        .setManifest(Payloads.toWire(manifest.encode()))
                                        .build()));
    }

    @Override
    public void readSnapshot(
            ReadSnapshotRequest request, StreamObserver<ReadSnapshotResponse> responses) {
        Bytes snapshot = Payloads.fromWire(request.getSnapshot());
        Kept of = kept.get(snapshot);
        Optional<String> objection = whyNotRead(request, Optional.ofNullable(of));
        if (objection.isPresent()) {
            Answers.fail(responses, Failures.invalid(objection.get()));
            return;
        }
        kept.put(snapshot, new Kept(of.manifest(), System.nanoTime()));
        source.read(
                snapshot,
                request.getFile(),
                request.getOffset(),
                request.getLength(),
                content -> loop.execute(() -> read(content, responses)));
    }

    private static Optional<String> whyNotRead(ReadSnapshotRequest request, Optional<Kept> kept) {
        if (kept.isEmpty()) return Optional.of("there is no such snapshot here, or not any more");
        int file = request.getFile();
        if (file < 0 || file >= kept.get().manifest().files().size()) {
            return Optional.of("it has no file " + Integer.toUnsignedString(file));
        }
        if (request.getLength() <= 0 || request.getLength() > READ_BYTES_MAX) {
            return Optional.of("a read brings 1 to " + READ_BYTES_MAX + " bytes");
        }
        long left = kept.get().manifest().files().get(file).bytes() - request.getLength();
        boolean isWithin = request.getOffset() >= 0 && request.getOffset() <= left;
        return isWithin ? Optional.empty() : Optional.of("the file ends before that");
    }

    private void read(Optional<Bytes> content, StreamObserver<ReadSnapshotResponse> responses) {
        if (content.isEmpty()) {
            Answers.fail(responses, Failures.invalid("the snapshot cannot be read any more"));
            return;
        }
        withHeader(
                responses,
                header ->
                        Answers.send(
                                responses,
                                ReadSnapshotResponse.newBuilder()
                                        .setHeader(header)
                                        .setContent(Payloads.toWire(content.get()))
                                        .build()));
    }

    @Override
    public void releaseSnapshot(
            ReleaseSnapshotRequest request, StreamObserver<ReleaseSnapshotResponse> responses) {
        Bytes snapshot = Payloads.fromWire(request.getSnapshot());
        if (kept.remove(snapshot) != null) source.release(snapshot);
        withHeader(
                responses,
                header ->
                        Answers.send(
                                responses,
                                ReleaseSnapshotResponse.newBuilder().setHeader(header).build()));
    }

    private void withHeader(StreamObserver<?> responses, Consumer<ResponseHeader> then) {
        var answer =
                new ReadAnswer() {
                    @Override
                    public void serve(KeyValueMachine state, Standing standing) {
                        then.accept(headers.ofRead(standing, Arrival.Level.EVENTUAL));
                    }

                    @Override
                    public void failed(Failure failure) {
                        Answers.fail(responses, failures.of(failure));
                    }
                };
        arrivals.post(new Arrival.Read(Arrival.Level.EVENTUAL, answer));
    }
}
