package io.quorate.core.state;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Plays many random histories, or the one that {@code -Dquorate.seed} names. */
public final class KeyValueHistories {

    private KeyValueHistories() {}

    /**
     * Plays them, each on a store of its own.
     *
     * @param count how many
     * @param fresh a store with nothing in it
     * @param crash what a store is after a crash
     * @param stall makes a store refuse writes
     * @param unstall makes it take them again
     */
    public static void play(
            int count,
            Supplier<Store> fresh,
            UnaryOperator<Store> crash,
            UnaryOperator<Store> stall,
            UnaryOperator<Store> unstall) {
        var faults = new KeyValueHistory.Faults(crash, stall, unstall);
        Long only = Long.getLong("quorate.seed");
        long first = only == null ? 0 : only;
        long last = only == null ? count - 1 : only;
        for (long seed = first; seed <= last; seed++) {
            KeyValueHistory.play(seed, fresh.get(), faults).close();
        }
    }
}
