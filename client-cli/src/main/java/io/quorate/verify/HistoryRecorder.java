package io.quorate.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes down what clients do, as it happens. The order of the calls is the order of events that the
 * checkers go by, so {@link #invoked} comes before the request leaves and {@link #completed} after
 * its answer arrived. Thread-safe.
 */
public final class HistoryRecorder {

    private record Invoked(
            int client,
            long session,
            long sequence,
            Invocation invocation,
            long event,
            long nanos) {}

    private record Ended(long event, long nanos, Outcome outcome) {}

    private final List<Invoked> invoked = new ArrayList<>();
    private final Map<Integer, Ended> ended = new TreeMap<>();
    private final Map<Integer, Integer> outstanding = new TreeMap<>();
    private long events;

    /** A client outside of any session is about to ask for something. */
    public int invoked(long nowNanos, int client, Invocation invocation) {
        return invoked(nowNanos, client, 0, 0, invocation);
    }

    /**
     * A client is about to ask for something.
     *
     * @param session the session it is sent in; 0 for none
     * @param sequence its number in the session; 0 for none
     * @return the operation's id
     * @throws IllegalStateException if the client has another operation outstanding
     */
    public synchronized int invoked(
            long nowNanos, int client, long session, long sequence, Invocation invocation) {
        int id = invoked.size();
        Integer other = outstanding.put(client, id);
        if (other != null) {
            throw new IllegalStateException(
                    "client " + client + " asks for " + invocation + " while #" + other + " lasts");
        }
        invoked.add(new Invoked(client, session, sequence, invocation, events++, nowNanos));
        return id;
    }

    /**
     * An operation's client goes on. What is never completed stays unknown.
     *
     * @throws IllegalStateException if it has ended already
     */
    public synchronized void completed(long nowNanos, int id, Outcome outcome) {
        int client = invoked.get(id).client();
        if (!outstanding.remove(client, id)) {
            throw new IllegalStateException("#" + id + " of client " + client + " ended before");
        }
        ended.put(id, new Ended(events++, nowNanos, outcome));
    }

    /** A place in the order of all events, for something that is no operation. */
    public synchronized long mark() {
        return events++;
    }

    /** Everything so far. */
    public synchronized History history() {
        List<Operation> operations = new ArrayList<>(invoked.size());
        for (int id = 0; id < invoked.size(); id++) operations.add(operation(id));
        return new History(operations);
    }

    private Operation operation(int id) {
        Invoked begun = invoked.get(id);
        Ended end =
                ended.getOrDefault(
                        id, new Ended(Operation.NEVER, Operation.NEVER, new Outcome.Unknown()));
        boolean isKnown = !(end.outcome() instanceof Outcome.Unknown);
        return new Operation(
                id,
                begun.client(),
                begun.session(),
                begun.sequence(),
                begun.invocation(),
                begun.event(),
                isKnown ? end.event() : Operation.NEVER,
                begun.nanos(),
                end.nanos(),
                end.outcome());
    }
}
