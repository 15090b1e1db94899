package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What replies have to say of keys, by the one true history at the revision that they name. */
record TrueReplies(TrueState state) {

    void requireFound(Operation operation, Bytes key, long revision, Optional<Version> found) {
        Optional<Version> there =
                state.keys().entryAt(key, revision).flatMap(TrueKeys.Entry::version);
        InvariantViolation.require(
                there.equals(found),
                "%s is answered at revision %d with %s, and it is %s",
                operation,
                revision,
                found,
                there);
    }

    void requireAll(Operation operation, Operation.Reply.FoundAll all) {
        Map<Bytes, Bytes> found = new TreeMap<>();
        for (KeyVersion each : all.versions()) {
            requireFound(operation, each.key(), all.revision(), Optional.of(each.version()));
            found.put(each.key(), each.version().value());
        }
        InvariantViolation.require(
                found.equals(state.keys().allAt(all.revision())),
                "%s is answered at revision %d with %d keys, and there are others",
                operation,
                all.revision(),
                all.versions().size());
    }

    void requireDeleted(Operation operation, Operation.Reply.Deleted deleted) {
        Bytes key = ((Operation.Wish.Delete) operation.wish).key();
        Optional<TrueKeys.Entry> now = state.keys().entryAt(key, deleted.revision());
        boolean isAbsent = now.isEmpty() || now.get().value().isEmpty();
        boolean isDoneHere = now.isPresent() && now.get().revision() == deleted.revision();
        InvariantViolation.require(
                isAbsent && (deleted.count() == 0 || isDoneHere),
                "%s is answered as done at %d, where the key is %s",
                operation,
                deleted.revision(),
                now);
    }

    /** What was removed is what was there just before, and nothing of the range is there after. */
    void requireDeleted(Operation operation, Operation.Reply.DeletedAll all) {
        List<KeyVersion> before = new ArrayList<>();
        for (Bytes key : ((Operation.Wish.DeleteRange) operation.wish).keys()) {
            state.keys()
                    .entryAt(key, all.revision() - 1)
                    .flatMap(TrueKeys.Entry::version)
                    .filter(_ -> !all.previous().isEmpty())
                    .ifPresent(version -> before.add(new KeyVersion(key, version)));
            InvariantViolation.require(
                    state.keys().at(key, all.revision()).isEmpty(),
                    "%s is answered with %s, and %s is there",
                    operation,
                    all,
                    key);
        }
        InvariantViolation.require(
                before.equals(all.previous()),
                "%s is answered with %s, and %s was there",
                operation,
                all,
                before);
    }
}
