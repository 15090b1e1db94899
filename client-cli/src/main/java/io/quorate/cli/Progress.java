package io.quorate.cli;

import io.quorate.cli.bench.ClosedLoop;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A line on a terminal that tells how a load is going, twice a second; elsewhere nothing. */
final class Progress implements AutoCloseable {

    private static final long PERIOD_MILLIS = 500;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Streams streams;
    private final String what;
    private final ClosedLoop loop;

    private Progress(Streams streams, String what, ClosedLoop loop) {
        this.streams = streams;
        this.what = what;
        this.loop = loop;
    }

    static Progress show(Streams streams, String what, ClosedLoop loop) {
        var progress = new Progress(streams, what, loop);
        if (streams.errIsTerminal()) Thread.ofVirtual().start(progress::run);
        return progress;
    }

    private void run() {
        long before = 0;
        try {
            while (!over.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                long now = loop.soFar();
                long rate = (now - before) * 1000 / PERIOD_MILLIS;
                String line = String.format(Locale.ROOT, "%s: %,d done, %,d/s", what, now, rate);
                streams.err().print("\r" + line + "\u001b[K");
                streams.err().flush();
                before = now;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        streams.err().print("\r\u001b[K");
        streams.err().flush();
    }

    @Override
    public void close() {
        over.countDown();
    }
}
