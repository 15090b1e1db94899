package io.quorate.replica;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a leader puts the time into its log: right before what depends on it, and when something is
 * due that no other entry brings about.
 */
final class Clocking {

    /** Makes a write of what nobody has asked for. */
    interface Own {

        /**
         * @param over called when it is applied, or nobody knows what becomes of it
         */
        Arrival.Write of(Bytes command, Runnable over);
    }

    private final Bearings bearings;
    private final KeyValueMachine state;
    private final LogTime time = new LogTime();
    private boolean isUnderWay;

    Clocking(Bearings bearings, KeyValueMachine state) {
        this.bearings = bearings;
        this.state = state;
    }

    /** Looks where the replica stands. */
    void look(long nowNanos) {
        boolean hasAll = bearings.leads() && state.applied().term() == bearings.round();
        if (hasAll) time.leads(bearings.round(), nowNanos, state.time());
        else time.isUnknown();
    }

    /**
     * A turn's writes as they are to be proposed: if any depends on the time, that stands before
     * them. If this node cannot tell it, those are refused, and come back when whoever leads can.
     */
    List<Arrival.Write> timed(long nowNanos, List<Arrival.Write> writes, Own own) {
        boolean isAnyTimed = false;
        for (Arrival.Write write : writes) isAnyTimed |= isTimed(write);
        if (!isAnyTimed) return writes;
        List<Arrival.Write> timed = new ArrayList<>(writes.size() + 1);
        boolean canTell = time.at(nowNanos).isPresent();
        if (canTell) timed.add(own.of(command(nowNanos), () -> {}));
        for (Arrival.Write write : writes) {
            if (canTell || !isTimed(write)) timed.add(write);
            else write.answer().failed(new Failure.NotLeader(otherLeader()));
        }
        return timed;
    }

    private static boolean isTimed(Arrival.Write write) {
        return CommandCodec.dependsOnTime(write.command());
    }

    /** The time of the log, if this node leads and knows it. */
    OptionalLong at(long nowNanos) {
        return time.at(nowNanos);
    }

    private Optional<NodeId> otherLeader() {
        return bearings.leads() ? Optional.empty() : bearings.leader();
    }

    private Bytes command(long nowNanos) {
        return CommandCodec.encode(new Command.Clock(time.at(nowNanos).orElseThrow()));
    }

    /** Whether something is due, and no entry is under way that says so. */
    boolean isDue(long nowNanos) {
        OptionalLong deadline = state.nextDeadline();
        OptionalLong now = time.at(nowNanos);
        return !isUnderWay
                && deadline.isPresent()
                && now.isPresent()
                && deadline.getAsLong() <= now.getAsLong();
    }

    /** Says the time because something is due; until it is applied no other entry does. */
    Arrival.Write whenDue(long nowNanos, Own own) {
        isUnderWay = true;
        return own.of(command(nowNanos), () -> isUnderWay = false);
    }
}
