package io.quorate.deploy.chaos;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What root has made on this machine for a round, and how it is undone: at the round's end, or when
 * the tests' own JVM ends before.
 */
final class Undone {

    private static final Set<Undone> LEFT = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LEFT.forEach(Undone::ifItCan)));
    }

    private final Runnable how;

    /** Something was made. */
    Undone(Runnable how) {
        this.how = how;
        LEFT.add(this);
    }

    /** It is undone now, and not again. */
    void now() {
        LEFT.remove(this);
        how.run();
    }

    /** One that cannot be undone keeps none of the others. */
    private void ifItCan() {
        try {
            how.run();
        } catch (RuntimeException | AssertionError cannot) {
            System.err.println("left behind: " + cannot);
        }
    }
}
