package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspaces;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.Standing;
import io.quorate.replica.snapshot.ContentHash;
import io.quorate.replica.snapshot.MalformedManifest;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.MemoryStates;
import io.quorate.replica.snapshot.SnapshotFile;
import io.quorate.replica.snapshot.StateShelf;
import io.quorate.v1.ReadSnapshotRequest;
import io.quorate.v1.ReadSnapshotResponse;
import io.quorate.v1.ReleaseSnapshotRequest;
import io.quorate.v1.ReleaseSnapshotResponse;
import io.quorate.v1.TakeSnapshotRequest;
import io.quorate.v1.TakeSnapshotResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Snapshots of a real shelf, saved by virtual time. */
final class MaintenanceServiceTest {

    private static final int MIB = 1 << 20;

    /** Enough that one file of a snapshot takes several of the largest reads. */
    private static final int VALUES = 5;

    private final MockTicker time = Ticker.newMockTicker();
    private final EmbeddedChannel loop = EmbeddedChannel.builder().ticker(time).build();
    private StateShelf shelf;
    private KeyValueMachine state;
    private MaintenanceService service;

    @BeforeEach
    void start() throws IOException {
        var states = new MemoryStates(1);
        shelf = StateShelf.open(states, states);
        state = new KeyValueMachine(shelf.live());
        for (int i = 0; i < VALUES; i++) put("key-" + i, new byte[MIB - 1_000]);
        var identity = new Identity(7, new NodeId("n1"), 11, "h:1", "h:2", "0.1.0", "raft");
        service =
                new MaintenanceService(
                        loop.eventLoop(),
                        this.new Turns(),
                        new Headers(identity),
                        new Failures(new PeerDirectory()),
                        this.new Source(),
                        MIB,
                        time::nanoTime);
        service.start();
    }

    @AfterEach
    void stop() throws IOException {
        shelf.close();
    }

    private void put(String key, byte[] value) {
        var put = new Command.Put(Keyspaces.DEFAULT, Bytes.utf8(key), Bytes.wrap(value));
        long index = state.applied().index() + 1;
        assertTrue(
                state.apply(List.of(Entry.command(3, index, CommandCodec.encode(put))))
                        .isPresent());
    }

    @Test
    void whatIsReadIsTheSnapshotWhateverIsWrittenMeanwhile() throws Exception {
        Manifest manifest = take();
        put("later", new byte[10]);
        for (int file = 0; file < manifest.files().size(); file++) {
            SnapshotFile of = manifest.files().get(file);
            var hash = new ContentHash();
            for (long at = 0; at < of.bytes(); at += MIB) {
                int length = (int) Math.min(MIB, of.bytes() - at);
                Asked<ReadSnapshotResponse> read = read(manifest, file, at, length);
                goOn(1_100);
                hash.add(Payloads.fromWire(read.answer().getContent()));
            }
            assertEquals(of.hash(), hash.take());
        }
        assertEquals(VALUES, manifest.revision());
    }

    @Test
    void readsWaitForWhatTheRateAllows() throws Exception {
        Manifest manifest = take();
        List<Asked<ReadSnapshotResponse>> reads = readsOf(manifest, 4);
        assertEquals(1, answered(reads));
        goOn(500);
        assertEquals(2, answered(reads), "what is spent at once may be more than is left");
        goOn(900);
        assertEquals(3, answered(reads));
        goOn(1_000);
        assertEquals(4, answered(reads));
        goOn(60_000);
        assertEquals(1, answered(readsOf(manifest, 2)), "a pause is not made up for");
    }

