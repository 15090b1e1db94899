package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.state.DigestVerdict;
import io.quorate.replica.digest.DigestEvent;

import java.util.Collections;
import java.util.SortedSet;

/**
 * What one life of a node says of its state: it gives up none that is what was written, and shows
 * none that it knows to be another.
 */
final class Soundness {

    private final SimulatedHost host;
    private final World world;
    private boolean isCondemned;
    private SortedSet<NodeId> alarmed = Collections.emptySortedSet();

    Soundness(SimulatedHost host, World world) {
        this.host = host;
        this.world = world;
    }

    void said(DigestEvent event) {
        world.event("notes", host.index(), event.getClass().getSimpleName().hashCode(), event);
        switch (event) {
            case DigestEvent.Compared(long _, DigestVerdict verdict) -> {
                world.saw(Situation.STATES_COMPARED);
                if (verdict instanceof DigestVerdict.Divided) world.saw(Situation.STATES_DIVIDED);
                alarmed =
                        verdict instanceof DigestVerdict.Unsound(var nodes, _)
                                ? nodes
                                : Collections.emptySortedSet();
            }
            case DigestEvent.Condemned condemned -> {
                InvariantViolation.require(
                        host.storage().wasRotten(), "%s gives up a sound state", host.id());
                isCondemned = true;
                if (!condemned.majority().isEmpty()) world.saw(Situation.ROT_FOUND_BY_THE_OTHERS);
            }
            case DigestEvent.Replaced _ -> {
                isCondemned = false;
                world.saw(Situation.STATE_REPLACED);
            }
            case DigestEvent.Scrubbed(long _, long _, var result) -> {
                if (result == DigestEvent.Result.ROTTEN) world.saw(Situation.ROT_FOUND_BY_A_SCRUB);
            }
        }
    }

    /** Whose states the last comparison found bad. */
    SortedSet<NodeId> alarmed() {
        return alarmed;
    }

    void shown() {
        InvariantViolation.require(
                !isCondemned, "%s shows a state that it knows to be unsound", host.id());
    }
}
