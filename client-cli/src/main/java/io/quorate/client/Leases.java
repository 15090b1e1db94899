package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.v1.GrantLeaseRequest;
import io.quorate.v1.KeepLeaseRequest;
import io.quorate.v1.LeasesGrpc;
import io.quorate.v1.ListLeasesRequest;
import io.quorate.v1.RevokeLeaseRequest;
import io.quorate.v1.TimeToLiveRequest;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Leases: when one ends, the keys that are attached to it are removed, at one revision. Each method
 * throws a {@link KvException} if it is not known to be done.
 */
public final class Leases {

    private final KvClient client;

    Leases(KvClient client) {
        this.client = client;
    }

    /**
     * Makes a lease.
     *
     * @param ttl how long it lasts unless it is kept: 1 second to 30 days
     */
    public LeaseResult grant(Duration ttl) {
        return grant(0, ttl);
    }

    /**
     * Makes a lease of a given id.
     *
     * @param lease its id; 0: one that no lease ever had
     * @param ttl how long it lasts unless it is kept: 1 second to 30 days
     */
    public LeaseResult grant(long lease, Duration ttl) {
        var request =
                GrantLeaseRequest.newBuilder().setLease(lease).setTtlMs(ttl.toMillis()).build();
        var method = LeasesGrpc.getGrantMethod();
        return client.await(client.ask(CallKind.WRITE, method, request, Wire::lease));
    }

    /** Has a lease last its whole time from now on. */
    public LeaseResult keep(long lease) {
        return client.await(keepAsync(lease));
    }

    /** Has a lease last its whole time from now on. */
    public CompletableFuture<LeaseResult> keepAsync(long lease) {
        var method = LeasesGrpc.getKeepOnceMethod();
        var request = KeepLeaseRequest.newBuilder().setLease(lease).build();
        return client.ask(CallKind.WRITE_ONCE, method, request, Wire::lease);
    }

    /** Says how long a lease lasts. */
    public LeaseResult timeToLive(long lease) {
        var request = TimeToLiveRequest.newBuilder().setLease(lease).build();
        var method = LeasesGrpc.getTimeToLiveMethod();
        return client.await(client.ask(CallKind.WRITE_ONCE, method, request, Wire::lease));
    }

    /** Ends a lease now, and removes what is attached to it. */
    public DeleteResult revoke(long lease) {
        var request = RevokeLeaseRequest.newBuilder().setLease(lease).build();
        var method = LeasesGrpc.getRevokeMethod();
        return client.await(client.ask(CallKind.WRITE, method, request, Wire::revoked));
    }

    /** The leases that have not ended, ascending. */
    public LeaseList list() {
        var method = LeasesGrpc.getListMethod();
        var request = ListLeasesRequest.getDefaultInstance();
        return client.await(client.ask(CallKind.LINEARIZABLE_READ, method, request, Wire::leases));
    }
}
