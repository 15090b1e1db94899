package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.state.Command;
import io.quorate.core.state.KnownClient;
import io.quorate.core.state.Limits;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Outcome;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whom the table of clients has to hold, written down a second time and more simply. */
final class TrueClients {

    /** Learns what becomes of clients and their changes. */
    interface Listener {

        /** A change was done, the one time that it is. */
        void done(long client, long sequence, Operation.Reply reply);

        /** A change that was done is asked for again. */
        void again(long client, long sequence);

        /** A change is not done. */
        void refused(long client, long sequence, Objection why);

        /** A client was not heard of for too long. */
        void expired(long client);
    }

    /** What becomes of a change. */
    sealed interface Verdict {
        record Do() implements Verdict {}

        record Again() implements Verdict {}

        record Refuse(Objection why) implements Verdict {}
    }

    private static final class Known {
        final Command.RegisterClient registration;
        final TreeMap<Long, Bytes> done = new TreeMap<>();
        long deadline;
        long last;
        long lowest = 1;

        Known(Command.RegisterClient registration) {
            this.registration = registration;
        }

        void heardOf(long time) {
            deadline = Math.max(deadline, time + registration.ttlNanos());
        }
    }

    private final Map<Long, Known> clients = new TreeMap<>();

    Outcome register(long id, Command.RegisterClient registration, long time) {
        var known = new Known(registration);
        known.heardOf(time);
        clients.put(id, known);
        return new Outcome.Registered(id);
    }

    Outcome keep(long id, long time) {
        Known known = clients.get(id);
        if (known == null) return new Outcome.Refused(new Objection.UnknownClient(id));
        known.heardOf(time);
        return new Outcome.Nothing();
    }

    Outcome forget(long id) {
        return clients.remove(id) == null
                ? new Outcome.Refused(new Objection.UnknownClient(id))
                : new Outcome.Nothing();
    }

    /** Whether nobody is known any more. */
    boolean isEmpty() {
        return clients.isEmpty();
    }

    /** Those whose time is over go. */
    void expire(long time, Listener listener) {
        for (long id : new ArrayList<>(clients.keySet())) {
            if (clients.get(id).deadline > time) continue;
            clients.remove(id);
            listener.expired(id);
        }
    }

    /** What becomes of a change; its client is heard of. */
    Verdict judge(Command.Once once, long time) {
        Known known = clients.get(once.client());
        if (known == null) {
            return new Verdict.Refuse(new Objection.UnknownClient(once.client()));
        }
        known.heardOf(time);
        long sequence = once.sequence();
        if (sequence < known.lowest) {
            return new Verdict.Refuse(new Objection.AlreadyAnswered(known.lowest));
        }
        Optional<Bytes> before = Optional.ofNullable(known.done.get(sequence));
        if (before.isPresent()) {
            return before.get().equals(once.change())
                    ? new Verdict.Again()
                    : new Verdict.Refuse(new Objection.OtherChange(sequence));
        }
        boolean isOrdered = known.registration.order() == Command.Order.BY_SEQUENCE;
        if (isOrdered && sequence != known.last + 1) {
            return new Verdict.Refuse(new Objection.SequenceSkipped(known.last + 1));
        }
        long lowest = Math.max(known.lowest, once.lowestUnanswered());
        return sequence - lowest >= Limits.UNANSWERED_MAX
                ? new Verdict.Refuse(new Objection.TooManyUnanswered(Limits.UNANSWERED_MAX))
                : new Verdict.Do();
    }

    /** A change was done. */
    void did(Command.Once once) {
        Known known = clients.get(once.client());
        known.done.put(once.sequence(), once.change());
        known.last = Math.max(known.last, once.sequence());
        known.lowest = Math.max(known.lowest, once.lowestUnanswered());
        known.done.headMap(known.lowest).clear();
    }

    /** All of them, as a state's rows have to say. */
    Map<Long, KnownClient> all() {
        Map<Long, KnownClient> all = new TreeMap<>();
        clients.forEach(
                (id, known) ->
                        all.put(
                                id,
                                new KnownClient(
                                        known.registration.order(),
                                        known.registration.ttlNanos(),
                                        known.deadline,
                                        known.last,
                                        known.lowest,
                                        new ArrayList<>(known.done.keySet()))));
        return all;
    }
}
