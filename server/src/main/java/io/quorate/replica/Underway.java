package io.quorate.replica;

import io.quorate.replica.digest.Digests;
import io.quorate.replica.snapshot.SnapshotProgress;
import io.quorate.replica.watch.WatchHub;

import java.util.List;
import java.util.Optional;

/**
 * What a replica has under way, for whoever watches over it.
 *
 * @param reads client reads that wait for an answer
 * @param sessionReads those of them that wait for their session's floor
 * @param sessionWaits reads that have had to wait for their session's floor since the start
 * @param watches open watches
 * @param watchesBehind those of them that read old changes from the store
 * @param sending the snapshots that go to other members
 * @param receiving the snapshot that comes
 * @param scrubBytes what the scrub under way has read; 0 if none is
 */
public record Underway(
        int reads,
        int sessionReads,
        long sessionWaits,
        int watches,
        int watchesBehind,
        List<SnapshotProgress> sending,
        Optional<SnapshotProgress> receiving,
        long scrubBytes) {

    /** Nothing at all. */
    public static final Underway NOTHING =
            new Underway(0, 0, 0, 0, 0, List.of(), Optional.empty(), 0);

    static Underway of(Reads reads, WatchHub watches, Snapshotting snapshots, Digests digests) {
        return new Underway(
                reads.size(),
                reads.sessionsWaiting(),
                reads.sessionWaits(),
                watches.size(),
                watches.behind(),
                snapshots.sending(),
                snapshots.receiving(),
                digests.scrubBytes());
    }
}
