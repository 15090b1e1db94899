package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.state.KeyVersion;
import io.quorate.v1.CampaignRequest;
import io.quorate.v1.CampaignResponse;
import io.quorate.v1.ElectionsGrpc;
import io.quorate.v1.Fence;
import io.quorate.v1.LeaderRequest;
import io.quorate.v1.LeaderResponse;
import io.quorate.v1.ProclaimRequest;
import io.quorate.v1.ProclaimResponse;
import io.quorate.v1.ResignRequest;
import io.quorate.v1.ResignResponse;
import io.quorate.v1.ResponseHeader;

import java.util.Optional;

/** Elections: locks whose holders say something that everybody can read. */
final class ElectionsService extends ElectionsGrpc.ElectionsImplBase {

    private final Locking locking;

    ElectionsService(Locking locking) {
        this.locking = locking;
    }

    @Override
    public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> responses) {
        Answers.checked(responses, () -> begin(request, responses));
    }

    private void begin(CampaignRequest request, StreamObserver<CampaignResponse> responses) {
        var asked =
                new Queueing.Asked(
                        LockQueue.of(request.getName()),
                        request.getContext().getKeyspace(),
                        request.getLease(),
                        Optional.of(Requests.bytes(request.getValue())),
                        request.getCreateRevision(),
                        request.getWaitMs());
        asked.check();
        Queueing.Response<CampaignResponse> response =
                (header, place, isFirst) ->
                        CampaignResponse.newBuilder()
                                .setHeader(header)
                                .setFence(place)
                                .setElected(isFirst)
                                .build();
        new Queueing<>(asked, responses, response, locking).begin();
    }

    @Override
    public void proclaim(ProclaimRequest request, StreamObserver<ProclaimResponse> responses) {
        Fence place = request.getFence();
        locking.names()
                .resolve(
                        place.getKeyspace(),
                        responses,
                        keyspace ->
                                locking.writes()
                                        .command(
                                                LockCommands.proclaim(
                                                        keyspace,
                                                        place,
                                                        Requests.bytes(request.getValue())),
                                                responses,
                                                (_, standing) ->
                                                        ProclaimResponse.newBuilder()
                                                                .setHeader(
                                                                        locking.headers()
                                                                                .ofChange(standing))
                                                                .build()));
    }

    @Override
    public void resign(ResignRequest request, StreamObserver<ResignResponse> responses) {
        locking.leave(
                request.getFence(),
                responses,
                (header, isResigned) ->
                        ResignResponse.newBuilder()
                                .setHeader(header)
                                .setResigned(isResigned)
                                .build());
    }

    @Override
    public void leader(LeaderRequest request, StreamObserver<LeaderResponse> responses) {
        locking.names()
                .resolve(
                        request.getContext().getKeyspace(),
                        responses,
                        keyspace -> {
                            LockQueue queue = LockQueue.of(request.getName()).in(keyspace);
                            locking.reads()
                                    .look(
                                            keyspace,
                                            responses,
                                            queue::first,
                                            (header, first) ->
                                                    Answers.send(
                                                            responses, response(header, first)));
                        });
    }

    static LeaderResponse response(ResponseHeader header, Optional<KeyVersion> first) {
        var response = LeaderResponse.newBuilder().setHeader(header);
        first.map(place -> KvService.keyValue(KvService.uncopied(place.key()), place.version()))
                .ifPresent(response::setLeader);
        return response.build();
    }

    @Override
    public void observe(LeaderRequest request, StreamObserver<LeaderResponse> responses) {
        Answers.checked(
                responses,
                () ->
                        new Observing(
                                        LockQueue.of(request.getName()),
                                        (ServerCallStreamObserver<LeaderResponse>) responses,
                                        locking)
                                .begin(request.getContext().getKeyspace()));
    }
}
