package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Objection;

import java.util.TreeMap;

/** What registered clients asked for, and what became of it in the one true history. */
final class NumberedChanges implements TrueClients.Listener {

    private record Name(long client, long sequence) implements Comparable<Name> {

        @Override
        public int compareTo(Name other) {
            int byClient = Long.compare(client, other.client);
            return byClient != 0 ? byClient : Long.compare(sequence, other.sequence);
        }
    }

    private final TrueListener listener;
    private final Counts counts;
    private final TreeMap<Name, Operation> operations = new TreeMap<>();

    /**
     * @param listener learns of what is done as of what nobody numbered
     */
    NumberedChanges(TrueListener listener, Counts counts) {
        this.listener = listener;
        this.counts = counts;
    }

    void begins(Operation operation, Numbered numbered) {
        var name = new Name(numbered.client(), numbered.sequence());
        Operation other = operations.put(name, operation);
        if (other != null) throw new AssertionError(operation + " has the number of " + other);
    }

    private Operation operation(long client, long sequence) {
        Operation operation = operations.get(new Name(client, sequence));
        InvariantViolation.require(
                operation != null, "sequence %d of client %d is nobody's", sequence, client);
        return operation;
    }

    @Override
    public void done(long client, long sequence, Operation.Reply reply) {
        Operation operation = operation(client, sequence);
        listener.carriedOut(operation.number, reply);
        if (reply instanceof Operation.Reply.Deleted(long revision, long count) && count > 0) {
            listener.tookEffect(operation.number, revision);
        }
        if (reply instanceof Operation.Reply.DeletedAll all && !all.previous().isEmpty()) {
            listener.tookEffect(operation.number, all.revision());
        }
    }

    @Override
    public void again(long client, long sequence) {
        counts.saw(Situation.RETRY_ANSWERED_FROM_THE_TABLE);
    }

    @Override
    public void refused(long client, long sequence, Objection why) {
        operation(client, sequence).refusals.add(why);
        if (why instanceof Objection.SequenceSkipped) counts.saw(Situation.SEQUENCE_SKIPPED);
        if (why instanceof Objection.AlreadyAnswered) counts.saw(Situation.LATE_CHANGE_REFUSED);
    }

    @Override
    public void expired(long client) {
        counts.saw(Situation.CLIENT_EXPIRED);
        var its = operations.subMap(new Name(client, 0), new Name(client + 1, 0)).values();
        if (its.stream().anyMatch(one -> one.fate == Operation.Fate.OPEN)) {
            counts.saw(Situation.CLIENT_EXPIRED_DURING_A_WRITE);
        }
    }
}
