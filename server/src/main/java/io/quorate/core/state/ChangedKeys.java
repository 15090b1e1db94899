package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that some path through a list of operations changes. */
final class ChangedKeys {

    private final Set<Keys.One> put = new LinkedHashSet<>();
    private final Set<Keys.One> deleted = new LinkedHashSet<>();
    private final List<Keys.Range> deletedRanges = new ArrayList<>();

    /** A key that a path through the transaction changes twice. Adds the keys to these. */
    Optional<Bytes> twice(Command.Txn txn) {
        var success = new ChangedKeys();
        Optional<Bytes> found = success.twice(txn.success());
        if (found.isPresent()) return found;
        var failure = new ChangedKeys();
        found = failure.twice(txn.failure());
        if (found.isPresent()) return found;
        found = clash(success).or(() -> clash(failure));
        addAll(success);
        addAll(failure);
        return found;
    }

    private Optional<Bytes> twice(List<Operation> operations) {
        for (Operation operation : operations) {
            Optional<Bytes> found =
                    switch (operation) {
                        case Command.Txn nested -> twice(nested);
                        case Command.Put put -> add(of(put));
                        case Command.Delete delete -> add(of(delete));
                        case Query _ -> Optional.empty();
                    };
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private static ChangedKeys of(Command.Put put) {
        var changed = new ChangedKeys();
        changed.put.add(new Keys.One(put.keyspace(), put.key()));
        return changed;
    }

    private static ChangedKeys of(Command.Delete delete) {
        var changed = new ChangedKeys();
        switch (delete.keys()) {
            case Keys.One one -> changed.deleted.add(one);
            case Keys.Range range -> changed.deletedRanges.add(range);
        }
        return changed;
    }

    private Optional<Bytes> add(ChangedKeys others) {
        Optional<Bytes> found = clash(others);
        addAll(others);
        return found;
    }

    private void addAll(ChangedKeys others) {
        put.addAll(others.put);
        deleted.addAll(others.deleted);
        deletedRanges.addAll(others.deletedRanges);
    }

    /** A key that one of the two puts and the other puts or deletes. */
    private Optional<Bytes> clash(ChangedKeys others) {
        for (Keys.One key : others.put) {
            if (put.contains(key) || deletes(key)) return Optional.of(key.key());
        }
        for (Keys.One key : put) {
            if (others.deletes(key)) return Optional.of(key.key());
        }
        return Optional.empty();
    }

    private boolean deletes(Keys.One key) {
        if (deleted.contains(key)) return true;
        for (Keys.Range range : deletedRanges) {
            if (range.keyspace() == key.keyspace() && range.contains(key.key())) return true;
        }
        return false;
    }
}
