package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.v1.LockRequest;
import io.quorate.v1.LockResponse;
import io.quorate.v1.LocksGrpc;
import io.quorate.v1.UnlockRequest;
import io.quorate.v1.UnlockResponse;

import java.util.Optional;

/** Locks, taken in the order in which they are asked for. */
final class LocksService extends LocksGrpc.LocksImplBase {

    private final Locking locking;

    LocksService(Locking locking) {
        this.locking = locking;
    }

    @Override
    public void lock(LockRequest request, StreamObserver<LockResponse> responses) {
        Answers.checked(responses, () -> begin(request, responses));
    }

    private void begin(LockRequest request, StreamObserver<LockResponse> responses) {
        var asked =
                new Queueing.Asked(
                        LockQueue.of(request.getName()),
                        request.getContext().getKeyspace(),
                        request.getLease(),
                        Optional.empty(),
                        request.getCreateRevision(),
                        request.getWaitMs());
        asked.check();
        Queueing.Response<LockResponse> response =
                (header, place, isFirst) ->
                        LockResponse.newBuilder()
                                .setHeader(header)
                                .setFence(place)
                                .setHeld(isFirst)
                                .build();
        new Queueing<>(asked, responses, response, locking).begin();
    }

    @Override
    public void unlock(UnlockRequest request, StreamObserver<UnlockResponse> responses) {
        locking.leave(
                request.getFence(),
                responses,
                (header, isReleased) ->
                        UnlockResponse.newBuilder()
                                .setHeader(header)
                                .setReleased(isReleased)
                                .build());
    }
}
