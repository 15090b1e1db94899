package io.quorate.boot;

import io.quorate.adapter.grpc.CallListener;
import io.quorate.adapter.grpc.PeerListener;
import io.quorate.adapter.metrics.DiskReading;
import io.quorate.adapter.metrics.NodeMetrics;
import io.quorate.adapter.metrics.StoreReading;
import io.quorate.adapter.rocks.RocksFigures;
import io.quorate.adapter.rocks.StoreListener;
import io.quorate.core.NodeId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings what the adapters tell of themselves to the metrics, each of which knows no other. */
final class Measuring {

    private Measuring() {}

    static StoreListener store(NodeMetrics metrics) {
        return new StoreListener() {
            @Override
            public void wrote(long nanos) {
                metrics.disk().committed(nanos);
            }

            @Override
            public void flushed(long nanos) {
                metrics.disk().flushed(nanos);
            }
        };
    }

    static PeerListener peers(NodeMetrics metrics) {
        return new PeerListener() {
            @Override
            public void connected(NodeId peer, boolean isConnected) {
                metrics.peers().connected(peer, isConnected);
            }

            @Override
            public void roundTripTook(NodeId peer, long nanos) {
                metrics.peers().roundTripTook(peer, nanos);
            }

            @Override
            public void sent(NodeId peer, long bytes) {
                metrics.peers().sent(peer, bytes);
            }

            @Override
            public void dropped(NodeId peer) {
                metrics.peers().dropped(peer);
            }
        };
    }

    static CallListener calls(NodeMetrics metrics) {
        return new CallListener() {
            @Override
            public void handled(
                    String service, String method, Shape shape, String code, long nanos) {
                switch (shape) {
                    case UNARY -> metrics.calls().handled(service, method, code, nanos);
                    case STREAM -> metrics.calls().handled(service, method, code);
                }
            }

            @Override
            public void pipelined(Kind kind, int operations, long nanos) {
                switch (kind) {
                    case READ -> metrics.calls().pipelinedReads(operations, nanos);
                    case WRITE -> metrics.calls().pipelinedWrites(operations, nanos);
                }
            }

            @Override
            public void objected(String reason) {
                metrics.calls().objected(reason);
            }
        };
    }

    static DiskReading disk(DiskFigures figures, Path dataDir) {
        long free = 0;
        long size = 0;
        try {
            var files = Files.getFileStore(dataDir);
            free = files.getUsableSpace();
            size = files.getTotalSpace();
        } catch (IOException unknown) {
            // A file system that does not say how large it is has 0 of 0 bytes left.
        }
        return new DiskReading(figures.journalFirstIndex(), figures.journalBytes(), free, size);
    }

    static StoreReading store(RocksFigures figures) {
        return new StoreReading(
                figures.families().stream().map(Measuring::family).toList(),
                figures.cacheBytes(),
                figures.flushes(),
                figures.compactions(),
                figures.isWriteStopped(),
                figures.backgroundErrors());
    }

    private static StoreReading.Family family(RocksFigures.OfFamily family) {
        return new StoreReading.Family(
                family.name(),
                family.keys(),
                family.fileBytes(),
                family.newFiles(),
                family.memtableBytes(),
                family.compactionPendingBytes());
    }
}
