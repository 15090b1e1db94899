package io.quorate.adapter.rocks;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps RocksDB open while a call is in it: to free it then ends the process. Shared by all
 * threads. A call takes a lease and gives it back; closing denies new leases and waits for those
 * out.
 */
final class Leases {

    private static final int CLOSED = 1 << 30;

    private final AtomicInteger out = new AtomicInteger();
    private volatile Thread closer;

    /** Takes a lease, or says that there are none any more. */
    boolean tryTake() {
        if (out.incrementAndGet() < CLOSED) return true;
        giveBack();
        return false;
    }

    /** Takes a lease. */
    void take() {
        if (!tryTake()) throw new IllegalStateException("the store is closed");
    }

    /** Gives a lease back. */
    void giveBack() {
        if (out.decrementAndGet() == CLOSED) LockSupport.unpark(closer);
    }

    /**
     * Denies leases from here on and waits until all are back.
     *
     * @return false if that was done before
     */
    boolean close() {
        closer = Thread.currentThread();
        int before = out.getAndUpdate(count -> count | CLOSED);
        if ((before & CLOSED) != 0) return false;
        while (out.get() != CLOSED) LockSupport.park(this);
        return true;
    }
}
