package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Version;
import io.quorate.replica.Arrival;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares every answer with the one true history, as it comes. Each answer names the revision that
 * it shows, so this is exact: the revisions are one total order, an answer agrees with the history
 * at its revision, and no linearizable operation shows less than what had been answered before it
 * began. That together is linearizability.
 */
final class Answers implements Ledger.Listener {

    private final Counts counts;
    private final Recording recording;
    private final List<Operation> operations = new ArrayList<>();
    private Ledger ledger;
    private long highest;

    /**
     * @param recording is told what the callers see, for another opinion
     */
    Answers(Counts counts, Recording recording) {
        this.counts = counts;
        this.recording = recording;
    }

    void compareWith(Ledger truth) {
        ledger = truth;
    }

    /** How many operations have begun. */
    int begun() {
        return operations.size();
    }

    /** The highest revision that anybody was answered. */
    long highestAnswered() {
        return highest;
    }

    /** The number that the next operation will have. */
    long next() {
        return operations.size();
    }

    /** A caller begins an operation. */
    Operation begin(int caller, Operation.Wish wish) {
        var operation = new Operation(operations.size(), caller, wish, highest);
        operations.add(operation);
        recording.begins(operation);
        return operation;
    }

    /** A write is in the history. */
    @Override
    public void tookEffect(long number, long revision) {
        InvariantViolation.require(
                number >= 0 && number < operations.size(),
                "a value that nobody wrote was written at %d",
                revision);
        Operation operation = operations.get((int) number);
        InvariantViolation.require(
                operation.tookEffectAt == 0,
                "%s took effect at %d and again at %d",
                operation,
                operation.tookEffectAt,
                revision);
        InvariantViolation.require(
                operation.fate != Operation.Fate.NOT_DONE,
                "%s was answered as not done, and took effect at %d",
                operation,
                revision);
        operation.tookEffectAt = revision;
    }

    /** The caller was told that it was not done. */
    void notDone(Operation operation) {
        operation.fate = Operation.Fate.NOT_DONE;
        recording.notDone(operation);
        InvariantViolation.require(
                operation.tookEffectAt == 0,
                "%s took effect at %d, and is answered as not done",
                operation,
                operation.tookEffectAt);
        if (isWrite(operation)) counts.saw(Situation.WRITE_NOT_DONE);
    }

    /** The caller was told that nobody knows. */
    void unknown(Operation operation) {
        operation.fate = Operation.Fate.UNKNOWN;
        recording.unknown(operation);
        InvariantViolation.require(isWrite(operation), "%s has an unknown outcome", operation);
        counts.saw(Situation.WRITE_UNKNOWN);
    }

    private static boolean isWrite(Operation operation) {
        return switch (operation.wish) {
            case Operation.Wish.Put _, Operation.Wish.Delete _ -> true;
            case Operation.Wish.Get _, Operation.Wish.Range _ -> false;
        };
    }

    /** The caller has its answer. */
    void done(Operation operation, Operation.Reply reply) {
        operation.fate = Operation.Fate.DONE;
        recording.done(operation, reply);
        switch (reply) {
            case Operation.Reply.Done(long revision) -> put(operation, revision);
            case Operation.Reply.Deleted(long revision, long count) ->
                    deleted(operation, revision, count);
            case Operation.Reply.Found(long revision, Optional<Version> version) ->
                    found(operation, revision, version);
            case Operation.Reply.FoundAll(long revision, List<KeyVersion> versions) ->
                    foundAll(operation, revision, versions);
        }
    }

    private void put(Operation operation, long revision) {
        InvariantViolation.require(
                operation.tookEffectAt == revision,
                "%s is answered as done at %d, and took effect at %d",
                operation,
                revision,
                operation.tookEffectAt);
        requireAbove(operation, revision, operation.floor + 1);
        counts.saw(Situation.WRITE_DONE);
    }

    private void deleted(Operation operation, long revision, long count) {
        Bytes key = ((Operation.Wish.Delete) operation.wish).key();
        Optional<Ledger.Version> now = ledger.versionAt(key, revision);
        boolean isAbsent = now.isEmpty() || now.get().value().isEmpty();
        boolean isDoneHere = now.isPresent() && now.get().revision() == revision;
        InvariantViolation.require(
                isAbsent && (count == 0 || isDoneHere),
                "%s is answered as done at %d, where the key is %s",
                operation,
                revision,
                now);
        requireAbove(operation, revision, operation.floor + (count > 0 ? 1 : 0));
        counts.saw(Situation.WRITE_DONE);
    }

    private void requireAbove(Operation operation, long revision, long least) {
        InvariantViolation.require(
                revision >= least,
                "%s is answered at revision %d, and had to see %d: it is not linearizable",
                operation,
                revision,
                least);
        highest = Math.max(highest, revision);
    }

    private void found(Operation operation, long revision, Optional<Version> version) {
        var wish = (Operation.Wish.Get) operation.wish;
        requireSame(operation, wish.key(), revision, version);
        read(operation, wish.level(), revision);
    }

    private void requireSame(
            Operation operation, Bytes key, long revision, Optional<Version> found) {
        Optional<Ledger.Version> truth =
                ledger.versionAt(key, revision).filter(version -> version.value().isPresent());
        boolean isSame =
                truth.isPresent() == found.isPresent()
                        && (truth.isEmpty()
                                || (truth.get().revision() == found.get().modRevision()
                                        && truth.get().value().get().equals(found.get().value())));
        InvariantViolation.require(
                isSame,
                "%s is answered at revision %d with %s, and it is %s",
                operation,
                revision,
                found,
                truth);
    }

    private void read(Operation operation, Arrival.Level level, long revision) {
        switch (level) {
            case LINEARIZABLE -> {
                requireAbove(operation, revision, operation.floor);
                counts.saw(Situation.LINEARIZABLE_READ_DONE);
            }
            case EVENTUAL -> {
                counts.saw(Situation.EVENTUAL_READ_DONE);
                if (revision < operation.floor) counts.saw(Situation.EVENTUAL_READ_WAS_STALE);
            }
        }
    }

    private void foundAll(Operation operation, long revision, List<KeyVersion> versions) {
        Map<Bytes, Bytes> found = new TreeMap<>();
        for (KeyVersion each : versions) {
            requireSame(operation, each.key(), revision, Optional.of(each.version()));
            found.put(each.key(), each.version().value());
        }
        InvariantViolation.require(
                found.equals(ledger.allAt(revision)),
                "%s is answered at revision %d with %d keys, and there are others",
                operation,
                revision,
                versions.size());
        counts.saw(Situation.RANGE_READ_DONE);
        read(operation, ((Operation.Wish.Range) operation.wish).level(), revision);
    }

    /**
     * Everything has settled: what became of the writes whose outcome nobody knew, and what others
     * say of all that was seen.
     */
    void settled() {
        recording.requireRight();
        for (Operation operation : operations) {
            if (operation.fate != Operation.Fate.UNKNOWN) continue;
            if (!(operation.wish instanceof Operation.Wish.Put)) continue;
            counts.saw(
                    operation.tookEffectAt > 0
                            ? Situation.UNKNOWN_WRITE_TOOK_EFFECT
                            : Situation.UNKNOWN_WRITE_TOOK_NO_EFFECT);
        }
    }
}
