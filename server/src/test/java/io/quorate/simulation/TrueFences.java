package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Fence;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Objection;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who may write behind the fence of a lock. */
final class TrueFences {

    private final Map<Keys.One, Long> last = new HashMap<>();

    /**
     * Why a change must not be done. Whoever is let through must hold the lock later than all who
     * were before.
     *
     * @param created since when the lock's key is there; 0 if it is not
     */
    Optional<Objection> objection(Fence fence, long created) {
        if (created != fence.createRevision()) {
            return Optional.of(new Objection.StaleFence(fence.createRevision(), created));
        }
        var lock = new Keys.One(fence.keyspace(), fence.key());
        long before = last.getOrDefault(lock, 0L);
        InvariantViolation.require(
                fence.createRevision() >= before,
                "a holder of %s since %d writes after one since %d",
                lock,
                fence.createRevision(),
                before);
        last.put(lock, fence.createRevision());
        return Optional.empty();
    }
}
