package io.quorate.simulation;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Membership.Purpose;
import io.quorate.core.engine.Target;
import io.quorate.core.vote.MajorityMembership;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Changes of the membership that were asked for and not answered: they stand in no log yet, and may
 * any moment. Disks are lost only as far as these could be survived too.
 */
final class OpenChanges {

    /** A change on its way, as long as the process lives that was asked. */
    record Open(Target target, SimulatedHost asked, int life) {

        private boolean isLost() {
            return asked.life() != life || asked.process().isEmpty();
        }
    }

    private final List<Open> open = new ArrayList<>();

    /** A node is asked for a change. */
    Open asked(Target target, SimulatedHost host) {
        var change = new Open(target, host, host.life());
        open.add(change);
        return change;
    }

    /** It was answered. */
    void answered(Open change) {
        open.remove(change);
    }

    /** Whether these nodes can decide whatever of them comes to pass. */
    boolean canAllBeDecidedBy(Set<NodeId> nodes) {
        open.removeIf(Open::isLost);
        return open.stream().allMatch(change -> canDecide(change.target(), nodes));
    }

    /** Whether these nodes can decide once a change is through. */
    static boolean canDecide(Target target, Set<NodeId> nodes) {
        return MajorityMembership.ofVoters(target.voters().keySet()).isQuorum(Purpose.ELECT, nodes);
    }
}
