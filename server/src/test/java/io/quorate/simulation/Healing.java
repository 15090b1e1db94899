package io.quorate.simulation;

/**
 * When faults take themselves back. Each has its own end while the faults last; once they are over
 * nothing more changes by itself, and the {@link Ending} decides what is healed.
 */
final class Healing {

    private final Scheduler scheduler;
    private boolean areFaultsOver;

    Healing(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    boolean areFaultsOver() {
        return areFaultsOver;
    }

    void endFaults() {
        areFaultsOver = true;
    }

    /** Does something after a time, unless the faults are over then. */
    void after(long nanos, Runnable heal) {
        scheduler.after(
                nanos,
                () -> {
                    if (!areFaultsOver) heal.run();
                });
    }
}
