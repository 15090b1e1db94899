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
import io.quorate.replica.snapshot.ByteRate;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.v1.MaintenanceGrpc;
import io.quorate.v1.ReadSnapshotRequest;
import io.quorate.v1.ReadSnapshotResponse;
import io.quorate.v1.ReleaseSnapshotRequest;
import io.quorate.v1.ReleaseSnapshotResponse;
import io.quorate.v1.ResponseHeader;
import io.quorate.v1.TakeSnapshotRequest;
import io.quorate.v1.TakeSnapshotResponse;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Snapshots for whoever keeps them elsewhere, at a bounded rate. On the loop; the disk is read on
 * another thread.
 */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    /** How many may be kept here at once: each pins files that the store has done with. */
    private static final int KEPT_MAX = 2;

    /** How long one is kept that nobody reads. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What one read brings at most: less than a client takes in one message. */
    private static final int READ_BYTES_MAX = 1 << 20;

    /** How many reads may wait for the rate: some times what one client asks for at once. */
    private static final int WAITING_MAX = 32;

    /** How often what waits is looked at. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Taken by as many as hold it: who takes what was not written to since gets the same. */
    private record Kept(Manifest manifest, int holders, long usedNanos) {

        Kept usedAt(long nowNanos) {
            return new Kept(manifest, holders, nowNanos);
        }
    }

    private record Waiting(
            ReadSnapshotRequest request, StreamObserver<ReadSnapshotResponse> responses) {}

    private final EventLoop loop;
    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final SnapshotSource source;
    private final LongSupplier clock;
    private final ByteRate rate;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Bytes, Kept> kept = new LinkedHashMap<>();
    private int taking;
    private boolean isServingLater;

    /**
     * @param bytesPerSecond what is read of snapshots in a second, for all clients together
     * @param clock monotonic, in nanoseconds
     */
    MaintenanceService(
            EventLoop loop,
            Arrivals arrivals,
            Headers headers,
            Failures failures,
            SnapshotSource source,
            long bytesPerSecond,
            LongSupplier clock) {
        this.loop = loop;
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.source = source;
        this.clock = clock;
        this.rate = new ByteRate(bytesPerSecond, READ_BYTES_MAX);
        rate.begin(clock.getAsLong());
    }

    /** Gives up what nobody reads any more, now and from time to time. */
    void start() {
        long period = KEPT_NANOS / 4;
        loop.scheduleAtFixedRate(this::forgetOld, period, period, TimeUnit.NANOSECONDS);
    }

    private void forgetOld() {
        long now = clock.getAsLong();
        kept.entrySet()
                .removeIf(
                        one -> {
                            Kept it = one.getValue();
                            if (now - it.usedNanos() <= KEPT_NANOS) return false;
                            for (int i = 0; i < it.holders(); i++) source.release(one.getKey());
                            return true;
                        });
    }

    @Override
    public void takeSnapshot(
            TakeSnapshotRequest request, StreamObserver<TakeSnapshotResponse> responses) {
        forgetOld();
        if (holders() + taking >= KEPT_MAX) {
            Answers.fail(responses, failures.of(new Failure.Overloaded("snapshots")));
            return;
        }
        taking++;
        source.take(manifest -> loop.execute(() -> taken(manifest, responses)));
    }

    private int holders() {
        return kept.values().stream().mapToInt(Kept::holders).sum();
    }

    private void taken(Optional<Manifest> taken, StreamObserver<TakeSnapshotResponse> responses) {
        taking--;
        if (taken.isEmpty()) {
            Answers.fail(responses, failures.of(new Failure.NoSpace()));
            return;
        }
        Manifest manifest = taken.get();
        Kept same = kept.get(manifest.id());
        int holders = same == null ? 1 : same.holders() + 1;
        kept.put(manifest.id(), new Kept(manifest, holders, clock.getAsLong()));
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
        kept.put(snapshot, of.usedAt(clock.getAsLong()));
        if (waiting.size() >= WAITING_MAX) {
            Answers.fail(responses, failures.of(new Failure.Overloaded("snapshot reads")));
            return;
        }
        waiting.add(new Waiting(request, responses));
        serve();
    }

    /** Reads what the rate allows, in the order in which it was asked for. */
    private void serve() {
        rate.refill(clock.getAsLong());
        while (!waiting.isEmpty() && !rate.isSpent()) {
            Waiting next = waiting.poll();
            if (Answers.isCancelled(next.responses())) continue;
            rate.spend(next.request().getLength());
            read(next.request(), next.responses());
        }
        if (waiting.isEmpty() || isServingLater) return;
        isServingLater = true;
        loop.schedule(this::serveLater, WAIT_NANOS, TimeUnit.NANOSECONDS);
    }

    private void serveLater() {
        isServingLater = false;
        serve();
    }

    private void read(ReadSnapshotRequest request, StreamObserver<ReadSnapshotResponse> responses) {
        source.read(
                Payloads.fromWire(request.getSnapshot()),
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
        release(snapshot);
        withHeader(
                responses,
                header ->
                        Answers.send(
                                responses,
                                ReleaseSnapshotResponse.newBuilder().setHeader(header).build()));
    }

    private void release(Bytes snapshot) {
        Kept of = kept.remove(snapshot);
        if (of == null) return;
        source.release(snapshot);
        if (of.holders() == 1) return;
        kept.put(snapshot, new Kept(of.manifest(), of.holders() - 1, of.usedNanos()));
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
