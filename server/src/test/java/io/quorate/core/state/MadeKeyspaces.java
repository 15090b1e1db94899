package io.quorate.core.state;

import java.util.Optional;

/** Keyspaces of any number, made in a store before there is a machine on it. */
final class MadeKeyspaces {

    private MadeKeyspaces() {}

    /** Makes them, without limits, so that a crash finds them. */
    static void in(Store store, int... ids) {
        StoreBatch batch = store.batch();
        var digest = new LiveDigest(store);
        for (int id : ids) {
            var keyspace =
                    new Keyspace(
                            id,
                            id == Keyspaces.DEFAULT ? Keyspaces.DEFAULT_NAME : "k" + id,
                            0,
                            Keyspace.Replication.CONSENSUS,
                            KeyspaceLimits.NONE,
                            Usage.NONE,
                            Keyspace.Stage.LIVE);
            batch.put(Family.META, KeyspaceRows.key(id), keyspace.encode());
            digest.replaced(KeyspaceRows.key(id), Optional.empty(), Optional.of(keyspace.encode()));
        }
        digest.write(batch);
        if (!store.write(batch) || !store.flush()) {
            throw new IllegalStateException("a fresh store takes nothing");
        }
    }
}
