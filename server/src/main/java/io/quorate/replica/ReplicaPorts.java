package io.quorate.replica;

import io.quorate.replica.digest.Scrubbing;
import io.quorate.replica.history.HistoryReads;
import io.quorate.replica.snapshot.Snapshots;
import io.quorate.replica.watch.WatchHub;

/** What a replica asks of the outside. */
public record ReplicaPorts(
        Durability durability,
        Outbox outbox,
        Flusher flusher,
        Snapshots snapshots,
        Scrubbing scrubbing,
        HistoryReads history,
        Observer observer,
        WatchHub watches) {}
