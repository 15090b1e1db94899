package io.quorate.adapter.grpc;

import io.quorate.replica.Arrival;
import io.quorate.replica.Standing;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.ResponseHeader;

/** The receipt on every answer. */
final class Headers {

    private final long clusterId;
    private final String node;

    Headers(Identity self) {
        this.clusterId = self.clusterId();
        this.node = self.node().name();
    }

    /** Of a read, which met the level it asked for. */
    ResponseHeader ofRead(Standing standing, Arrival.Level level) {
        return of(standing.term(), standing.revision())
                .setLevel(
                        switch (level) {
                            case LINEARIZABLE -> ConsistencyLevel.LINEARIZABLE;
                            case EVENTUAL -> ConsistencyLevel.EVENTUAL;
                        })
                .build();
    }

    /** Of a read of the past. */
    ResponseHeader ofReadAt(Standing standing, long revision) {
        return of(standing.term(), revision).setLevel(ConsistencyLevel.AT_REVISION).build();
    }

    /** Of a write, which made a revision. */
    ResponseHeader ofWrite(Standing standing, long revision) {
        return of(standing.term(), revision).setLevel(ConsistencyLevel.LINEARIZABLE).build();
    }

    private ResponseHeader.Builder of(long term, long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setNode(node)
                .setTerm(term)
                .setRevision(revision);
    }
}
