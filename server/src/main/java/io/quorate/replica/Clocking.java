package io.quorate.replica;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Bearings;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Outcome;

import java.util.OptionalLong;

/**
 * When a leader puts the time into its log: right before what depends on it, and when something is
 * due that no other entry brings about.
 */
final class Clocking {

    private static final WriteAnswer NOBODY =
            new WriteAnswer() {
                @Override
                public void done(Outcome outcome, Standing standing) {}

                @Override
                public void failed(Failure failure) {}
            };

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

    /** Whether this node can say the time. */
    boolean canTell(long nowNanos) {
        return time.at(nowNanos).isPresent();
    }

    /** The time, for whatever depends on it behind; nobody waits for it. Only if it can tell. */
    Arrival.Write now(long nowNanos) {
        return new Arrival.Write(command(nowNanos), NOBODY);
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
    Arrival.Write whenDue(long nowNanos) {
        isUnderWay = true;
        return new Arrival.Write(
                command(nowNanos),
                new WriteAnswer() {
                    @Override
                    public void done(Outcome outcome, Standing standing) {
                        isUnderWay = false;
                    }

                    @Override
                    public void failed(Failure failure) {
                        isUnderWay = false;
                    }
                });
    }
}
