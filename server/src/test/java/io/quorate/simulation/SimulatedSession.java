package io.quorate.simulation;

import io.quorate.client.Token;
import io.quorate.client.core.Floors;
import io.quorate.client.core.Floors.Place;
import io.quorate.client.core.Guarantee;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Version;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One session, which any caller may go on with: the rules of the Java client decide what its reads
 * demand. What it has met is written down once more, more simply, so that the rules need not be
 * believed.
 */
final class SimulatedSession {

    /** There is one cluster, and it is never restored. */
    private static final long CLUSTER = 1;

    private final int number;
    private final Set<Guarantee> kept;
    private Floors floors = Floors.NONE;
    private long met;
    private Optional<Operation> lastWritten = Optional.empty();
    private Optional<Operation> lastShown = Optional.empty();

    /**
     * @param number from 1 on
     * @param kept the guarantees that its requests ask for
     */
    SimulatedSession(int number, Set<Guarantee> kept) {
        this.number = number;
        this.kept = EnumSet.copyOf(kept);
    }

    int number() {
        return number;
    }

    /** The highest revision that any of its answers had. */
    long met() {
        return met;
    }

    /** The latest write that it made, and the latest that it was shown. */
    List<Operation> lastMet() {
        List<Operation> last = new ArrayList<>();
        lastWritten.ifPresent(last::add);
        lastShown.ifPresent(last::add);
        return last;
    }

    private static Optional<Operation> later(Optional<Operation> one, Optional<Operation> other) {
        if (one.isEmpty() || other.isEmpty()) return one.isEmpty() ? other : one;
        return other.get().tookEffectAt > one.get().tookEffectAt ? other : one;
    }

    /** A write of its own has taken effect. */
    void made(Operation write) {
        lastWritten = later(lastWritten, Optional.of(write));
    }

    /** It was shown what a write had left. */
    void shown(Operation write) {
        lastShown = later(lastShown, Optional.of(write));
    }

    /** What a read that it begins now asks for. */
    Operation.Level level(long waitNanosMax) {
        long demand = floors.demand(Floors.FIRST_GROUP, kept);
        return new Operation.Level.InSession(new Floor(floors.epoch(), demand), waitNanosMax);
    }

    /** One of its calls was answered. */
    void answered(Operation.Reply reply) {
        switch (reply) {
            case Operation.Reply.Done(long revision) -> wrote(revision);
            case Operation.Reply.Deleted(long revision, long count) -> {
                if (count > 0) wrote(revision);
                else read(revision);
            }
            case Operation.Reply.DeletedAll all -> {
                if (all.previous().isEmpty()) read(all.revision());
                else wrote(all.revision());
            }
            case Operation.Reply.Found(long revision, Optional<Version> _, long _) ->
                    read(revision);
            case Operation.Reply.FoundAll all -> read(all.revision());
            case Operation.Reply.Unmet unmet -> read(unmet.revision());
            case Operation.Reply.Each each -> wrote(each.revision());
        }
    }

    private void read(long revision) {
        floors = floors.afterRead(new Place(CLUSTER, 0, revision));
        met = Math.max(met, revision);
    }

    private void wrote(long revision) {
        floors = floors.afterWrite(new Place(CLUSTER, 0, revision));
        met = Math.max(met, revision);
    }

    /** Takes over what another has met, from its token as text. */
    void takeOver(SimulatedSession other) {
        Token carried = Token.parse(Token.of(other.floors).toString());
        floors = Token.of(floors).merge(carried).floors();
        met = Math.max(met, other.met);
        lastWritten = later(lastWritten, other.lastWritten);
        lastShown = later(lastShown, other.lastShown);
    }

    @Override
    public String toString() {
        return "session " + number;
    }
}
