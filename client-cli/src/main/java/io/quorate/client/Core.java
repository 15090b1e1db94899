package io.quorate.client;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.client.core.CallKind;
import io.quorate.client.core.Endpoint;
import io.quorate.client.core.Routing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What the calls of one client share: the event loop that they all run on, the routing, a link to
 * each endpoint, the timers, and who waits for a leader. All but {@link #execute} and {@link
 * #close} belongs to the event loop.
 */
final class Core {

    /** How long closing waits for outstanding calls to be told. */
    private static final long CLOSE_SECONDS_MAX = 2;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Transport transport;
    private final Routing routing;
    private final TimerWheel wheel;
    private final List<Link> links = new ArrayList<>();
    private final List<Link> pipeLinks = new ArrayList<>();
    private final Map<CallKind, Pipe> pipes = new EnumMap<>(CallKind.class);
    private final Set<Pipe> pipelines = new LinkedHashSet<>();
    private final Set<Waits> waiting = new LinkedHashSet<>();
    private final Set<WatchCall> watches = new LinkedHashSet<>();
    private final List<List<WatchLane>> lanes = new ArrayList<>();
    private final int outstandingMax;
    private final Batching batching;
    private int outstanding;
    private volatile boolean closed;

    /** What waits until somebody has found the leader. */
    interface Waits {

        /** It is found. */
        void leaderFound();
    }

    Core(List<String> addresses, Transport transport, int outstandingMax, Batching batching) {
        this.batching = batching;
        this.outstandingMax = outstandingMax;
        this.transport = transport;
        this.routing = new Routing(addresses, new SplittableRandom(System.nanoTime()));
        var threads = new DefaultThreadFactory("quorate-client", true);
        this.group = new MultiThreadIoEventLoopGroup(1, threads, transport.ioHandler());
        this.loop = group.next();
        this.wheel = new TimerWheel(loop, System.nanoTime());
    }

    /**
     * Runs a task on the event loop: at once if the caller is on it, or if the loop has ended, for
     * then nothing else runs that it could disturb.
     */
    void execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }

    /** Runs a task on the event loop, later; never if that has ended by then. */
    void afterwards(long nanos, Runnable task) {
        try {
            loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            return;
        }
    }

    /** Runs a task on the event loop when it has done what it is at. Called on the loop. */
    void afterThis(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }

    boolean isOnLoop() {
        return loop.inEventLoop();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether one more call may be outstanding; if so, it is from now on. */
    boolean admits() {
        if (outstanding == outstandingMax) return false;
        outstanding++;
        return true;
    }

    /** A call that was admitted is over. */
    void callEnded() {
        outstanding--;
    }

    Routing routing() {
        return routing;
    }

    TimerWheel wheel() {
        return wheel;
    }

    Set<Waits> waiting() {
        return waiting;
    }

    /** The watches that are under way. */
    Set<WatchCall> watches() {
        return watches;
    }

    /** A connection to an endpoint that takes one watch more. */
    WatchLane watchLane(Endpoint endpoint, long nowNanos) {
        while (lanes.size() <= endpoint.index()) lanes.add(new ArrayList<>());
        List<WatchLane> toIt = lanes.get(endpoint.index());
        for (WatchLane lane : toIt) {
            if (lane.hasRoom()) return lane;
        }
        var added = new WatchLane(new Link(endpoint, loop, transport, Link.WATCH_BYTES, nowNanos));
        toIt.add(added);
        return added;
    }

    /** The link to an endpoint, made at its first use. */
    Link link(Endpoint endpoint, long nowNanos) {
        return link(links, endpoint, nowNanos);
    }

    /**
     * The link that carries streams of batches to an endpoint and nothing else: what fills it
     * stands in the way of no call.
     */
    Link pipeLink(Endpoint endpoint, long nowNanos) {
        return link(pipeLinks, endpoint, nowNanos);
    }

    private Link link(List<Link> ofKind, Endpoint endpoint, long nowNanos) {
        int index = endpoint.index();
        while (ofKind.size() <= index) ofKind.add(null);
        Link link = ofKind.get(index);
        if (link == null) {
            link = new Link(endpoint, loop, transport, Link.WINDOW_BYTES, nowNanos);
            ofKind.set(index, link);
        }
        return link;
    }

    /** Whether one more call had better go on a stream. */
    boolean isBatchingWorthwhile() {
        return batching.isWorthwhile(outstanding);
    }

    /** The stream that calls of a kind share: writes and reads do not wait for each other. */
    Pipe pipe(CallKind kind) {
        return pipes.computeIfAbsent(kind, itsKind -> new Pipe(this, itsKind));
    }

    /** The streams that are a caller's own. */
    Set<Pipe> pipelines() {
        return pipelines;
    }

    void wakeWaiting() {
        for (Waits each : List.copyOf(waiting)) each.leaderFound();
    }

    /** Ends every outstanding call, so that each caller is told, then the connections. */
    void close() {
        if (closed) return;
        closed = true;
        var told = new CountDownLatch(1);
        execute(
                () -> {
                    for (TimerWheel.Sleeper sleeper : wheel.sleepers()) {
                        if (sleeper instanceof Call<?, ?> call) call.cancel();
                    }
                    for (WatchCall watch : List.copyOf(watches)) watch.cancel();
                    pipes.values().forEach(Pipe::close);
                    List.copyOf(pipelines).forEach(Pipe::close);
                    for (List<WatchLane> toOne : lanes) {
                        for (WatchLane lane : toOne) lane.link().close();
                    }
                    close(links);
                    close(pipeLinks);
                    told.countDown();
                });
        boolean onLoop = loop.inEventLoop();
        if (!onLoop) await(told);
        group.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private static void close(List<Link> all) {
        for (Link link : all) {
            if (link != null) link.close();
        }
    }

    private static void await(CountDownLatch told) {
        try {
            told.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
