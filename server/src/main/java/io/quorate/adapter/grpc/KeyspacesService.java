package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Standing;
import io.quorate.v1.AlterKeyspaceRequest;
import io.quorate.v1.CreateKeyspaceRequest;
import io.quorate.v1.DeleteKeyspaceRequest;
import io.quorate.v1.DescribeKeyspaceRequest;
import io.quorate.v1.KeyspaceResponse;
import io.quorate.v1.KeyspacesGrpc;
import io.quorate.v1.ListKeyspacesRequest;
import io.quorate.v1.ListKeyspacesResponse;
import io.quorate.v1.Replication;
import io.quorate.v1.RequestContext;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/** Makes, describes, alters and deletes keyspaces. */
final class KeyspacesService extends KeyspacesGrpc.KeyspacesImplBase {

    private final Writes writes;
    private final Headers headers;
    private final Failures failures;
    private final KeyspaceNames names;

    KeyspacesService(Writes writes, Headers headers, Failures failures, KeyspaceNames names) {
        this.writes = writes;
        this.headers = headers;
        this.failures = failures;
        this.names = names;
    }

    @Override
    public void create(CreateKeyspaceRequest request, StreamObserver<KeyspaceResponse> responses) {
        Answers.checked(
                responses,
                () -> {
                    var limits = request.getLimits();
                    var command =
                            new Command.CreateKeyspace(
                                    request.getName(),
                                    replication(request),
                                    new KeyspaceLimits(
                                            limits.getKeysMax(),
                                            limits.getBytesMax(),
                                            limits.getValueBytesMax()));
                    change(command, request.getContext(), responses);
                });
    }

    private static Keyspace.Replication replication(CreateKeyspaceRequest request) {
        return switch (request.getReplication()) {
            case REPLICATION_UNSPECIFIED, CONSENSUS -> Keyspace.Replication.CONSENSUS;
            case UNRECOGNIZED ->
                    throw Failures.invalid("unknown replication " + request.getReplicationValue());
        };
    }

    @Override
    public void alter(AlterKeyspaceRequest request, StreamObserver<KeyspaceResponse> responses) {
        var limits =
                new KeyspaceLimits.Alteration(
                        request.hasKeysMax()
                                ? OptionalLong.of(request.getKeysMax())
                                : OptionalLong.empty(),
                        request.hasBytesMax()
                                ? OptionalLong.of(request.getBytesMax())
                                : OptionalLong.empty(),
                        request.hasValueBytesMax()
                                ? OptionalLong.of(request.getValueBytesMax())
                                : OptionalLong.empty());
        named(
                request.getName(),
                responses,
                id ->
                        change(
                                new Command.AlterKeyspace(id, limits),
                                request.getContext(),
                                responses));
    }

    @Override
    public void delete(DeleteKeyspaceRequest request, StreamObserver<KeyspaceResponse> responses) {
        named(
                request.getName(),
                responses,
                id -> change(new Command.DeleteKeyspace(id), request.getContext(), responses));
    }

    private void named(String name, StreamObserver<KeyspaceResponse> responses, IntConsumer then) {
        Answers.checked(
                responses,
                () -> {
                    Requests.check(Keyspaces.whyInvalidName(name));
                    names.resolve(name, responses, then);
                });
    }

    private void change(
            Command command, RequestContext context, StreamObserver<KeyspaceResponse> responses) {
        Optional<Token> session = headers.session(context);
        writes.command(
                command, responses, (outcome, standing) -> changed(outcome, standing, session));
    }

    private KeyspaceResponse changed(Outcome outcome, Standing standing, Optional<Token> session) {
        if (!(outcome instanceof Outcome.OfKeyspace(long revision, Keyspace keyspace))) {
            throw new InvariantViolation("a keyspace's command came out as " + outcome);
        }
        return KeyspaceResponse.newBuilder()
                .setHeader(headers.ofWrite(standing, revision, session))
                .setKeyspace(onWire(keyspace))
                .build();
    }

    @Override
    public void describe(
            DescribeKeyspaceRequest request, StreamObserver<KeyspaceResponse> responses) {
        Answers.checked(
                responses,
                () -> {
                    ReadLevel level = now(request.getContext());
                    Requests.check(Keyspaces.whyInvalidName(request.getName()));
                    names.read(
                            level::read,
                            request.getName(),
                            Asker.of(responses, failures),
                            (state, standing, _) -> {
                                var response =
                                        KeyspaceResponse.newBuilder()
                                                .setHeader(level.header(headers, standing));
                                state.keyspaces()
                                        .named(request.getName())
                                        .ifPresent(found -> response.setKeyspace(onWire(found)));
                                Answers.send(responses, response.build());
                            });
                });
    }

    @Override
    public void list(
            ListKeyspacesRequest request, StreamObserver<ListKeyspacesResponse> responses) {
        Answers.checked(
                responses,
                () -> {
                    ReadLevel level = now(request.getContext());
                    names.read(
                            level::read,
                            Keyspaces.DEFAULT_NAME,
                            Asker.of(responses, failures),
                            (state, standing, _) -> {
                                var response =
                                        ListKeyspacesResponse.newBuilder()
                                                .setHeader(level.header(headers, standing));
                                state.keyspaces().all().stream()
                                        .map(KeyspacesService::onWire)
                                        .forEach(response::addKeyspaces);
                                Answers.send(responses, response.build());
                            });
                });
    }

    private ReadLevel now(RequestContext context) {
        ReadLevel level = ReadLevel.of(context, headers.clusterId());
        if (level instanceof ReadLevel.AtRevision) {
            throw Failures.invalid("keyspaces are told of as they are now");
        }
        return level;
    }

    private static io.quorate.v1.Keyspace onWire(Keyspace keyspace) {
        KeyspaceLimits limits = keyspace.limits();
        return io.quorate.v1.Keyspace.newBuilder()
                .setName(keyspace.name())
                .setId(keyspace.id())
                .setCreatedRevision(keyspace.createdRevision())
                .setReplication(
                        switch (keyspace.replication()) {
                            case CONSENSUS -> Replication.CONSENSUS;
                        })
                .setLimits(
                        io.quorate.v1.KeyspaceLimits.newBuilder()
                                .setKeysMax(limits.keysMax())
                                .setBytesMax(limits.bytesMax())
                                .setValueBytesMax(limits.valueBytesMax()))
                .setKeys(keyspace.usage().keys())
                .setBytes(keyspace.usage().bytes())
                .build();
    }
}
