package io.quorate.simulation;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that happens in a run, folded into one number by which two runs are compared; and told
 * as lines, when somebody listens. A run is replayed to be read, so that no run pays for it.
 */
final class Trace {

    private final Optional<Consumer<String>> listener;
    private long hash;

    private Trace(Optional<Consumer<String>> listener) {
        this.listener = listener;
    }

    /** A trace that is only compared. */
    static Trace silent() {
        return new Trace(Optional.empty());
    }

    /** A trace that is read too. */
    static Trace told(Consumer<String> listener) {
        return new Trace(Optional.of(listener));
    }

    /** Whether somebody reads the lines. */
    boolean isTold() {
        return listener.isPresent();
    }

    /** What a run comes to: equal for equal runs. */
    long hash() {
        return hash;
    }

    /**
     * Something happened.
     *
     * @param kind what, as a constant text
     * @param who a node's or client's number
     * @param fingerprint what tells it from others of its kind, the same in every JVM
     * @param detail for readers alone
     */
    void event(long nowNanos, String kind, int who, long fingerprint, Object detail) {
        long mixed = hash ^ nowNanos ^ ((long) kind.hashCode() << 20) ^ who;
        hash = Randomness.mix(mixed) + Long.rotateLeft(fingerprint, 17);
        if (listener.isPresent()) tell(nowNanos, kind, who, detail);
    }

    private void tell(long nowNanos, String kind, int who, Object detail) {
        String line =
                String.format(
                        Locale.ROOT,
                        "%13.6f  %3s  %-12s %s",
                        nowNanos / 1e6,
                        who < 0 ? "-" : who >= CLIENTS ? "c" + (who - CLIENTS) : "n" + (who + 1),
                        kind,
                        Rendering.of(detail));
        listener.get().accept(line);
    }

    /** Clients' numbers begin here. */
    static final int CLIENTS = 1_000;

    /** The cluster as a whole. */
    static final int NOBODY = -1;
}
