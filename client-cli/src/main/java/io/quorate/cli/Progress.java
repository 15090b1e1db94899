package io.quorate.cli;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line on a terminal that tells how a load is going, twice a second; elsewhere nothing. */
final class Progress implements AutoCloseable {

    private static final long PERIOD_MILLIS = 500;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Streams streams;
    private final String what;
    private final LongSupplier soFar;

    private Progress(Streams streams, String what, LongSupplier soFar) {
        this.streams = streams;
        this.what = what;
        this.soFar = soFar;
    }

    static Progress show(Streams streams, String what, LongSupplier soFar) {
        var progress = new Progress(streams, what, soFar);
        if (streams.errIsTerminal()) Thread.ofVirtual().start(progress::run);
        return progress;
    }

    private void run() {
        long before = 0;
        try {
            while (!over.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                long now = soFar.getAsLong();
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
