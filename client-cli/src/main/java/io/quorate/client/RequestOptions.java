package io.quorate.client;

import io.quorate.client.core.Guarantee;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.RequestContext;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How a call is to be made. Immutable; make one and use it for many calls. */
public final class RequestOptions {

    /** The shortest timeout. */
    public static final Duration TIMEOUT_MIN = Duration.ofMillis(1);

    /** The longest timeout. */
    public static final Duration TIMEOUT_MAX = Duration.ofHours(24);

    private static final RequestOptions DEFAULT =
            new RequestOptions(
                    Duration.ofSeconds(5), Consistency.LINEARIZABLE, "", Optional.empty());

    private final long timeoutNanos;
    private final Consistency consistency;
    private final String keyspace;
    private final Optional<Fence> fence;
    private final RequestContext context;

    private RequestOptions(
            Duration timeout, Consistency consistency, String keyspace, Optional<Fence> fence) {
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a timeout is from 1 ms to 24 h, not " + timeout.toNanos() + " ns");
        }
        this.timeoutNanos = timeout.toNanos();
        this.consistency = consistency;
        this.keyspace = keyspace;
        this.fence = fence;
        var asked = RequestContext.newBuilder().setKeyspace(keyspace);
        switch (consistency) {
            case Consistency.Linearizable _ -> asked.setLevel(ConsistencyLevel.LINEARIZABLE);
            case Consistency.Eventual _ -> asked.setLevel(ConsistencyLevel.EVENTUAL);
            case Consistency.AtRevision at ->
                    asked.setLevel(ConsistencyLevel.AT_REVISION).setAtRevision(at.revision());
            case Consistency.InSession(Token token, Set<Guarantee> guarantees) ->
                    asked.setLevel(ConsistencyLevel.SESSION)
                            .setSessionToken(token.bytes())
                            .addAllGuarantees(Wire.guarantees(guarantees))
                            .setWaitMs(timeout.toMillis());
            case Consistency.Bounded bounded ->
                    asked.setLevel(ConsistencyLevel.BOUNDED)
                            .setMaxStalenessMs(bounded.staleness().toMillis());
        }
        fence.ifPresent(behind -> asked.setFence(behind.message()));
        this.context = asked.build();
    }

    /** Five seconds, linearizable, the default keyspace. */
    public static RequestOptions defaults() {
        return DEFAULT;
    }

    /** The same, with a time limit for the whole call, retries included. */
    public RequestOptions withTimeout(Duration timeout) {
        return new RequestOptions(timeout, consistency, keyspace, fence);
    }

    /** The same, with a level for reads; writes are always linearizable. */
    public RequestOptions withConsistency(Consistency level) {
        return new RequestOptions(Duration.ofNanos(timeoutNanos), level, keyspace, fence);
    }

    /** The same, in a keyspace; empty: the default one. */
    public RequestOptions withKeyspace(String name) {
        return new RequestOptions(Duration.ofNanos(timeoutNanos), consistency, name, fence);
    }

    /**
     * The same behind a fence: each write is done only if the lock is still held when it comes to
     * be applied; else it fails with {@code FENCE_STALE}, not done.
     */
    public RequestOptions withFence(Fence behind) {
        return new RequestOptions(
                Duration.ofNanos(timeoutNanos), consistency, keyspace, Optional.of(behind));
    }

    /** The time limit of the whole call, in nanoseconds. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /** The level of reads. */
    public Consistency consistency() {
        return consistency;
    }

    /** What a call says of where its keys are, and nothing else. */
    RequestContext place() {
        return RequestContext.newBuilder().setKeyspace(keyspace).build();
    }

    RequestContext context() {
        return context;
    }
}
