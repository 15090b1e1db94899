package io.quorate.client;

import io.quorate.v1.CampaignResponse;
import io.quorate.v1.LeaderResponse;
import io.quorate.v1.LockResponse;
import io.quorate.v1.ProclaimResponse;

import java.util.Optional;

/** The answers of locks and elections, as the client's own. */
final class LockWire {

    private LockWire() {}

    static PlaceResult place(LockResponse response) {
        return new PlaceResult(
                Wire.header(response.getHeader()),
                Fence.of(response.getFence()),
                response.getHeld());
    }

    static PlaceResult place(CampaignResponse response) {
        return new PlaceResult(
                Wire.header(response.getHeader()),
                Fence.of(response.getFence()),
                response.getElected());
    }

    static PutResult proclaimed(ProclaimResponse response) {
        return new PutResult(Wire.header(response.getHeader()));
    }

    static LeaderResult leader(LeaderResponse response, String keyspace) {
        Optional<Leader> leader =
                response.hasLeader()
                        ? Optional.of(leader(Wire.keyValue(response.getLeader()), keyspace))
                        : Optional.empty();
        return new LeaderResult(Wire.header(response.getHeader()), leader);
    }

    private static Leader leader(KeyValue kv, String keyspace) {
        return new Leader(
                kv.value(), new Fence(keyspace, kv.key(), kv.createRevision()), kv.modRevision());
    }
}
