package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.GrantLeaseRequest;
import io.quorate.v1.KeepLeaseRequest;
import io.quorate.v1.LeaseResponse;
import io.quorate.v1.LeasesGrpc;
import io.quorate.v1.ListLeasesRequest;
import io.quorate.v1.ListLeasesResponse;
import io.quorate.v1.RevokeLeaseRequest;
import io.quorate.v1.RevokeLeaseResponse;
import io.quorate.v1.TimeToLiveRequest;

import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Leases: granted, kept, looked at, revoked and listed. */
final class LeasesService extends LeasesGrpc.LeasesImplBase {

    private final Arrivals arrivals;
    private final Writes writes;
    private final Headers headers;
    private final Failures failures;

    LeasesService(Arrivals arrivals, Writes writes, Headers headers, Failures failures) {
        this.arrivals = arrivals;
        this.writes = writes;
        this.headers = headers;
        this.failures = failures;
    }

    @Override
    public void grant(GrantLeaseRequest request, StreamObserver<LeaseResponse> responses) {
        long ttlNanos = TimeUnit.MILLISECONDS.toNanos(request.getTtlMs());
        command(new Command.GrantLease(request.getLease(), ttlNanos), responses, this::leased);
    }

    @Override
    public void keepOnce(KeepLeaseRequest request, StreamObserver<LeaseResponse> responses) {
        command(new Command.KeepLease(request.getLease()), responses, this::leased);
    }

    @Override
    public void timeToLive(TimeToLiveRequest request, StreamObserver<LeaseResponse> responses) {
        command(new Command.LookAtLease(request.getLease()), responses, this::leased);
    }

    @Override
    public void revoke(RevokeLeaseRequest request, StreamObserver<RevokeLeaseResponse> responses) {
        command(new Command.RevokeLease(request.getLease()), responses, this::revoked);
    }

    /**
     * The next request is taken when the one before is answered: a client that does not read its
     * answers has no more than one under way.
     */
    @Override
    public StreamObserver<KeepLeaseRequest> keepAlive(StreamObserver<LeaseResponse> responses) {
        var call = (ServerCallStreamObserver<LeaseResponse>) responses;
        call.disableAutoRequest();
        call.request(1);
        return new KeepAlives(call);
    }

    private final class KeepAlives implements StreamObserver<KeepLeaseRequest> {

        private final ServerCallStreamObserver<LeaseResponse> call;
        private boolean isUnderWay;
        private boolean isLast;
        private boolean isEnded;

        KeepAlives(ServerCallStreamObserver<LeaseResponse> call) {
            this.call = call;
            call.setOnCancelHandler(() -> isEnded = true);
        }

        @Override
        public void onNext(KeepLeaseRequest request) {
            isUnderWay = true;
            var keep = new Command.KeepLease(request.getLease());
            command(keep, answers(), LeasesService.this::leased);
        }

        /** Hands one command's answer on, and takes the next request. */
        private StreamObserver<LeaseResponse> answers() {
            return new StreamObserver<>() {
                @Override
                public void onNext(LeaseResponse response) {
                    if (!isEnded) call.onNext(response);
                }

                @Override
                public void onError(Throwable failure) {
                    if (!isEnded) call.onError(failure);
                    isEnded = true;
                }

                @Override
                public void onCompleted() {
                    isUnderWay = false;
                    if (isLast) end();
                    else if (!isEnded) call.request(1);
                }
            };
        }

        @Override
        public void onError(Throwable broken) {
            isEnded = true;
        }

        @Override
        public void onCompleted() {
            isLast = true;
            if (!isUnderWay) end();
        }

        private void end() {
            if (!isEnded) call.onCompleted();
            isEnded = true;
        }
    }

    @Override
    public void list(ListLeasesRequest request, StreamObserver<ListLeasesResponse> responses) {
        var answer =
                new ReadAnswer() {
                    @Override
                    public void serve(KeyValueMachine state, Standing standing) {
                        var response =
                                ListLeasesResponse.newBuilder()
                                        .setHeader(
                                                headers.ofRead(
                                                        standing, Arrival.Level.LINEARIZABLE));
                        Answers.send(responses, response.addAllLeases(state.leases()).build());
                    }

                    @Override
                    public void failed(Failure failure) {
                        Answers.fail(responses, failures.of(failure));
                    }
                };
        arrivals.post(new Arrival.Read(Arrival.Level.LINEARIZABLE, answer));
    }

    private LeaseResponse leased(Outcome outcome, Standing standing) {
        if (!(outcome instanceof Outcome.Leased leased)) throw unexpected(outcome);
        return LeaseResponse.newBuilder()
                .setHeader(headers.ofChange(standing))
                .setLease(leased.lease())
                .setTtlMs(TimeUnit.NANOSECONDS.toMillis(leased.ttlNanos()))
                .setLeftMs(TimeUnit.NANOSECONDS.toMillis(leased.leftNanos()))
                .build();
    }

    private RevokeLeaseResponse revoked(Outcome outcome, Standing standing) {
        if (!(outcome instanceof Outcome.Deleted deleted)) throw unexpected(outcome);
        return RevokeLeaseResponse.newBuilder()
                .setHeader(headers.ofChange(standing))
                .setDeleted(deleted.count())
                .build();
    }

    private static InvariantViolation unexpected(Outcome outcome) {
        return new InvariantViolation("a lease's command came out as " + outcome);
    }

    private <T> void command(
            Command command,
            StreamObserver<T> responses,
            BiFunction<Outcome, Standing, T> response) {
        Answers.checked(responses, () -> writes.command(command, responses, response));
    }
}
