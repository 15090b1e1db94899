package io.quorate.replica;

import io.quorate.core.engine.Effect;
import io.quorate.core.engine.GroupId;

/**
 * The journal as a replica uses it: asked here, answered later by an {@link Arrival}, so that no
 * replica ever waits for a disk.
 */
public interface Durability {

    /** Makes records durable, in the order of the calls; {@link Arrival.Persisted} answers. */
    void persist(GroupId group, Effect.Persist persist);

    /** Reads entries back; {@link Arrival.Fetched} answers. */
    void fetch(GroupId group, Effect.FetchEntries fetch);

    /** The group's entries up to this index may be dropped. */
    void release(GroupId group, long index);
}
