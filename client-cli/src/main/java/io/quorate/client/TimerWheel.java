package io.quorate.client;

import io.netty.channel.EventLoop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The timers of a client's outstanding calls: arming and disarming cost a few stores, where the
 * event loop's own queue would cost a heap insertion and an object each. A timer fires up to one
 * tick late. Owned by the event loop, which it wakes only while a timer is armed.
 */
final class TimerWheel {

    /** How fine time is. */
    static final long TICK_NANOS = 2_000_000L;

    private static final int BUCKETS = 1024;

    /** One timer; it is in the wheel while it is armed. */
    static final class Timer {
        private final Sleeper sleeper;
        private long dueTick;
        private Timer previous;
        private Timer next;

        Timer(Sleeper sleeper) {
            this.sleeper = sleeper;
        }
    }

    /** Whom a timer wakes. */
    interface Sleeper {

        /** The time has come. The timer is disarmed. */
        void elapsed(long nowNanos);
    }

    private final EventLoop loop;
    private final long originNanos;
    private final Timer[] heads = new Timer[BUCKETS];
    private long tick;
    private int armed;
    private boolean ticking;

    TimerWheel(EventLoop loop, long nowNanos) {
        this.loop = loop;
        this.originNanos = nowNanos;
        for (int i = 0; i < BUCKETS; i++) {
            Timer head = new Timer(now -> {});
            head.previous = head;
            head.next = head;
            heads[i] = head;
        }
    }

    /** Arms a timer, or moves one that is armed. */
    void arm(Timer timer, long nowNanos, long dueNanos) {
        if (armed == 0) tick = tickOf(nowNanos);
        disarm(timer);
        timer.dueTick = Math.max(tick + 1, tickOf(dueNanos + TICK_NANOS - 1));
        Timer head = heads[(int) timer.dueTick & BUCKETS - 1];
        timer.previous = head.previous;
        timer.next = head;
        head.previous.next = timer;
        head.previous = timer;
        armed++;
        if (!ticking) scheduleTick();
    }

    /** Disarms a timer if it is armed. */
    void disarm(Timer timer) {
        if (timer.next == null) return;
        timer.previous.next = timer.next;
        timer.next.previous = timer.previous;
        timer.next = null;
        timer.previous = null;
        armed--;
    }

    /** Everybody who has a timer armed. */
    List<Sleeper> sleepers() {
        var all = new ArrayList<Sleeper>();
        for (Timer head : heads) {
            for (Timer timer = head.next; timer != head; timer = timer.next) all.add(timer.sleeper);
        }
        return all;
    }

    private long tickOf(long nanos) {
        return (nanos - originNanos) / TICK_NANOS;
    }

    private void scheduleTick() {
        ticking = true;
        var scheduled = loop.schedule(this::advance, TICK_NANOS, TimeUnit.NANOSECONDS);
        if (scheduled.isCancelled()) ticking = false;
    }

    private void advance() {
        ticking = false;
        long now = System.nanoTime();
        long reached = tickOf(now);
        long from = Math.max(tick + 1, reached - BUCKETS + 1);
        tick = reached;
        for (long t = from; t <= reached; t++) fire(heads[(int) t & BUCKETS - 1], reached, now);
        if (armed > 0 && !ticking) scheduleTick();
    }

    /** Takes the due timers out first: a sleeper may arm and disarm any timer. */
    private void fire(Timer head, long reached, long now) {
        List<Timer> due = null;
        for (Timer timer = head.next; timer != head; timer = timer.next) {
            if (timer.dueTick > reached) continue;
            if (due == null) due = new ArrayList<>();
            due.add(timer);
        }
        if (due == null) return;
        for (Timer timer : due) {
            if (timer.next == null || timer.dueTick > reached) continue;
            disarm(timer);
            timer.sleeper.elapsed(now);
        }
    }
}
