package io.quorate.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The changes of some keys, one revision after the other, whatever becomes of the members that show
 * them: when a connection or a member is lost, another one goes on, and nothing is missed, repeated
 * or reordered. Updates wait here until they are taken, so many bytes of them; then the member
 * waits, and no other watch with it. For one thread; {@link #close} may be called from any.
 */
public final class Watch implements AutoCloseable {

    /** How many bytes of updates may wait before no more are asked for. */
    private static final long WAITING_BYTES_MAX = 4L << 20;

    private sealed interface Signal {
        record Update(WatchUpdate update) implements Signal {}

        record End(KvException why) implements Signal {}
    }

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Core core;
    private WatchCall call;
    private Optional<KvException> end = Optional.empty();

    Watch(Core core) {
        this.core = core;
    }

    WatchCall.Sink sink() {
        return new WatchCall.Sink() {
            @Override
            public void updated(WatchUpdate update) {
                waitingBytes.addAndGet(update.bytes());
                signals.add(new Signal.Update(update));
            }

            @Override
            public boolean hasRoom() {
                return waitingBytes.get() < WAITING_BYTES_MAX;
            }

            @Override
            public void ended(KvException why) {
                signals.add(new Signal.End(why));
            }
        };
    }

    void begin(WatchCall begun) {
        call = begun;
        begun.begin();
    }

    /**
     * The next update. Waits for it. A thread that is interrupted closes the watch.
     *
     * @throws KvException if the watch has ended: its facts say why; CANCELLED if it was closed
     */
    public WatchUpdate next() {
        if (end.isPresent()) throw end.get();
        return taken(Waiting.uninterruptibly(signals::take, call::cancelFromOutside));
    }

    /**
     * The next update, if it comes within a time.
     *
     * @throws KvException as {@link #next}
     */
    public Optional<WatchUpdate> poll(Duration patience) {
        if (end.isPresent()) throw end.get();
        Optional<Signal> signal =
                Waiting.uninterruptibly(
                        () ->
                                Optional.ofNullable(
                                        signals.poll(patience.toNanos(), TimeUnit.NANOSECONDS)),
                        call::cancelFromOutside);
        return signal.map(this::taken);
    }

    private WatchUpdate taken(Signal signal) {
        return switch (signal) {
            case Signal.Update(WatchUpdate update) -> {
                long left = waitingBytes.addAndGet(-update.bytes());
                boolean wasFull = left + update.bytes() >= WAITING_BYTES_MAX;
                if (wasFull && left < WAITING_BYTES_MAX) core.execute(call::roomMayBe);
                yield update;
            }
            case Signal.End(KvException why) -> {
                end = Optional.of(why);
                throw why;
            }
        };
    }

    /** Ends the watch. What was not taken until then is still there to be taken. */
    @Override
    public void close() {
        call.cancelFromOutside();
    }
}
