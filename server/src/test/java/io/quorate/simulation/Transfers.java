package io.quorate.simulation;

import io.quorate.replica.snapshot.SnapshotEvent;

/** Which situations the talk about snapshots comes to. */
final class Transfers {

    private Transfers() {}

    static void saw(World world, SnapshotEvent event) {
        switch (event) {
            case SnapshotEvent.Taken _ -> world.saw(Situation.SNAPSHOT_TAKEN);
            case SnapshotEvent.NotTaken _ -> world.saw(Situation.SNAPSHOT_NOT_TAKEN);
            case SnapshotEvent.SendingBegan _ -> world.saw(Situation.SNAPSHOT_OFFERED);
            case SnapshotEvent.Sent _ -> world.saw(Situation.SNAPSHOT_SENT);
            case SnapshotEvent.NotSent _ -> world.saw(Situation.SNAPSHOT_NOT_SENT);
            case SnapshotEvent.ReceivingBegan began -> {
                world.saw(Situation.SNAPSHOT_BEGUN);
                if (began.bytesHeld() > 0) world.saw(Situation.SNAPSHOT_RESUMED);
            }
            case SnapshotEvent.DamagedFile _ -> world.saw(Situation.SNAPSHOT_DAMAGED);
            case SnapshotEvent.Installed _ -> world.saw(Situation.SNAPSHOT_INSTALLED);
            case SnapshotEvent.NotInstalled _ -> world.saw(Situation.SNAPSHOT_NOT_INSTALLED);
        }
    }
}
