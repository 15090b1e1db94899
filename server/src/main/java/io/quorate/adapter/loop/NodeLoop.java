package io.quorate.adapter.loop;

import io.netty.channel.EventLoop;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaStatus;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Drives one replica on one event loop. {@link #post} may be called from any thread; from the loop
 * itself it costs a queue insert. The mailbox holds client requests up to a limit, and what the
 * node itself sends, which the engine's windows bound.
 *
 * <p>It is made before the replica, so that the replica's ports can be given the way back to it.
 */
public final class NodeLoop implements Arrivals {

    private final EventLoop loop;
    private final int requestsMax;
    private final LongConsumer turnTook;
    private final Consumer<Throwable> fatal;

    private final ArrayDeque<Arrival> mailbox = new ArrayDeque<>();
    private Replica replica;
    private int requestsInMailbox;
    private boolean isTurnScheduled;
    private boolean isStatusDue;
    private boolean isDead;
    private volatile ReplicaStatus status;
    private volatile int mailboxDepth;
    private volatile long refused;

    /**
     * @param requestsMax client requests that may wait in the mailbox or be in flight
     * @param turnTook told how long each turn took, in nanoseconds
     * @param fatal told of whatever a turn throws; it must end the process
     */
    public NodeLoop(
            EventLoop loop, int requestsMax, LongConsumer turnTook, Consumer<Throwable> fatal) {
        this.loop = loop;
        this.requestsMax = requestsMax;
        this.turnTook = turnTook;
        this.fatal = fatal;
    }

    /** Takes the replica to drive. Nothing may be posted before. */
    public void drive(Replica driven) {
        replica = driven;
        status = driven.status();
    }

    /** Begins to tick. */
    public void start(long tickNanos) {
        loop.scheduleAtFixedRate(this::tick, 0, tickNanos, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        isStatusDue = true;
        add(new Arrival.Tick());
    }

    @Override
    public void post(Arrival arrival) {
        if (loop.inEventLoop()) {
            add(arrival);
        } else {
            loop.execute(() -> add(arrival));
        }
    }

    /** Made when it is asked for on the loop; other threads see the one of the last tick. */
    @Override
    public ReplicaStatus status() {
        return loop.inEventLoop() ? replica.status() : status;
    }

    /** Arrivals that the last turn found waiting. */
    public int mailboxDepth() {
        return mailboxDepth;
    }

    /** Requests that were refused because as many as may be were in flight. */
    public long refused() {
        return refused;
    }

    private void add(Arrival arrival) {
        if (arrival instanceof Arrival.Request request) {
            if (replica.requestsInFlight() + requestsInMailbox >= requestsMax) {
                replica.refuse(request);
                refused = refused + 1;
                return;
            }
            requestsInMailbox++;
        }
        mailbox.add(arrival);
        if (isTurnScheduled) return;
        isTurnScheduled = true;
        loop.execute(this::turn);
    }

    /** The loop's last line: what a turn throws is written down and ends the process. */
    private void turn() {
        if (isDead) return;
        isTurnScheduled = false;
        requestsInMailbox = 0;
        mailboxDepth = mailbox.size();
        try {
            long begun = System.nanoTime();
            replica.turn(begun, mailbox);
            if (isStatusDue) status = replica.status();
            isStatusDue = false;
            turnTook.accept(System.nanoTime() - begun);
        } catch (Throwable broken) {
            isDead = true;
            fatal.accept(broken);
        }
    }
}
