package io.quorate.client;

import io.quorate.client.core.Floors;

import java.util.Optional;

/**
 * The receipt of an answer: who answered, and what was met.
 *
 * @param clusterId the cluster's identity, equal on all its members
 * @param node the id of the member that answered
 * @param term the term that the member was in
 * @param epoch how often the cluster's state had been restored: revisions of another epoch are
 *     other revisions
 * @param revision of a write: the revision it made; of a read: the one it reflects
 * @param level the level that a read met; empty for a write
 */
public record Header(
        long clusterId,
        String node,
        long term,
        long epoch,
        long revision,
        Optional<Consistency> level) {

    /** Where the answer comes from, for the floors of a session. */
    public Floors.Place place() {
        return new Floors.Place(clusterId, epoch, revision);
    }
}
