package io.quorate.simulation;

import java.util.Arrays;

/**
 * Virtual time: what is to happen, by time, and at one time in the order in which it was asked for.
 * A binary heap over arrays, since it holds every event of a run.
 */
final class Scheduler {

    private static final int CAPACITY_MIN = 1 << 10;

    private long[] times = new long[CAPACITY_MIN];
    private long[] orders = new long[CAPACITY_MIN];
    private Runnable[] events = new Runnable[CAPACITY_MIN];
    private int size;
    private long nowNanos;
    private long lastOrder;
    private long happened;

    /** The time, in nanoseconds since the run began. */
    long nowNanos() {
        return nowNanos;
    }

    /** How many events have happened. */
    long happened() {
        return happened;
    }

    /** How many events are to come. */
    int waiting() {
        return size;
    }

    /** Has something happen after a time. */
    void after(long nanos, Runnable event) {
        at(nowNanos + Math.max(0, nanos), event);
    }

    /** Has something happen at a time, or now if it has passed. */
    void at(long timeNanos, Runnable event) {
        if (size == times.length) grow();
        long time = Math.max(timeNanos, nowNanos);
        long order = ++lastOrder;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (times[parent] <= time) break;
            move(parent, hole);
            hole = parent;
        }
        times[hole] = time;
        orders[hole] = order;
        events[hole] = event;
    }

    private void grow() {
        times = Arrays.copyOf(times, 2 * size);
        orders = Arrays.copyOf(orders, 2 * size);
        events = Arrays.copyOf(events, 2 * size);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        events[to] = events[from];
    }

    /** Lets the next event happen. Answers whether there was one. */
    boolean next() {
        if (size == 0) return false;
        nowNanos = times[0];
        Runnable event = events[0];
        removeFirst();
        happened++;
        event.run();
        return true;
    }

    private void removeFirst() {
        size--;
        long time = times[size];
        long order = orders[size];
        Runnable last = events[size];
        events[size] = null;
        if (size == 0) return;
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) break;
            if (child + 1 < size && isBefore(child + 1, times[child], orders[child])) child++;
            if (!isBefore(child, time, order)) break;
            move(child, hole);
            hole = child;
        }
        times[hole] = time;
        orders[hole] = order;
        events[hole] = last;
    }

    private boolean isBefore(int at, long time, long order) {
        return times[at] < time || (times[at] == time && orders[at] < order);
    }
}
