package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * One version of a key.
 *
 * @param value what was stored
 * @param modRevision the revision that stored it
 * @param createRevision the revision at which the key was last created
 * @param version how many times the key was written since it was created; the first put makes it 1
 * @param lease the lease it is attached to; 0 for none
 */
public record Version(
        Bytes value, long modRevision, long createRevision, long version, long lease) {

    /** The same with an empty value. */
    Version withoutValue() {
        return new Version(Bytes.EMPTY, modRevision, createRevision, version, lease);
    }

    /** The same, sharing no array. */
    Version copied() {
        var own = Bytes.wrap(value.toArray());
        return new Version(own, modRevision, createRevision, version, lease);
    }
}
