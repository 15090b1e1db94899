package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.session.Floor;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thing that a caller wants, and what became of it. */
final class Operation {

    /** How fresh a read is to be. */
    sealed interface Level {
        record Linearizable() implements Level {}

        record Eventual() implements Level {}

        record InSession(Floor floor, long waitNanosMax) implements Level {}

        /** Staleness by the clock of the node that answers. */
        record Bounded(long nanos) implements Level {}
    }

    /** What is wanted. */
    sealed interface Wish {
        /**
         * Stores a value.
         *
         * @param lease that the key is to hang on; 0 for none
         * @param ttlNanos how long the key is to live unless it is put again; 0 for ever, or as
         *     long as the lease
         */
        record Put(Bytes key, Bytes value, long lease, long ttlNanos) implements Step {

            Put(Bytes key, Bytes value) {
                this(key, value, 0, 0);
            }
        }

        record Delete(Bytes key) implements Step {}

        record Get(Bytes key, Level level) implements Step {}

        record Range(Level level) implements Step {}

        /** Stores a value if a condition holds of the key; else reads it. */
        record PutIf(Bytes key, Condition condition, Bytes value) implements Wish {}

        /**
         * Removes a range of keys as one change.
         *
         * @param keys all that the callers of a run may have there, ascending
         */
        record DeleteRange(List<Bytes> keys) implements Wish {}

        /** Does all its steps, in order, as one change; one of them at least puts. */
        record Txn(List<Step> steps) implements Wish {}

        /**
         * Does a put or a transaction if the key of a lock is the one that was created then.
         *
         * @param change a {@link Put} or a {@link Txn}
         */
        record Behind(Bytes lock, long created, Wish change) implements Wish {}
    }

    /** What may be wanted within a transaction too. */
    sealed interface Step extends Wish {}

    /** What must hold of a key for a conditional put. */
    sealed interface Condition {
        record IsAbsent() implements Condition {}

        record HasRevision(long modRevision) implements Condition {}

        record HasValue(Bytes value) implements Condition {}
    }

    /** What a node answered. */
    sealed interface Reply {
        record Done(long revision) implements Reply {}

        record Deleted(long revision, long count) implements Reply {}

        /** What was in a range that was removed. */
        record DeletedAll(long revision, List<KeyVersion> previous) implements Reply {}

        record Found(long revision, Optional<Version> version, long stalenessNanos)
                implements Reply {}

        record FoundAll(long revision, List<KeyVersion> versions, long stalenessNanos)
                implements Reply {}

        /** The condition did not hold of the key, which was read. */
        record Unmet(long revision, Optional<Version> version) implements Reply {}

        /** A transaction was done: what each step came to. */
        record Each(long revision, List<Reply> steps) implements Reply {}
    }

    /** What became of it, as the caller was told. */
    enum Fate {
        OPEN,
        DONE,
        NOT_DONE,
        UNKNOWN
    }

    final long number;
    final int caller;
    final Wish wish;
    final Optional<SimulatedSession> session;
    final Optional<Numbered> numbered;
    final long begunNanos;
    final long floor;

    /** The highest revision that its session had met before this began. */
    final long met;

    Fate fate = Fate.OPEN;

    /** The revision at which it took effect, if it did; only of what puts. */
    long tookEffectAt;

    /** What it came to, if it was carried out; not of plain puts and deletes without a number. */
    Optional<Reply> cameTo = Optional.empty();

    /** The writes that its session had made and been shown last when it began. */
    final List<Operation> follows;

    /** Why history did not do it, each time that it was in the log. */
    final List<Objection> refusals = new ArrayList<>();

    /**
     * @param session that it is of, if it is of one
     * @param numbered how, if its client has that done
     * @param floor the highest revision that any answer showed before this began
     */
    Operation(
            long number,
            int caller,
            Wish wish,
            Optional<SimulatedSession> session,
            Optional<Numbered> numbered,
            long begunNanos,
            long floor) {
        this.number = number;
        this.caller = caller;
        this.wish = wish;
        this.session = session;
        this.numbered = numbered;
        this.begunNanos = begunNanos;
        met = session.map(SimulatedSession::met).orElse(0L);
        follows = session.map(SimulatedSession::lastMet).orElse(List.of());
        this.floor = floor;
    }

    /** What is wanted, whatever it is behind. */
    Wish change() {
        return wish instanceof Wish.Behind behind ? behind.change() : wish;
    }

    /** A node says that it is not done. */
    void requireRefused(Objection why) {
        InvariantViolation.require(
                refusals.contains(why), "%s is refused for %s, and not by history", this, why);
    }

    @Override
    public String toString() {
        return "operation "
                + number
                + " of c"
                + caller
                + session.map(its -> " in " + its).orElse("")
                + numbered.map(its -> ", " + its).orElse("")
                + ", "
                + wish
                + ", floor "
                + floor;
    }
}
