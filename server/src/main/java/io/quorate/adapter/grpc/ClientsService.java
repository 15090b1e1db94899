package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Standing;
import io.quorate.v1.ClientsGrpc;
import io.quorate.v1.ForgetClientRequest;
import io.quorate.v1.ForgetClientResponse;
import io.quorate.v1.KeepClientRequest;
import io.quorate.v1.KeepClientResponse;
import io.quorate.v1.RegisterClientRequest;
import io.quorate.v1.RegisterClientResponse;

import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Registers the clients whose writes are done exactly once. */
final class ClientsService extends ClientsGrpc.ClientsImplBase {

    private static final long TTL_MS_DEFAULT = 600_000;

    private final Writes writes;
    private final Headers headers;

    ClientsService(Writes writes, Headers headers) {
        this.writes = writes;
        this.headers = headers;
    }

    @Override
    public void register(
            RegisterClientRequest request, StreamObserver<RegisterClientResponse> responses) {
        long ttlMs = request.getTtlMs() == 0 ? TTL_MS_DEFAULT : request.getTtlMs();
        var order = request.getUnordered() ? Command.Order.ANY : Command.Order.BY_SEQUENCE;
        command(
                new Command.RegisterClient(TimeUnit.MILLISECONDS.toNanos(ttlMs), order),
                responses,
                (outcome, standing) -> registered(outcome, standing, ttlMs));
    }

    private RegisterClientResponse registered(Outcome outcome, Standing standing, long ttlMs) {
        if (!(outcome instanceof Outcome.Registered registered)) {
            throw new InvariantViolation("a registration came out as " + outcome);
        }
        return RegisterClientResponse.newBuilder()
                .setHeader(headers.ofChange(standing))
                .setClientId(registered.client())
                .setTtlMs(ttlMs)
                .build();
    }

    @Override
    public void keepAlive(KeepClientRequest request, StreamObserver<KeepClientResponse> responses) {
        command(
                new Command.KeepClient(request.getClientId()),
                responses,
                (_, standing) ->
                        KeepClientResponse.newBuilder()
                                .setHeader(headers.ofChange(standing))
                                .build());
    }

    @Override
    public void forget(
            ForgetClientRequest request, StreamObserver<ForgetClientResponse> responses) {
        command(
                new Command.ForgetClient(request.getClientId()),
                responses,
                (_, standing) ->
                        ForgetClientResponse.newBuilder()
                                .setHeader(headers.ofChange(standing))
                                .build());
    }

    private <T> void command(
            Command command,
            StreamObserver<T> responses,
            BiFunction<Outcome, Standing, T> response) {
        Answers.checked(responses, () -> writes.command(command, responses, response));
    }
}
