package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Version;
import io.quorate.replica.Arrival;

import java.util.List;
import java.util.Optional;

/** One thing that a caller wants, and what became of it. */
final class Operation {

    /** What is wanted. */
    sealed interface Wish {
        record Put(Bytes key, Bytes value) implements Wish {}

        record Delete(Bytes key) implements Wish {}

        record Get(Bytes key, Arrival.Level level) implements Wish {}

        record Range(Arrival.Level level) implements Wish {}
    }

    /** What a node answered. */
    sealed interface Reply {
        record Done(long revision) implements Reply {}

        record Deleted(long revision, long count) implements Reply {}

        record Found(long revision, Optional<Version> version) implements Reply {}

        record FoundAll(long revision, List<KeyVersion> versions) implements Reply {}
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
    final long floor;
    Fate fate = Fate.OPEN;

    /** The revision at which it took effect, if it did; only of puts. */
    long tookEffectAt;

    /**
     * @param floor the highest revision that any answer showed before this began
     */
    Operation(long number, int caller, Wish wish, long floor) {
        this.number = number;
        this.caller = caller;
        this.wish = wish;
        this.floor = floor;
    }

    @Override
    public String toString() {
        return "operation " + number + " of c" + caller + ", " + wish + ", floor " + floor;
    }
}
