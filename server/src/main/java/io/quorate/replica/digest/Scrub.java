package io.quorate.replica.digest;

import io.quorate.core.state.Digest;
import io.quorate.core.state.DigestScan;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.replica.snapshot.ByteRate;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads all rows that the digest counts, at a bounded rate, and compares what they come to with the
 * digest that was kept: a row that rots on the disk changes the one and not the other. It reads a
 * view, so what is written meanwhile does not matter to it.
 */
final class Scrub {

    /** How much is read at once: a piece of work that others wait for. */
    private static final int PIECE_BYTES = 128 << 10;

    private static final class Run {
        final DigestScan scan;
        final Digest expected;
        final long beganNanos;
        boolean isReading;
        long bytes;

        Run(KeyValueView view, long nowNanos) {
            this.expected = view.digest();
            this.scan = view.scan();
            this.beganNanos = nowNanos;
        }
    }

    private final KeyValueMachine state;
    private final Scrubbing port;
    private final DigestLimits limits;
    private final Consumer<DigestEvent.Scrubbed> ended;
    private final ByteRate rate;
    private Optional<Run> run = Optional.empty();
    private boolean hasRun;
    private long endedNanos;

    /**
     * @param ended told what came of each
     */
    Scrub(
            KeyValueMachine state,
            Scrubbing port,
            DigestLimits limits,
            Consumer<DigestEvent.Scrubbed> ended) {
        this.state = state;
        this.port = port;
        this.limits = limits;
        this.ended = ended;
        this.rate = new ByteRate(limits.scrubBytesPerSecond(), PIECE_BYTES);
    }

    /** Bytes that the one under way has read. */
    long bytes() {
        return run.map(now -> now.bytes).orElse(0L);
    }

    /** Time went on. */
    void tick(long nowNanos) {
        if (limits.scrubBytesPerSecond() == 0) return;
        if (run.isEmpty()) {
            if (hasRun && nowNanos - endedNanos < limits.scrubPauseNanos()) return;
            if (state.applied().index() == 0) return;
            hasRun = true;
            run = Optional.of(new Run(state.view(), nowNanos));
            rate.begin(nowNanos);
        }
        rate.refill(nowNanos);
        readOn();
    }

    private void readOn() {
        Run now = run.orElseThrow();
        if (now.isReading || rate.isSpent()) return;
        now.isReading = true;
        rate.spend(PIECE_BYTES);
        port.scrub(now.scan, PIECE_BYTES);
    }

    /** A piece was read. Of a scrub that was broken off it is the last. */
    void read(long nowNanos, DigestScan scan, Scrubbing.Progress progress) {
        if (run.isEmpty() || run.get().scan != scan) {
            scan.close();
            return;
        }
        run.get().isReading = false;
        run.get().bytes = scan.bytes();
        switch (progress) {
            case MORE -> readOn();
            case CLOSED -> end(nowNanos, DigestEvent.Result.BROKEN_OFF);
            case OVER -> {
                boolean isSound = scan.digest().equals(run.get().expected);
                end(nowNanos, isSound ? DigestEvent.Result.SOUND : DigestEvent.Result.ROTTEN);
            }
        }
    }

    private void end(long nowNanos, DigestEvent.Result result) {
        Run over = run.orElseThrow();
        run = Optional.empty();
        endedNanos = nowNanos;
        over.scan.close();
        ended.accept(
                new DigestEvent.Scrubbed(over.scan.bytes(), nowNanos - over.beganNanos, result));
    }

    /** The state is another: the next scrub begins with it. */
    void breakOff() {
        run.filter(now -> !now.isReading).ifPresent(now -> now.scan.close());
        run = Optional.empty();
        hasRun = false;
    }
}
