package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.Optional;

/**
 * What follows from what became of keys: for the digest, for leases and keyspaces, for watchers.
 */
record Consequences(
        LiveDigest digest, LeaseTable leases, KeyspaceTable keyspaces, KeptEvents events)
        implements Draft.Listener {

    @Override
    public void changed(Draft.Change change) {
        digest.changed(change.row(), change.live(), change.left());
        leases.moved(change.row(), change.leaseBefore(), change.lease());
        keyspaces.changed(change);
        events.add(change);
    }

    @Override
    public void dropped(Bytes row, VersionRow live) {
        digest.changed(row, Optional.of(live), Optional.empty());
        leases.moved(row, live.readHead().lease(), 0);
        keyspaces.removed(row, live);
    }
}
