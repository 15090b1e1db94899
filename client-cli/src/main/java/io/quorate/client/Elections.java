package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.v1.ElectionsGrpc;
import io.quorate.v1.LeaderRequest;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Elections: locks whose holders, the leaders, say something that everybody can read. A lock and an
 * election of one name are one.
 */
public final class Elections {

    private final KvClient client;
    private final Duration ttl;

    Elections(KvClient client, Duration ttl) {
        this.client = client;
        this.ttl = ttl;
    }

    /**
     * The same with another time.
     *
     * @param longest how long a leadership outlives a leader that is gone: 1 second to 30 days
     */
    public Elections withTtl(Duration longest) {
        return new Elections(client, longest);
    }

    /**
     * Stands for election, and waits without end until it is won. A thread that is interrupted
     * stands no more, and its interrupt flag stays set.
     *
     * @param name 1 to 8,175 bytes
     * @param value what the leader says
     */
    public Leadership campaign(Bytes name, Bytes value) {
        return new Leadership(
                client, Acquisition.awaited(client, wanted(name, value)).orElseThrow());
    }

    /** Stands for election. */
    public CompletableFuture<Leadership> campaignAsync(Bytes name, Bytes value) {
        CompletableFuture<Optional<HeldLock>> taking =
                Acquisition.begun(client, wanted(name, value));
        var won = new CompletableFuture<Leadership>();
        var _ = won.whenComplete((_, _) -> taking.cancel(false));
        var _ =
                taking.whenComplete(
                        (held, failure) -> {
                            if (failure != null) won.completeExceptionally(failure);
                            else won.complete(new Leadership(client, held.orElseThrow()));
                        });
        return won;
    }

    private Acquisition.Wanted wanted(Bytes name, Bytes value) {
        return new Acquisition.Wanted(name, Optional.of(value), ttl, Optional.empty());
    }

    /** Who leads. */
    public LeaderResult leader(Bytes name) {
        return client.await(leaderAsync(name));
    }

    /** Who leads. */
    public CompletableFuture<LeaderResult> leaderAsync(Bytes name) {
        String keyspace = client.options().place().getKeyspace();
        var request =
                LeaderRequest.newBuilder()
                        .setContext(client.options().place())
                        .setName(name.byteString())
                        .build();
        var method = ElectionsGrpc.getLeaderMethod();
        return client.ask(
                CallKind.LINEARIZABLE_READ,
                method,
                request,
                response -> LockWire.leader(response, keyspace));
    }

    /**
     * Tells a listener who leads, and again whenever another does or says something else. What lies
     * between two tellings may be left out; the last never is.
     */
    public Observation observe(Bytes name, ElectionListener listener) {
        var observation = new Observation(client, this, name, listener);
        observation.begin();
        return observation;
    }
}
