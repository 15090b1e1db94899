package io.quorate.verify.linearizability;

import io.quorate.verify.Operation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for an order of a {@link Problem}'s operations that its model allows. Wing and Gong's
 * search: take any operation that no other one must come before, go on with the rest, and undo the
 * choice if that leads nowhere. Calls and returns stand in a linked list, from which what has been
 * placed is lifted out; what can be next is what is called before the list's first return. Lowe's
 * addition: of the same operations placed and the same state, the rest is tried only once.
 *
 * <p>What changes nothing and can be next goes next: it would gain nothing by waiting, so that
 * choice is never undone for another. What leaves a state for ever that somebody still needs is not
 * tried.
 *
 * <p>Open operations, which need no place and wait for as long as one likes, are tried after the
 * bound ones, and only right before something that needs them. Of equal ones that which was invoked
 * first goes first, since it could take the other's place. Without this a history with many unknown
 * outcomes could not be decided.
 */
final class Search<S> {

    /** How a search ends. */
    enum End {
        FOUND,
        NONE,
        OUT_OF_STEPS
    }

    /** What has been placed, the state that this led to, and the last if that was open. */
    private record Configuration(long[] placed, Object state, int lastOpen) {

        @Override
        public boolean equals(Object object) {
            return object instanceof Configuration(long[] others, Object otherState, int otherOpen)
                    && lastOpen == otherOpen
                    && Arrays.equals(placed, others)
                    && state.equals(otherState);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Arrays.hashCode(placed) + state.hashCode()) + lastOpen;
        }
    }

    /** Of the longest order found, so many of its last operations are kept. */
    private static final int TAIL = 12;

    private static final int HEAD = 0;

    private final Model<S> model;
    private final Problem problem;
    private final long stepsMax;
    private final int count;

    // Events: 0 is the list's head, 2i + 1 the call of bound operation i, 2i + 2 its return.
    private final int[] next;
    private final int[] previous;

    private final Readers<S> readers;
    private final Placed placedBound;
    private final Placed placedOpen;
    private final int[] twins;
    private final Set<Configuration> seen = new HashSet<>();

    // The order so far: bound operation i as i, open operation i as ~i; and the state before each.
    private final int[] order;
    private final List<S> statesBefore = new ArrayList<>();
    private int depth;
    private int boundLeft;
    private S state;
    private long steps;

    private int longest = -1;
    private List<Operation> longestTail = List.of();
    private S longestState;

    Search(Model<S> model, Problem problem, long stepsMax) {
        this.model = model;
        this.problem = problem;
        this.stepsMax = stepsMax;
        count = problem.bound().size();
        next = new int[2 * count + 1];
        previous = new int[2 * count + 1];
        link();
        readers = new Readers<>(model, problem.bound());
        placedBound = new Placed(count);
        placedOpen = new Placed(problem.open().size());
        twins = twins(problem.open());
        order = new int[count + problem.open().size()];
        boundLeft = count;
        state = model.initial();
        longestState = state;
    }

    private void link() {
        List<Integer> events = new ArrayList<>(2 * count);
        for (int event = 1; event <= 2 * count; event++) events.add(event);
        events.sort(Comparator.comparingLong(this::time));
        int last = HEAD;
        for (int event : events) {
            next[last] = event;
            previous[event] = last;
            last = event;
        }
        next[last] = HEAD;
        previous[HEAD] = last;
    }

    private long time(int event) {
        int operation = (event - 1) / 2;
        return isCall(event)
                ? problem.bound().get(operation).invoked()
                : problem.bound().get(operation).completed();
    }

    private static boolean isCall(int event) {
        return event % 2 == 1;
    }

    /** For each operation, the one before it that is the same; -1 if there is none. */
    private static int[] twins(List<Operation> open) {
        Map<Object, Integer> last = new HashMap<>();
        int[] twins = new int[open.size()];
        for (int i = 0; i < twins.length; i++) {
            Integer before = last.put(open.get(i).invocation(), i);
            twins[i] = before == null ? -1 : before;
        }
        return twins;
    }

    End run() {
        int event = next[HEAD];
        while (boundLeft > 0) {
            if (steps > stepsMax) return End.OUT_OF_STEPS;
            if (isCall(event)) {
                int operation = (event - 1) / 2;
                if (placeBound(operation)) event = next[HEAD];
                else event = next[event];
                continue;
            }
            int resumeOpen = 0;
            while (!placeNextOpen(resumeOpen, time(event))) {
                if (depth == 0) return End.NONE;
                S after = state;
                int undone = undo();
                boolean wasForced = undone >= 0 && after.equals(state);
                if (wasForced) {
                    resumeOpen = twins.length;
                    continue;
                }
                if (undone >= 0) {
                    event = next[2 * undone + 1];
                    resumeOpen = -1;
                    break;
                }
                event = firstReturn();
                resumeOpen = ~undone + 1;
            }
            if (resumeOpen >= 0) event = next[HEAD];
        }
        remember();
        return End.FOUND;
    }

    private int firstReturn() {
        int event = next[HEAD];
        while (isCall(event)) event = next[event];
        return event;
    }

    private boolean placeBound(int operation) {
        Optional<S> after = stepped(operation);
        if (after.isEmpty()) return false;
        placedBound.add(operation);
        if (!seen.add(configuration(after.get(), 0))) {
            placedBound.remove(operation);
            return false;
        }
        push(operation, after.get());
        readers.placed(operation);
        boundLeft--;
        lift(2 * operation + 1);
        lift(2 * operation + 2);
        return true;
    }

    /** Places the first open operation, from a number on, that is called before a time and fits. */
    private boolean placeNextOpen(int from, long before) {
        for (int i = from; i < twins.length; i++) {
            Operation operation = problem.open().get(i);
            if (operation.invoked() > before) return false;
            if (placedOpen.contains(i)) continue;
            if (twins[i] >= 0 && !placedOpen.contains(twins[i])) continue;
            Optional<S> after = stepped(~i);
            if (after.isEmpty() || after.get().equals(state)) continue;
            placedOpen.add(i);
            if (seen.add(configuration(after.get(), ~i))) {
                push(~i, after.get());
                return true;
            }
            placedOpen.remove(i);
        }
        return false;
    }

    /** The state after one more operation; empty if that does not fit, or leads nowhere new. */
    private Optional<S> stepped(int next) {
        steps++;
        Optional<S> after = model.step(state, operation(next));
        if (after.isPresent() && readers.areLeftBehind(state, after.get())) return Optional.empty();
        boolean isAfterOpen = depth > 0 && order[depth - 1] < 0;
        return isAfterOpen && after.isPresent() && couldPrecede(order[depth - 1], next, after.get())
                ? Optional.empty()
                : after;
    }

    /**
     * Whether an open operation could as well have waited: what comes next fits without it, and
     * either hides what it did, or does the same before it. Then the order in which it waits is
     * tried too, and enough. Of two open operations that can be swapped, the first goes first.
     */
    private boolean couldPrecede(int open, int next, S after) {
        steps++;
        Optional<S> without = model.step(statesBefore.getLast(), operation(next));
        if (without.isEmpty()) return false;
        if (without.get().equals(after)) return true;
        boolean mayBeSwapped = next >= 0 || ~next < ~open;
        return mayBeSwapped
                && model.step(without.get(), operation(open)).filter(after::equals).isPresent();
    }

    private Operation operation(int placed) {
        return placed >= 0 ? problem.bound().get(placed) : problem.open().get(~placed);
    }

    private Configuration configuration(S reached, int lastOpen) {
        long[] bound = placedBound.words();
        long[] open = placedOpen.words();
        long[] both = Arrays.copyOf(bound, bound.length + open.length);
        System.arraycopy(open, 0, both, bound.length, open.length);
        return new Configuration(both, reached, lastOpen);
    }

    private void push(int operation, S after) {
        order[depth++] = operation;
        statesBefore.add(state);
        state = after;
    }

    /** Takes back the last choice, and says which it was. */
    private int undo() {
        remember();
        int operation = order[--depth];
        state = statesBefore.removeLast();
        if (operation >= 0) {
            placedBound.remove(operation);
            readers.waits(operation);
            boundLeft++;
            unlift(2 * operation + 2);
            unlift(2 * operation + 1);
        } else {
            placedOpen.remove(~operation);
        }
        return operation;
    }

    private void lift(int event) {
        next[previous[event]] = next[event];
        previous[next[event]] = previous[event];
    }

    private void unlift(int event) {
        next[previous[event]] = event;
        previous[next[event]] = event;
    }

    private void remember() {
        int placed = count - boundLeft;
        if (placed <= longest) return;
        longest = placed;
        longestState = state;
        List<Operation> tail = new ArrayList<>();
        for (int i = Math.max(0, depth - TAIL); i < depth; i++) tail.add(operation(order[i]));
        longestTail = tail;
    }

    /** How many operations were tried so far. */
    long steps() {
        return steps;
    }

    /** The end of the order that placed the most of all those tried. */
    List<Operation> longestTail() {
        return longestTail;
    }

    /** Where that order led. */
    S longestState() {
        return longestState;
    }
}
