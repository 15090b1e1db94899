package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.RangeCursor;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.WriteAnswer;

import java.util.List;

/** An operation as a node is asked for it. */
record Asking(Operation operation) implements Question<Operation.Reply> {

    private static final int RANGE_KEYS_MAX = 1_000;
    private static final int RANGE_BYTES_MAX = 1 << 20;

    @Override
    public Arrival.Request request(Attempt<Operation.Reply> attempt) {
        var answer = new Answer(attempt);
        return switch (operation.wish) {
            case Operation.Wish.Put put -> write(Transactions.command(put), answer);
            case Operation.Wish.Delete(Bytes key) ->
                    write(new Command.Delete(Keyspaces.DEFAULT, key), answer);
            case Operation.Wish.DeleteRange range -> write(Transactions.command(range), answer);
            case Operation.Wish.PutIf putIf -> write(Transactions.command(putIf), answer);
            case Operation.Wish.Txn txn -> write(Transactions.command(txn), answer);
            case Operation.Wish.Behind behind -> write(Transactions.command(behind), answer);
            case Operation.Wish.Get get -> read(get.level(), answer);
            case Operation.Wish.Range range -> read(range.level(), answer);
        };
    }

    private static Arrival.Request read(Operation.Level level, ReadAnswer answer) {
        return switch (level) {
            case Operation.Level.Linearizable _ ->
                    new Arrival.Read(Arrival.Level.LINEARIZABLE, answer);
            case Operation.Level.Eventual _ -> new Arrival.Read(Arrival.Level.EVENTUAL, answer);
            case Operation.Level.InSession(Floor floor, long waitNanosMax) ->
                    new Arrival.ReadSession(floor, waitNanosMax, answer);
            case Operation.Level.Bounded(long nanos) -> new Arrival.ReadBounded(nanos, answer);
        };
    }

    private Arrival.Request write(Command.Write change, WriteAnswer answer) {
        Command command = operation.numbered.map(its -> its.once(change)).orElse(change);
        return new Arrival.Write(CommandCodec.encode(command), answer);
    }

    /** How the node answers. */
    private final class Answer implements WriteAnswer, ReadAnswer {

        private final Attempt<Operation.Reply> attempt;

        Answer(Attempt<Operation.Reply> attempt) {
            this.attempt = attempt;
        }

        @Override
        public void done(Outcome outcome, Standing standing) {
            attempt.host().burn();
            switch (outcome) {
                case Outcome.Put(long revision, _) ->
                        attempt.reply(new Operation.Reply.Done(revision));
                case Outcome.Deleted(long revision, long count, List<KeyVersion> previous)
                        when operation.wish instanceof Operation.Wish.DeleteRange -> {
                    InvariantViolation.require(
                            count == previous.size(), "%s came out as %s", operation, outcome);
                    attempt.reply(new Operation.Reply.DeletedAll(revision, previous));
                }
                case Outcome.Deleted(long revision, long count, _) ->
                        attempt.reply(new Operation.Reply.Deleted(revision, count));
                case Outcome.Txn txn -> attempt.reply(Transactions.reply(operation.change(), txn));
                case Outcome.Refused(Objection why) -> {
                    operation.requireRefused(why);
                    attempt.refuse(Refusals.of(why));
                }
                case Outcome.Read _,
                        Outcome.Registered _,
                        Outcome.Leased _,
                        Outcome.Compacted _,
                        Outcome.OfKeyspace _,
                        Outcome.Nothing _ ->
                        throw new AssertionError("a write came out as " + outcome);
            }
        }

        @Override
        public void serve(KeyValueMachine state, Standing standing) {
            attempt.host().burn();
            attempt.host().process().ifPresent(SimulatedProcess::shown);
            attempt.reply(
                    switch (operation.wish) {
                        case Operation.Wish.Get(Bytes key, Operation.Level level) -> {
                            look(level, standing);
                            yield new Operation.Reply.Found(
                                    standing.revision(),
                                    state.get(Keyspaces.DEFAULT, key),
                                    standing.stalenessNanos());
                        }
                        case Operation.Wish.Range _ ->
                                new Operation.Reply.FoundAll(
                                        standing.revision(), all(state), standing.stalenessNanos());
                        case Operation.Wish.Put _,
                                Operation.Wish.Delete _,
                                Operation.Wish.DeleteRange _,
                                Operation.Wish.PutIf _,
                                Operation.Wish.Txn _,
                                Operation.Wish.Behind _ ->
                                throw new AssertionError("a write is read");
                    });
        }

        private static List<KeyVersion> all(KeyValueMachine state) {
            try (KeyValueView view = state.view();
                    RangeCursor cursor = view.range(Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY)) {
                return List.copyOf(cursor.next(RANGE_KEYS_MAX, RANGE_BYTES_MAX).versions());
            }
        }

        private void look(Operation.Level level, Standing standing) {
            boolean isFollower = !attempt.host().isLeader();
            switch (level) {
                case Operation.Level.Linearizable _ -> {
                    if (isFollower) attempt.saw(Situation.LINEARIZABLE_READ_AT_A_FOLLOWER);
                }
                case Operation.Level.InSession _ -> {
                    if (isFollower) attempt.saw(Situation.SESSION_READ_AT_A_FOLLOWER);
                }
                case Operation.Level.Bounded _ -> {
                    if (standing.stalenessNanos() > 0) {
                        attempt.saw(Situation.BOUNDED_READ_ASKED_NOBODY);
                    }
                }
                case Operation.Level.Eventual _ -> {}
            }
        }

        @Override
        public void failed(Failure failure) {
            switch (failure) {
                case Failure.Overloaded _ -> attempt.saw(Situation.REQUEST_REFUSED_AS_TOO_MUCH);
                case Failure.NoSpace _ -> attempt.saw(Situation.WRITE_REFUSED_FOR_SPACE);
                case Failure.NotConfirmed _ -> attempt.saw(Situation.READ_NOT_CONFIRMED);
                case Failure.Behind _ -> attempt.saw(Situation.SESSION_READ_BEHIND);
                case Failure.OtherEpoch _, Failure.FutureFloor _ ->
                        throw new InvariantViolation(
                                operation + " is honest, and meets " + failure);
                case Failure.NotLeader _,
                        Failure.ShuttingDown _,
                        Failure.OutcomeUnknown _,
                        Failure.FutureRevision _,
                        Failure.Compacted _,
                        Failure.OfDigest _,
                        Failure.OfChange _ -> {}
            }
            attempt.refuse(Refusals.of(failure));
        }
    }
}
