package io.quorate.verify.linearizability;

import io.quorate.verify.Condition;
import io.quorate.verify.Invocation;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A key with get, put, delete and conditional put. {@link #ofValues} goes by values alone; {@link
 * #ofRevisions} also holds replies to the revisions of changes that they name, and knows conditions
 * on them.
 *
 * <p>Which revision an unknown put made is known once somebody read its value, if no other stored
 * the same. What stays unread has revision 0, which is taken to agree with any.
 */
public final class Register implements Model<Cell> {

    private final boolean goesByRevisions;
    private final Set<String> writtenOnce;
    private final Map<String, Long> revisions;

    private Register(
            boolean goesByRevisions, Set<String> writtenOnce, Map<String, Long> revisions) {
        this.goesByRevisions = goesByRevisions;
        this.writtenOnce = writtenOnce;
        this.revisions = revisions;
    }

    /**
     * A register judged by values; a condition on a revision cannot be judged.
     *
     * @param operations all of the key's
     */
    public static Register ofValues(List<Operation> operations) {
        return new Register(false, writtenOnce(operations), Map.of());
    }

    /**
     * A register judged by values and revisions: the cas-register.
     *
     * @param operations all of the key's, for what they tell of each other's revisions
     */
    public static Register ofRevisions(List<Operation> operations) {
        Set<String> writtenOnce = writtenOnce(operations);
        Map<String, Long> shown = new TreeMap<>();
        for (Operation operation : operations) {
            if (operation.response().orElse(new Response.Absent())
                            instanceof Response.Found(String value, long modRevision)
                    && modRevision != 0
                    && writtenOnce.contains(value)) {
                shown.put(value, modRevision);
            }
        }
        return new Register(true, writtenOnce, shown);
    }

    private static Set<String> writtenOnce(List<Operation> operations) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (Operation operation : operations) {
            value(operation.invocation()).filter(value -> !once.add(value)).ifPresent(twice::add);
        }
        once.removeAll(twice);
        return once;
    }

    private static Optional<String> value(Invocation invocation) {
        return switch (invocation) {
            case Invocation.Put(String key, String value) -> Optional.of(value);
            case Invocation.PutIf(String key, Condition condition, String value) ->
                    Optional.of(value);
            default -> Optional.empty();
        };
    }

    @Override
    public Cell initial() {
        return Cell.ABSENT;
    }

    @Override
    public Optional<Cell> step(Cell cell, Operation operation) {
        return switch (operation.invocation()) {
            case Invocation.Get get ->
                    shows(cell, operation) ? Optional.of(cell) : Optional.empty();
            case Invocation.Put put -> Optional.of(stored(operation, put.value()));
            case Invocation.Delete delete -> delete(cell, operation);
            case Invocation.PutIf putIf -> putIf(cell, operation, putIf);
            default -> throw new IllegalArgumentException("not of a register: " + operation);
        };
    }

    private static boolean agree(long one, long other) {
        return one == other || one == 0 || other == 0;
    }

    private boolean shows(Cell cell, Operation get) {
        if (!(get.outcome() instanceof Outcome.Ok(Response response, long revision))) return true;
        return switch (response) {
            case Response.Absent absent -> !cell.exists();
            case Response.Found(String value, long modRevision) ->
                    cell.exists()
                            && cell.value().equals(value)
                            && (!goesByRevisions || agree(cell.modRevision(), modRevision));
            default -> false;
        };
    }

    private Cell stored(Operation operation, String value) {
        if (!goesByRevisions) return Cell.of(value, 0);
        long told = operation.revision();
        return Cell.of(value, told != 0 ? told : revisions.getOrDefault(value, 0L));
    }

    private static Optional<Cell> delete(Cell cell, Operation operation) {
        if (!(operation.outcome() instanceof Outcome.Ok(Response response, long revision))) {
            return Optional.of(Cell.ABSENT);
        }
        boolean saysItWasThere = response instanceof Response.Deleted;
        return saysItWasThere == cell.exists() ? Optional.of(Cell.ABSENT) : Optional.empty();
    }

    private Optional<Cell> putIf(Cell cell, Operation operation, Invocation.PutIf putIf) {
        boolean mayHold = mayHold(putIf.condition(), cell);
        if (operation.outcome() instanceof Outcome.Ok(Response response, long revision)
                && response instanceof Response.NotStored) {
            return mustHold(putIf.condition(), cell) ? Optional.empty() : Optional.of(cell);
        }
        return mayHold ? Optional.of(stored(operation, putIf.value())) : Optional.empty();
    }

    private boolean mayHold(Condition condition, Cell cell) {
        return switch (condition) {
            case Condition.IsAbsent absent -> !cell.exists();
            case Condition.HasValue(String value) -> cell.exists() && cell.value().equals(value);
            case Condition.HasRevision(long modRevision) -> {
                if (!goesByRevisions) {
                    throw new IllegalArgumentException("a register of values knows no revisions");
                }
                yield cell.exists() && agree(cell.modRevision(), modRevision);
            }
        };
    }

    private boolean mustHold(Condition condition, Cell cell) {
        boolean isUncertain =
                condition instanceof Condition.HasRevision
                        && cell.exists()
                        && cell.modRevision() == 0;
        return !isUncertain && mayHold(condition, cell);
    }

    @Override
    public Optional<String> name(Cell cell) {
        return cell.exists() && writtenOnce.contains(cell.value())
                ? Optional.of(cell.value())
                : Optional.empty();
    }

    @Override
    public Optional<String> nameNeeded(Operation operation) {
        return operation.response().orElse(new Response.Absent())
                                instanceof Response.Found(String value, long modRevision)
                        && writtenOnce.contains(value)
                ? Optional.of(value)
                : Optional.empty();
    }

    @Override
    public Optional<String> mark(Operation operation) {
        return value(operation.invocation());
    }

    @Override
    public List<String> marksSeen(Operation operation) {
        return operation.response().orElse(new Response.Absent())
                        instanceof Response.Found(String value, long modRevision)
                ? List.of(value)
                : List.of();
    }

    /** Deletes and conditional puts depend on what was there without showing it. */
    @Override
    public boolean isUnseenWithoutTrace(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> !operation.isFail())
                .map(Operation::invocation)
                .allMatch(
                        invocation ->
                                invocation instanceof Invocation.Get
                                        || invocation instanceof Invocation.Put);
    }
}
