package io.quorate.verify.revision;

import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each operation the place that its revision says, instead of the span between its call and
 * its answer: one after the other, writes before the reads of their revision. A write at an unknown
 * revision has no end, and begins behind all that had been answered before it was asked. So what is
 * left to a search is where those writes go, and nothing else.
 *
 * <p>Only for a history whose revisions keep to real time: then an order of the narrowed operations
 * is one of the operations as they were.
 */
final class Narrowing {

    private record Place(long revision, int rank) {}

    private final Placement placement;
    private final Map<Integer, Long> times = new HashMap<>();

    Narrowing(History history, Placement placement, Map<Integer, Long> floors) {
        this.placement = placement;
        Map<Integer, Place> places = new HashMap<>();
        List<Operation> ordered = new ArrayList<>();
        for (Operation operation : history.operations()) {
            long revision = placement.revisionOf(operation);
            Long floor = floors.get(operation.id());
            if (operation.isFail() || (revision < 0 && floor == null)) continue;
            places.put(
                    operation.id(),
                    revision < 0
                            ? new Place(floor, 2)
                            : new Place(revision, operation.mayHaveWritten() ? 0 : 1));
            ordered.add(operation);
        }
        ordered.sort(
                Comparator.comparingLong(
                                (Operation operation) -> places.get(operation.id()).revision())
                        .thenComparingInt(operation -> places.get(operation.id()).rank()));
        long time = 0;
        for (Operation operation : ordered) times.put(operation.id(), time += 2);
    }

    /** An operation, or a part of one, in its place. */
    Operation of(Operation operation) {
        Long invoked = times.get(operation.id());
        if (invoked == null) return operation;
        Outcome outcome = outcome(operation);
        return new Operation(
                operation.id(),
                operation.client(),
                operation.session(),
                operation.sequence(),
                operation.invocation(),
                invoked,
                outcome instanceof Outcome.Unknown ? Operation.NEVER : invoked + 1,
                operation.invokedNanos(),
                operation.endedNanos(),
                outcome);
    }

    /** Of a put whose value was shown at a revision, that says that it was done. */
    private Outcome outcome(Operation operation) {
        long revision = placement.revisionOf(operation);
        boolean isShownPut =
                operation.isUnknown()
                        && revision >= 0
                        && operation.invocation() instanceof Invocation.Put;
        return isShownPut ? new Outcome.Ok(new Response.Stored(), revision) : operation.outcome();
    }
}
