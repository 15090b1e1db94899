package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.v1.AlterKeyspaceRequest;
import io.quorate.v1.CreateKeyspaceRequest;
import io.quorate.v1.DeleteKeyspaceRequest;
import io.quorate.v1.DescribeKeyspaceRequest;
import io.quorate.v1.KeyspaceResponse;
import io.quorate.v1.KeyspacesGrpc;
import io.quorate.v1.ListKeyspacesRequest;
import io.quorate.v1.ListKeyspacesResponse;

/**
 * Keyspaces: each has keys of its own, and limits. {@link KvClient#keyspace} works in one. A name
 * is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit. Each method throws
 * a {@link KvException} if it is not known to be done.
 */
public final class Keyspaces {

    private final KvClient client;

    Keyspaces(KvClient client) {
        this.client = client;
    }

    /** Makes a keyspace; fails with {@code KEYSPACE_EXISTS} if there is one of this name. */
    public KeyspaceResult create(String name, KeyspaceLimits limits) {
        var request =
                CreateKeyspaceRequest.newBuilder()
                        .setName(name)
                        .setLimits(
                                io.quorate.v1.KeyspaceLimits.newBuilder()
                                        .setKeysMax(limits.keysMax().orElse(0))
                                        .setBytesMax(limits.bytesMax().orElse(0))
                                        .setValueBytesMax(limits.valueBytesMax().orElse(0)))
                        .build();
        var method = KeyspacesGrpc.getCreateMethod();
        return client.await(client.ask(CallKind.WRITE, method, request, Keyspaces::result));
    }

    /** The keyspaces that there are. */
    public KeyspaceList list() {
        var method = KeyspacesGrpc.getListMethod();
        var request = ListKeyspacesRequest.getDefaultInstance();
        return client.await(
                client.ask(CallKind.LINEARIZABLE_READ, method, request, Keyspaces::all));
    }

    /** One of them, and what it holds. */
    public KeyspaceResult describe(String name) {
        var method = KeyspacesGrpc.getDescribeMethod();
        var request = DescribeKeyspaceRequest.newBuilder().setName(name).build();
        return client.await(
                client.ask(CallKind.LINEARIZABLE_READ, method, request, Keyspaces::result));
    }

    /** Gives a keyspace other limits; those that are empty stay as they are. */
    public KeyspaceResult alter(String name, KeyspaceLimits limits) {
        var request = AlterKeyspaceRequest.newBuilder().setName(name);
        limits.keysMax().ifPresent(request::setKeysMax);
        limits.bytesMax().ifPresent(request::setBytesMax);
        limits.valueBytesMax().ifPresent(request::setValueBytesMax);
        var method = KeyspacesGrpc.getAlterMethod();
        return client.await(client.ask(CallKind.WRITE, method, request.build(), Keyspaces::result));
    }

    /** Ends a keyspace with all its keys, and the watches of them. */
    public KeyspaceResult delete(String name) {
        var method = KeyspacesGrpc.getDeleteMethod();
        var request = DeleteKeyspaceRequest.newBuilder().setName(name).build();
        return client.await(client.ask(CallKind.WRITE, method, request, Keyspaces::result));
    }

    private static KeyspaceResult result(KeyspaceResponse response) {
        return new KeyspaceResult(
                Wire.header(response.getHeader()), keyspace(response.getKeyspace()));
    }

    private static KeyspaceList all(ListKeyspacesResponse response) {
        return new KeyspaceList(
                Wire.header(response.getHeader()),
                response.getKeyspacesList().stream().map(Keyspaces::keyspace).toList());
    }

    private static Keyspace keyspace(io.quorate.v1.Keyspace keyspace) {
        return new Keyspace(
                keyspace.getName(),
                keyspace.getId(),
                keyspace.getCreatedRevision(),
                keyspace.getKeys(),
                keyspace.getBytes(),
                keyspace.getLimits().getKeysMax(),
                keyspace.getLimits().getBytesMax(),
                keyspace.getLimits().getValueBytesMax());
    }
}
