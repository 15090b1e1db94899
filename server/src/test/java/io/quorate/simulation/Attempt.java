package io.quorate.simulation;

import io.quorate.client.core.Input;
import io.quorate.client.core.Sent;
import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.RangeCursor;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.WriteAnswer;

import java.util.List;
import java.util.function.Consumer;

/** One sending of a call to one node: from the connection to the answer, or to its end without. */
final class Attempt implements SimulatedHost.Caller, WriteAnswer, ReadAnswer {

    private static final int RANGE_KEYS_MAX = 1_000;
    private static final int RANGE_BYTES_MAX = 1 << 20;

    /** Whom the attempt tells how it ended. */
    interface Owner {

        /** The node has answered. */
        void answered(Attempt attempt, Operation.Reply reply);

        /** The attempt ended otherwise. */
        void ended(Attempt attempt, Input input);
    }

    private final ClientLink link;
    private final Operation operation;
    private final Owner owner;
    private Sent sent;
    private boolean isOver;

    Attempt(ClientLink link, Operation operation, Owner owner) {
        this.link = link;
        this.operation = operation;
        this.owner = owner;
        sent = link.isConnected() ? Sent.MAYBE : Sent.NEVER;
    }

    /** Whether the request may have reached the node. */
    Sent sent() {
        return sent;
    }

    SimulatedHost host() {
        return link.host();
    }

    void begin() {
        if (sent == Sent.MAYBE) link.toNode(this::arrive, this::connectionClosed);
        else link.connect(this::connected, this::refused);
    }

    private void connected() {
        if (isOver) return;
        sent = Sent.MAYBE;
        link.toNode(this::arrive, this::connectionClosed);
    }

    private void refused() {
        end(new Input.Broken(Sent.NEVER, "connection refused"));
    }

    private void arrive() {
        if (isOver) link.saw(Situation.LATE_REQUEST_ARRIVED);
        boolean isTaken = host().request(this, this::request);
        if (!isTaken) connectionClosed();
    }

    private Arrival.Request request() {
        return switch (operation.wish) {
            case Operation.Wish.Put(Bytes key, Bytes value) ->
                    write(new Command.Put(Keyspaces.DEFAULT, key, value));
            case Operation.Wish.Delete(Bytes key) ->
                    write(new Command.Delete(Keyspaces.DEFAULT, key));
            case Operation.Wish.PutIf putIf -> write(Transactions.command(putIf));
            case Operation.Wish.Txn txn -> write(Transactions.command(txn));
            case Operation.Wish.Get get -> read(get.level());
            case Operation.Wish.Range range -> read(range.level());
        };
    }

    private Arrival.Request read(Operation.Level level) {
        return switch (level) {
            case Operation.Level.Linearizable _ ->
                    new Arrival.Read(Arrival.Level.LINEARIZABLE, this);
            case Operation.Level.Eventual _ -> new Arrival.Read(Arrival.Level.EVENTUAL, this);
            case Operation.Level.InSession(Floor floor, long waitNanosMax) ->
                    new Arrival.ReadSession(floor, waitNanosMax, this);
            case Operation.Level.Bounded(long nanos) -> new Arrival.ReadBounded(nanos, this);
        };
    }

    private Arrival.Request write(Command command) {
        return new Arrival.Write(CommandCodec.encode(command), this);
    }

    @Override
    public void done(Outcome outcome, Standing standing) {
        host().burn();
        switch (outcome) {
            case Outcome.Put(long revision, _) -> reply(new Operation.Reply.Done(revision));
            case Outcome.Deleted(long revision, long count, _) ->
                    reply(new Operation.Reply.Deleted(revision, count));
            case Outcome.Txn txn -> reply(Transactions.reply(operation.wish, txn));
            case Outcome.Read _,
                    Outcome.Registered _,
                    Outcome.Leased _,
                    Outcome.Compacted _,
                    Outcome.Refused _,
                    Outcome.Nothing _ ->
                    throw new AssertionError("a write came out as " + outcome);
        }
    }

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        host().burn();
        switch (operation.wish) {
            case Operation.Wish.Get(Bytes key, Operation.Level level) -> {
                look(level, standing);
                reply(
                        new Operation.Reply.Found(
                                standing.revision(),
                                state.get(Keyspaces.DEFAULT, key),
                                standing.stalenessNanos()));
            }
            case Operation.Wish.Range _ -> {
                try (KeyValueView view = state.view();
                        RangeCursor cursor =
                                view.range(Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY)) {
                    List<KeyVersion> all = cursor.next(RANGE_KEYS_MAX, RANGE_BYTES_MAX).versions();
                    reply(
                            new Operation.Reply.FoundAll(
                                    standing.revision(),
                                    List.copyOf(all),
                                    standing.stalenessNanos()));
                }
            }
            case Operation.Wish.Put _,
                    Operation.Wish.Delete _,
                    Operation.Wish.PutIf _,
                    Operation.Wish.Txn _ ->
                    throw new AssertionError("a write is read");
        }
    }

    private void look(Operation.Level level, Standing standing) {
        switch (level) {
            case Operation.Level.Linearizable _ -> {
                if (!host().isLeader()) link.saw(Situation.LINEARIZABLE_READ_AT_A_FOLLOWER);
            }
            case Operation.Level.InSession _ -> {
                if (!host().isLeader()) link.saw(Situation.SESSION_READ_AT_A_FOLLOWER);
            }
            case Operation.Level.Bounded _ -> {
                if (standing.stalenessNanos() > 0) link.saw(Situation.BOUNDED_READ_ASKED_NOBODY);
            }
            case Operation.Level.Eventual _ -> {}
        }
    }

    @Override
    public void failed(Failure failure) {
        switch (failure) {
            case Failure.Overloaded _ -> link.saw(Situation.REQUEST_REFUSED_AS_TOO_MUCH);
            case Failure.NoSpace _ -> link.saw(Situation.WRITE_REFUSED_FOR_SPACE);
            case Failure.NotConfirmed _ -> link.saw(Situation.READ_NOT_CONFIRMED);
            case Failure.Behind _ -> link.saw(Situation.SESSION_READ_BEHIND);
            case Failure.OtherEpoch _, Failure.FutureFloor _ ->
                    throw new InvariantViolation(operation + " is honest, and meets " + failure);
            case Failure.NotLeader _,
                    Failure.ShuttingDown _,
                    Failure.OutcomeUnknown _,
                    Failure.FutureRevision _,
                    Failure.Compacted _,
                    Failure.OfChange _ -> {}
        }
        back(attempt -> attempt.end(Refusals.of(failure)));
    }

    private void reply(Operation.Reply reply) {
        back(attempt -> attempt.succeed(reply));
    }

    private void back(Consumer<Attempt> what) {
        host().forget(this);
        link.toClient(() -> what.accept(this), this::connectionClosed);
    }

    private void succeed(Operation.Reply reply) {
        if (isOver) return;
        isOver = true;
        owner.answered(this, reply);
    }

    private void end(Input input) {
        if (isOver) return;
        isOver = true;
        owner.ended(this, input);
    }

    @Override
    public void connectionClosed() {
        link.closed();
        if (isOver) return;
        link.inAMoment(() -> end(new Input.Broken(sent, "connection reset")));
    }

    /** The caller waits no more; the node may still take what was sent. */
    void abandon() {
        if (isOver) return;
        host().forget(this);
        end(new Input.Broken(sent, "given up by the caller"));
    }
}
