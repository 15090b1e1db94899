package io.quorate.core.session;

/**
 * A place in the life of a cluster's state: what a session's read must have reached, or what a
 * replica has. One revision counts all keys, so all guarantees of a session are comparisons of two
 * such places.
 *
 * @param epoch how often the state had been restored from a snapshot: revisions of another epoch
 *     are other revisions
 * @param revision of the state
 */
public record Floor(long epoch, long revision) implements Comparable<Floor> {

    /** A later epoch comes after all of an earlier one. */
    @Override
    public int compareTo(Floor other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(revision, other.revision);
    }

    /** Whether what has come to this place shows all that the floor demands. */
    public boolean hasReached(Floor demanded) {
        return epoch == demanded.epoch && revision >= demanded.revision;
    }

    /** Whether the state was restored since: the floor is of what is gone. */
    public boolean isOfLaterEpochThan(Floor other) {
        return epoch > other.epoch;
    }

    /** For people: the revision, and the epoch unless it is the first. */
    @Override
    public String toString() {
        return "revision " + revision + (epoch == 0 ? "" : " of epoch " + epoch);
    }
}
