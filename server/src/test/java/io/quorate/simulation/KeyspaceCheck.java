package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.RangeCursor;
import io.quorate.core.state.Version;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node shows of keyspaces is what history makes of them at the revision to which the node
 * has come: those that there are, with their limits, what each is said to hold and what it holds.
 */
record KeyspaceCheck(NodeId node, KeyValueMachine state, TrueState history) {

    void requireTrue() {
        Map<Integer, TrueKeyspaces.Space> spaces = history.keyspaces().at(state.revision());
        List<Keyspace> shown =
                state.keyspaces().all().stream()
                        .filter(each -> each.id() != Keyspaces.DEFAULT)
                        .toList();
        List<Keyspace> are =
                spaces.values().stream().map(each -> each.as(Keyspace.Stage.LIVE)).toList();
        InvariantViolation.require(
                shown.equals(are), "%s shows the keyspaces %s, and there are %s", node, shown, are);
        try (KeyValueView view = state.view()) {
            for (TrueKeyspaces.Space space : spaces.values()) requireKeys(view, space);
        }
    }

    private void requireKeys(KeyValueView view, TrueKeyspaces.Space space) {
        Map<Bytes, TrueKeyspaces.Held> held = held(view, space.id());
        InvariantViolation.require(
                held.equals(space.keys()),
                "%s holds in keyspace %d %s, and not %s",
                node,
                space.id(),
                held,
                space.keys());
        for (var each : held.entrySet()) {
            Optional<Bytes> value = state.get(space.id(), each.getKey()).map(Version::value);
            InvariantViolation.require(
                    value.equals(Optional.of(each.getValue().value())),
                    "%s finds %s under %s in keyspace %d, and ranges show %s",
                    node,
                    value,
                    each.getKey(),
                    space.id(),
                    each.getValue());
        }
    }

    private static Map<Bytes, TrueKeyspaces.Held> held(KeyValueView view, int keyspace) {
        Map<Bytes, TrueKeyspaces.Held> held = new TreeMap<>();
        try (RangeCursor cursor = view.range(keyspace, Bytes.EMPTY, Bytes.EMPTY)) {
            for (KeyVersion each : cursor.next(Integer.MAX_VALUE, Integer.MAX_VALUE).versions()) {
                Version is = each.version();
                held.put(
                        each.key(),
                        new TrueKeyspaces.Held(is.value(), is.lease(), is.createRevision()));
            }
        }
        return held;
    }

    /** No row is left of keyspaces that are gone. */
    void requireRemoved() {
        Map<Integer, TrueKeyspaces.Space> spaces = history.keyspaces().at(state.revision());
        try (KeyValueView view = state.view()) {
            for (int id = Keyspaces.DEFAULT + 1; id <= history.keyspaces().last(); id++) {
                InvariantViolation.require(
                        spaces.containsKey(id) || held(view, id).isEmpty(),
                        "%s has rows of keyspace %d, which is gone",
                        node,
                        id);
            }
        }
    }
}
