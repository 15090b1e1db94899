package io.quorate.adapter.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Durability;
import io.quorate.replica.Failure;
import io.quorate.replica.Limits;
import io.quorate.replica.Observer;
import io.quorate.replica.Outbox;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaPorts;
import io.quorate.replica.StateWork;
import io.quorate.replica.snapshot.MemoryStates;
import io.quorate.replica.snapshot.ShelfSteps;
import io.quorate.replica.snapshot.StateShelf;
import io.quorate.replica.watch.WatchHub;
import io.quorate.replica.watch.WatchLimits;
import io.quorate.replica.watch.WatchSteps;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Pitfall 64: nothing goes on in a process whose core broke. */
class NodeLoopTest {

    private static final long PATIENCE_SECONDS = 60;

    private final EventLoop loop = new DefaultEventLoop();
    private final AtomicInteger steps = new AtomicInteger();

    /** The machine runs out of memory, or whatever else can be thrown, in its first step. */
    private final class Broken implements Engine {
        private final Error error;

        Broken(Error error) {
            this.error = error;
        }

        @Override
        public List<Effect> step(long nowNanos, Input input) {
            steps.incrementAndGet();
            throw error;
        }

        @Override
        public Bearings bearings() {
            return status();
        }

        @Override
        public EngineStatus status() {
            return new EngineStatus(
                    EngineStatus.Role.FOLLOWER,
                    0,
                    Optional.empty(),
                    0,
                    0,
                    Collections.emptySortedMap(),
                    Members.NONE);
        }
    }

    /** Nothing gets as far as these. */
    private static final class Unreached implements Durability, Outbox, Observer {
        @Override
        public void persist(GroupId group, Effect.Persist persist) {}

        @Override
        public void fetch(GroupId group, Effect.FetchEntries fetch) {}

        @Override
        public void release(GroupId group, long index) {}

        @Override
        public void send(GroupId group, NodeId to, PeerMessage message) {}

        @Override
        public void flush() {}

        @Override
        public void event(Event event) {}

        @Override
        public void applied(int entries, long appliedIndex) {}

        @Override
        public void storeStalled() {}

        @Override
        public void failed(Failure failure, int requests) {}
    }

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void whateverATurnThrowsIsToldOnceAndIsTheLastTurn() throws Exception {
        var error = new OutOfMemoryError("as it were");
        BlockingQueue<Throwable> fatal = new LinkedBlockingQueue<>();
        var node = new NodeLoop(loop, 10, _ -> {}, fatal::add);
        node.drive(replica(new Broken(error), node));
        node.post(new Arrival.Tick());
        assertSame(error, fatal.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));

        for (int i = 0; i < 10; i++) node.post(new Arrival.Tick());
        loop.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        loop.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(1, steps.get());
        assertEquals(0, fatal.size());
    }

    private static Replica replica(Engine engine, NodeLoop node) throws IOException {
        var states = new MemoryStates(1);
        StateShelf shelf = StateShelf.open(states, states);
        var work = new StateWork(shelf, new ShelfSteps(), node::post);
        var unreached = new Unreached();
        var state = new KeyValueMachine(shelf.live());
        var watches = new WatchHub(state, new WatchSteps(), WatchLimits.defaults());
        return new Replica(
                new NodeId("n1"),
                GroupId.FIRST,
                engine,
                state,
                new ReplicaPorts(unreached, unreached, work, work, work, work, unreached, watches),
                Limits.defaults());
    }
}
