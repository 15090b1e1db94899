package io.quorate.simulation;

import io.quorate.client.core.Guarantee;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The sessions of a run. A caller goes on with its own as a rule; now and then it takes another's
 * token, whoever else has it, and asks other nodes with it, or has two sessions merged.
 */
final class Sessions {

    private final World world;
    private final Recording recording;
    private final Set<Guarantee> switchedOff;
    private final SplittableRandom random;
    private final List<SimulatedSession> all = new ArrayList<>();

    /**
     * @param switchedOff what is promised, and not asked for: the checkers must see that
     */
    Sessions(World world, Recording recording, Set<Guarantee> switchedOff) {
        this.world = world;
        this.recording = recording;
        this.switchedOff = switchedOff;
        random = world.randomness().of("sessions");
    }

    /** A session begins; its caller has as good a chance to have all guarantees as not. */
    SimulatedSession begin() {
        Set<Guarantee> promised = EnumSet.allOf(Guarantee.class);
        if (switchedOff.isEmpty() && random.nextBoolean()) {
            promised.removeIf(_ -> random.nextBoolean());
            promised.add(Guarantee.values()[random.nextInt(Guarantee.values().length)]);
        }
        recording.promised(all.size() + 1, promised);
        promised.removeAll(switchedOff);
        var begun = new SimulatedSession(all.size() + 1, promised);
        all.add(begun);
        return begun;
    }

    /** The session that a caller goes on with. */
    SimulatedSession next(SimulatedSession own) {
        if (random.nextInt(12) == 0) merge(own);
        if (random.nextInt(4) > 0) return own;
        SimulatedSession taken = any();
        if (taken != own) world.saw(Situation.SESSION_MOVED);
        return taken;
    }

    private void merge(SimulatedSession own) {
        SimulatedSession other = any();
        own.takeOver(other);
        recording.merged(own.number(), other.number());
        world.saw(Situation.SESSIONS_MERGED);
    }

    private SimulatedSession any() {
        return all.get(random.nextInt(all.size()));
    }
}
