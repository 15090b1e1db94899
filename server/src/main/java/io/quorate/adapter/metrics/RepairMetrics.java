package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;

/** What was found broken, and mended. Recorded as it happens. Safe to share between threads. */
public final class RepairMetrics {

    private final Counter holes;
    private final Counter mended;
    private final Counter condemned;
    private final Counter replaced;
    private final Counter damagedFiles;

    RepairMetrics(Meters meters) {
        holes =
                meters.counter(
                        "quorate.repair.journal.holes", "Starts with a journal that lost records");
        mended =
                meters.counter(
                        "quorate.repair.journals.mended", "Journals that the others made whole");
        condemned =
                meters.counter(
                        "quorate.repair.states.condemned", "How often this node's state was unfit");
        replaced =
                meters.counter(
                        "quorate.repair.states.replaced", "Unfit states that others' replaced");
        damagedFiles =
                meters.counter(
                        "quorate.repair.snapshot.files.damaged",
                        "Files of snapshots that came damaged and were asked for again");
    }

    /** The journal lost records. */
    public void holeFound() {
        holes.increment();
    }

    /** The others have made the log whole. */
    public void mended() {
        mended.increment();
    }

    /** The state is not to be shown. */
    void condemned() {
        condemned.increment();
    }

    /** The state was replaced by a sound one. */
    void replaced() {
        replaced.increment();
    }

    /** A file came damaged. */
    public void fileDamaged() {
        damagedFiles.increment();
    }
}
