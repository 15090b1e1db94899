package io.quorate.verify.linearizability;

import io.quorate.verify.Anomaly;
import io.quorate.verify.Operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Why a key is not linearizable. A prefix of a linearizable history is linearizable (Herlihy and
 * Wing 1990, section 2.3), so there is one reply before which all was well; a binary search finds
 * it. It is told with what it meets: the end of an order of all that was answered before, and what
 * was under way at the same time.
 */
final class Explanation {

    /** So many of the operations under way are named. */
    private static final int UNDER_WAY_MAX = 20;

    private final String key;
    private final Linearizability.Models models;
    private final List<Operation> operations;
    private final long stepsMax;

    Explanation(
            String key, Linearizability.Models models, List<Operation> operations, long stepsMax) {
        this.key = key;
        this.models = models;
        this.operations = operations.stream().filter(operation -> !operation.isFail()).toList();
        this.stepsMax = stepsMax;
    }

    Anomaly anomaly() {
        List<Operation> replies =
                operations.stream()
                        .filter(Operation::isOk)
                        .sorted(Comparator.comparingLong(Operation::completed))
                        .toList();
        int low = 0;
        int high = replies.size() - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            boolean isWell = search(replies.get(middle).completed()).run() != Search.End.NONE;
            if (isWell) low = middle + 1;
            else high = middle;
        }
        return explain(replies.get(low));
    }

    private Search<?> search(long event) {
        List<Operation> before = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.invoked() < event) before.add(operation.asOf(event));
        }
        return Linearizability.search(key, models, before, stepsMax);
    }

    private Anomaly explain(Operation culprit) {
        Search<?> search = search(culprit.completed() - 1);
        search.run();
        List<Operation> tail = search.longestTail();
        StringBuilder text = new StringBuilder();
        text.append("key ").append(key).append(" is linearizable until #").append(culprit.id());
        text.append(" is answered. An order of what was answered before ends");
        text.append(tail.isEmpty() ? " before it began" : "");
        for (Operation operation : tail) text.append("\n    ").append(operation);
        text.append("\n  and leaves ").append(search.longestState());
        text.append(". What does not fit, and what was under way at the same time:");
        return new Anomaly("not linearizable", text.toString(), window(culprit));
    }

    /** The reply that does not fit, and whatever could be ordered before or after it. */
    private List<Operation> window(Operation culprit) {
        Set<Operation> window = new LinkedHashSet<>();
        window.add(culprit);
        for (Operation operation : operations) {
            if (window.size() > UNDER_WAY_MAX) break;
            boolean isUnderWay =
                    operation.invoked() < culprit.completed()
                            && operation.completed() > culprit.invoked();
            if (isUnderWay) window.add(operation);
        }
        return new ArrayList<>(window);
    }
}
