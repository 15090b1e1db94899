package io.quorate.client;

import io.grpc.MethodDescriptor;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Routing;
import io.quorate.v1.MaintenanceGrpc;
import io.quorate.v1.ReadSnapshotRequest;
import io.quorate.v1.ReadSnapshotResponse;
import io.quorate.v1.ReleaseSnapshotRequest;
import io.quorate.v1.TakeSnapshotRequest;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The snapshots of one member. Thread-safe. Made by {@link KvClient#snapshotsOf}. */
public final class MemberSnapshots {

    /** What one read brings at most, in bytes. */
    public static final int READ_BYTES_MAX = 1 << 20;

    private final Core core;
    private final RequestOptions options;
    private final String address;

    MemberSnapshots(Core core, RequestOptions options, String address) {
        this.core = core;
        this.options = options;
        this.address = address;
    }

    /** Takes a snapshot of what the member has applied. */
    public CompletableFuture<TakenSnapshot> take() {
        return ask(
                MaintenanceGrpc.getTakeSnapshotMethod(),
                TakeSnapshotRequest.getDefaultInstance(),
                response ->
                        new TakenSnapshot(
                                Wire.header(response.getHeader()),
                                Bytes.of(response.getManifest())));
    }

    /**
     * Reads from a snapshot.
     *
     * @param name the SHA-256 of its manifest
     * @param file its place in the manifest
     * @param length at most {@link #READ_BYTES_MAX}, all of it within the file
     */
    public CompletableFuture<Bytes> read(Bytes name, int file, long offset, int length) {
        var request =
                ReadSnapshotRequest.newBuilder()
                        .setSnapshot(name.byteString())
                        .setFile(file)
                        .setOffset(offset)
                        .setLength(length)
                        .build();
        Function<ReadSnapshotResponse, SnapshotContent> reader =
                response ->
                        new SnapshotContent(
                                Wire.header(response.getHeader()), Bytes.of(response.getContent()));
        return ask(MaintenanceGrpc.getReadSnapshotMethod(), request, reader)
                .thenApply(SnapshotContent::content);
    }

    /** Gives a snapshot up. */
    public CompletableFuture<Void> release(Bytes name) {
        var request = ReleaseSnapshotRequest.newBuilder().setSnapshot(name.byteString()).build();
        return ask(
                        MaintenanceGrpc.getReleaseSnapshotMethod(),
                        request,
                        response ->
                                new SnapshotContent(Wire.header(response.getHeader()), Bytes.EMPTY))
                .thenAccept(_ -> {});
    }

    private <Q, R, T extends Answer> CompletableFuture<T> ask(
            MethodDescriptor<Q, R> method, Q request, Function<R, T> reader) {
        var future = new Waiting.Future<T>();
        core.execute(
                () -> {
                    Optional<Endpoint> endpoint = core.routing().endpointOf(address);
                    if (endpoint.isEmpty()) {
                        String what = "more addresses than " + Routing.ADDRESSES_MAX;
                        future.failed(KvException.invalid(what));
                        return;
                    }
                    long deadline = System.nanoTime() + options.timeoutNanos();
                    var machine = CallMachine.askOne(core.routing(), endpoint.get(), deadline);
                    future.of(new UnaryCall<>(core, method, request, machine, reader, future));
                });
        return future;
    }
}
