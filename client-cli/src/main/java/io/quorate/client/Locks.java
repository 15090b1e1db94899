package io.quorate.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Locks, held by one at a time in the order in which they are asked for. A lock ends with its lease
 * if its holder ends without giving it up. Failures are {@link KvException}s: whoever gets one
 * holds no lock.
 */
public final class Locks {

    /** How long a lock outlives a holder that is gone, if nothing is said. */
    public static final Duration TTL_DEFAULT = Duration.ofSeconds(15);

    private final KvClient client;
    private final Duration ttl;

    Locks(KvClient client, Duration ttl) {
        this.client = client;
        this.ttl = ttl;
    }

    /**
     * The same with another time.
     *
     * @param longest how long a lock outlives a holder that is gone: 1 second to 30 days
     */
    public Locks withTtl(Duration longest) {
        return new Locks(client, longest);
    }

    /**
     * Takes a lock, and waits for it without end. A thread that is interrupted gives it up, and its
     * interrupt flag stays set.
     *
     * @param name 1 to 8,175 bytes
     */
    public HeldLock lock(Bytes name) {
        return Acquisition.awaited(client, wanted(name, Optional.empty())).orElseThrow();
    }

    /** Takes a lock. Who cancels the future gives it up. */
    public CompletableFuture<Optional<HeldLock>> lockAsync(Bytes name) {
        return Acquisition.begun(client, wanted(name, Optional.empty()));
    }

    /**
     * Takes a lock if it can be had within a time.
     *
     * @return empty if it cannot
     */
    public Optional<HeldLock> tryLock(Bytes name, Duration patience) {
        return Acquisition.awaited(client, wanted(name, Optional.of(patience)));
    }

    /** Takes a lock if it can be had within a time. Who cancels the future gives it up. */
    public CompletableFuture<Optional<HeldLock>> tryLockAsync(Bytes name, Duration patience) {
        return Acquisition.begun(client, wanted(name, Optional.of(patience)));
    }

    private Acquisition.Wanted wanted(Bytes name, Optional<Duration> patience) {
        return new Acquisition.Wanted(name, Optional.empty(), ttl, patience);
    }
}