    @Test
    void moreReadsThanMayWaitAreRefused() throws Exception {
        Manifest manifest = take();
        List<Asked<ReadSnapshotResponse>> reads = readsOf(manifest, 1 + 32);
        assertEquals(1, answered(reads));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, readsOf(manifest, 1).getFirst().failure());
        goOn(40_000);
        assertEquals(reads.size(), answered(reads));
    }

    @Test
    void whatIsNotThereIsSaidToBeSo() throws Exception {
        Manifest manifest = take();
        int file = largest(manifest);
        long bytes = manifest.files().get(file).bytes();
        for (Asked<ReadSnapshotResponse> refused :
                List.of(
                        read(manifest, file, bytes, 1),
                        read(manifest, file, -1, 1),
                        read(manifest, file, 0, 0),
                        read(manifest, file, 0, MIB + 1),
                        read(manifest, manifest.files().size(), 0, 1),
                        read(manifest, -1, 0, 1))) {
            assertEquals(Status.Code.INVALID_ARGUMENT, refused.failure());
        }
        assertTrue(read(manifest, file, bytes - 1, 1).failure.isEmpty());
    }

    @Test
    void twoAreKeptAtATimeAndEachUntilAMinuteAfterItsLastRead() throws Exception {
        Manifest first = take();
        put("later", new byte[10]);
        Manifest second = take();
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, takeSnapshot().failure());
        goOn(50_000);
        assertTrue(read(second, largest(second), 0, 1).failure.isEmpty());
        goOn(30_000);
        assertEquals(Status.Code.INVALID_ARGUMENT, read(first, largest(first), 0, 1).failure());
        assertTrue(read(second, largest(second), 0, 1).failure.isEmpty());
        take();
    }

    /**
     * Nothing was written between: both got the same, and the first to end takes it from nobody.
     */
    @Test
    void whoReleasesASnapshotReleasesItForNobodyElse() throws Exception {
        Manifest snapshot = take();
        assertEquals(snapshot, take());
        release(snapshot);
        assertEquals(1, read(snapshot, largest(snapshot), 0, 1).answer().getContent().size());
        release(snapshot);
        assertEquals(
                Status.Code.INVALID_ARGUMENT, read(snapshot, largest(snapshot), 0, 1).failure());
        assertEquals(Optional.empty(), shelf.read(snapshot.id(), largest(snapshot), 0, 1));
    }

    /** What is due within so many milliseconds happens, each at its time. */
    private void goOn(long millis) {
        for (long gone = 0; gone < millis; gone += 10) {
            time.advance(10, TimeUnit.MILLISECONDS);
            loop.runPendingTasks();
        }
    }

    private Asked<TakeSnapshotResponse> takeSnapshot() {
        var asked = new Asked<TakeSnapshotResponse>();
        service.takeSnapshot(TakeSnapshotRequest.getDefaultInstance(), asked);
        loop.runPendingTasks();
        return asked;
    }

    private Manifest take() throws MalformedManifest {
        return Manifest.decode(Payloads.fromWire(takeSnapshot().answer().getManifest()));
    }

    private static int largest(Manifest manifest) {
        int largest = 0;
        for (int file = 1; file < manifest.files().size(); file++) {
            long bytes = manifest.files().get(file).bytes();
            if (bytes > manifest.files().get(largest).bytes()) largest = file;
        }
        return largest;
    }

    private Asked<ReadSnapshotResponse> read(Manifest manifest, int file, long offset, int length) {
        var asked = new Asked<ReadSnapshotResponse>();
        service.readSnapshot(
                ReadSnapshotRequest.newBuilder()
                        .setSnapshot(Payloads.toWire(manifest.id()))
                        .setFile(file)
                        .setOffset(offset)
                        .setLength(length)
                        .build(),
                asked);
        loop.runPendingTasks();
        return asked;
    }

    private List<Asked<ReadSnapshotResponse>> readsOf(Manifest manifest, int count) {
        List<Asked<ReadSnapshotResponse>> reads = new ArrayList<>();
        for (int i = 0; i < count; i++) reads.add(read(manifest, largest(manifest), 0, MIB));
        return reads;
    }

    private static long answered(List<Asked<ReadSnapshotResponse>> reads) {
        return reads.stream().filter(read -> read.answer.isPresent()).count();
    }

    private void release(Manifest manifest) {
        var asked = new Asked<ReleaseSnapshotResponse>();
        service.releaseSnapshot(
                ReleaseSnapshotRequest.newBuilder()
                        .setSnapshot(Payloads.toWire(manifest.id()))
                        .build(),
                asked);
        assertTrue(asked.answer.isPresent());
    }

    /** A call, and what came of it. */
    private static final class Asked<T> implements StreamObserver<T> {

        private Optional<T> answer = Optional.empty();
        private Optional<Status> failure = Optional.empty();

        T answer() {
            return answer.orElseThrow(() -> new AssertionError("no answer, but " + failure));
        }

        Status.Code failure() {
            return failure.orElseThrow(() -> new AssertionError("it did not fail")).getCode();
        }

        @Override
        public void onNext(T response) {
            assertTrue(answer.isEmpty(), "one answer a call");
            answer = Optional.of(response);
        }

        @Override
        public void onError(Throwable cause) {
            failure = Optional.of(Status.fromThrowable(cause));
        }

        @Override
        public void onCompleted() {}
    }

    /** Every read is served at once. */
    private final class Turns implements Arrivals {

        @Override
        public void post(Arrival arrival) {
            if (!(arrival instanceof Arrival.Read read)) throw new AssertionError(arrival);
            read.answer().serve(state, new Standing(3, new Floor(state.epoch(), state.revision())));
        }

        @Override
        public ReplicaStatus status() {
            throw new AssertionError("nobody asks for it here");
        }
    }

    /** The shelf, asked without a thread of its own. */
    private final class Source implements SnapshotSource {

        @Override
        public void take(Consumer<Optional<Manifest>> then) {
            then.accept(done(shelf::take));
        }

        @Override
        public void read(
                Bytes snapshot, int file, long offset, int length, Consumer<Optional<Bytes>> then) {
            then.accept(done(() -> shelf.read(snapshot, file, offset, length)));
        }

        @Override
        public void release(Bytes snapshot) {
            done(
                    () -> {
                        shelf.release(snapshot);
                        return snapshot;
                    });
        }

        private static <T> T done(Callable<T> work) {
            try {
                return work.call();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }
    }
}
