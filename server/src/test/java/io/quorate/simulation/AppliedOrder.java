package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * The order in which each node applies what sessions wrote, by which operation it is and not by
 * revisions: none before those that its session had made or been shown when it began (monotonic
 * writes, writes follow reads), and those of an ordered client by their sequences.
 */
final class AppliedOrder {

    private static final class Node {
        final BitSet done = new BitSet();
        final Map<Long, Long> lastSequences = new TreeMap<>();
    }

    private final Ledger ledger;
    private final LongFunction<Operation> operations;
    private final Map<NodeId, Node> nodes = new TreeMap<>();

    AppliedOrder(Ledger ledger, LongFunction<Operation> operations) {
        this.ledger = ledger;
        this.operations = operations;
    }

    /** A node begins with a state that has applied everything up to an index. */
    void beginsBehind(NodeId id, long index) {
        var node = new Node();
        nodes.put(id, node);
        for (var writes : ledger.writesUpTo(index)) {
            for (long write : writes) take(id, node, operations.apply(write));
        }
    }

    /** A node applies the entry that is next. */
    void applies(NodeId id, long index) {
        Node node = nodes.get(id);
        for (long write : ledger.writesAt(index)) {
            Operation operation = operations.apply(write);
            for (Operation before : operation.follows) {
                InvariantViolation.require(
                        node.done.get((int) before.number),
                        "monotonic writes or writes follow reads: session: %s applies %s without"
                                + " what it follows, %s",
                        id,
                        operation,
                        before);
            }
            take(id, node, operation);
        }
    }

    private static void take(NodeId id, Node node, Operation write) {
        node.done.set((int) write.number);
        if (write.numbered.isEmpty() || !write.numbered.get().by().isPromisedOrder()) return;
        long sequence = write.numbered.get().sequence();
        Long before = node.lastSequences.put(write.numbered.get().client(), sequence);
        InvariantViolation.require(
                before == null || before < sequence,
                "monotonic writes: session of an ordered client: %s applies %s after its sequence"
                        + " %d",
                id,
                write,
                before);
    }
}
