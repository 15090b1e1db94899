package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.Compare;
import io.quorate.core.state.Fence;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Previous;
import io.quorate.core.state.Query;
import io.quorate.core.state.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditional puts and transactions as a node is asked for them, and what it makes of them. */
final class Transactions {

    /** More than there are. */
    private static final long KEYS_MAX = 1_000;

    private Transactions() {}

    /** One compare, one put, and a read for the case that it does not hold. */
    static Command.Txn command(Operation.Wish.PutIf wish) {
        return new Command.Txn(
                List.of(new Compare(one(wish.key()), test(wish.condition()))),
                List.of(new Command.Put(Keyspaces.DEFAULT, wish.key(), wish.value())),
                List.of(get(wish.key())));
    }

    private static Compare.Test test(Operation.Condition condition) {
        return switch (condition) {
            case Operation.Condition.IsAbsent _ -> equal(Compare.Field.VERSION, 0);
            case Operation.Condition.HasRevision(long modRevision) ->
                    equal(Compare.Field.MOD_REVISION, modRevision);
            case Operation.Condition.HasValue(Bytes value) ->
                    new Compare.Test.Value(Compare.Relation.EQUAL, value);
        };
    }

    private static Compare.Test equal(Compare.Field field, long operand) {
        return new Compare.Test.Number(field, Compare.Relation.EQUAL, operand);
    }

    /** The steps, one after the other. */
    static Command.Txn command(Operation.Wish.Txn wish) {
        List<io.quorate.core.state.Operation> operations = new ArrayList<>();
        for (Operation.Step step : wish.steps()) {
            operations.add(
                    switch (step) {
                        case Operation.Wish.Put put -> command(put);
                        case Operation.Wish.Delete(Bytes key) ->
                                new Command.Delete(Keyspaces.DEFAULT, key);
                        case Operation.Wish.Get get -> get(get.key());
                        case Operation.Wish.Range _ ->
                                new Query(all(), KEYS_MAX, Query.Content.VALUES);
                    });
        }
        return new Command.Txn(List.of(), operations, List.of());
    }

    /** A put or a transaction behind a fence. */
    static Command.Fenced command(Operation.Wish.Behind wish) {
        Command.Change change =
                switch (wish.change()) {
                    case Operation.Wish.Put put -> command(put);
                    case Operation.Wish.Txn txn -> command(txn);
                    case Operation.Wish.Delete _,
                            Operation.Wish.Get _,
                            Operation.Wish.Range _,
                            Operation.Wish.DeleteRange _,
                            Operation.Wish.PutIf _,
                            Operation.Wish.Behind _ ->
                            throw new AssertionError("nobody asks for " + wish);
                };
        return new Command.Fenced(
                new Fence(Keyspaces.DEFAULT, wish.lock(), wish.created()), change);
    }

    /** The removal of all between the first key and the last, which says what was there. */
    static Command.Delete command(Operation.Wish.DeleteRange wish) {
        Bytes behind = Values.behind(wish.keys().getLast());
        Keys range = new Keys.Range(Keyspaces.DEFAULT, wish.keys().getFirst(), behind);
        return new Command.Delete(range, Previous.WANTED);
    }

    /** One put, whatever is there. */
    static Command.Put command(Operation.Wish.Put put) {
        return new Command.Put(
                Keyspaces.DEFAULT,
                put.key(),
                put.value(),
                put.lease(),
                put.ttlNanos(),
                Previous.LEFT_OUT);
    }

    private static Query get(Bytes key) {
        return new Query(one(key), 1, Query.Content.VALUES);
    }

    private static Keys one(Bytes key) {
        return new Keys.One(Keyspaces.DEFAULT, key);
    }

    private static Keys all() {
        return new Keys.Range(Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY);
    }

    /** What the caller of either learns. */
    static Operation.Reply reply(Operation.Wish wish, Outcome.Txn outcome) {
        long revision = outcome.revision();
        List<Outcome> results = outcome.results();
        if (wish instanceof Operation.Wish.Txn(List<Operation.Step> steps)) {
            requireThat(outcome.branch() == Outcome.Branch.SUCCESS, wish, outcome);
            requireThat(results.size() == steps.size(), wish, outcome);
            List<Operation.Reply> replies = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) replies.add(reply(steps.get(i), results.get(i)));
            return new Operation.Reply.Each(revision, replies);
        }
        requireThat(results.size() == 1, wish, outcome);
        boolean isMet = outcome.branch() == Outcome.Branch.SUCCESS;
        boolean isOneRevision =
                switch (results.getFirst()) {
                    case Outcome.Put put -> isMet && put.revision() == revision;
                    case Outcome.Read read -> !isMet && read.revision() == revision;
                    case Outcome.Deleted _,
                            Outcome.Txn _,
                            Outcome.Registered _,
                            Outcome.Leased _,
                            Outcome.Compacted _,
                            Outcome.OfKeyspace _,
                            Outcome.Refused _,
                            Outcome.Nothing _ ->
                            false;
                };
        requireThat(isOneRevision, wish, outcome);
        return isMet
                ? new Operation.Reply.Done(revision)
                : new Operation.Reply.Unmet(revision, only((Outcome.Read) results.getFirst()));
    }

    private static Operation.Reply reply(Operation.Step step, Outcome result) {
        return switch (result) {
            case Outcome.Put(long revision, _) -> new Operation.Reply.Done(revision);
            case Outcome.Deleted(long revision, long count, _) ->
                    new Operation.Reply.Deleted(revision, count);
            case Outcome.Read read when step instanceof Operation.Wish.Get ->
                    new Operation.Reply.Found(read.revision(), only(read), 0);
            case Outcome.Read read -> {
                requireThat(!read.more() && read.count() == read.found().size(), step, read);
                yield new Operation.Reply.FoundAll(read.revision(), read.found(), 0);
            }
            case Outcome.Txn _,
                    Outcome.Registered _,
                    Outcome.Leased _,
                    Outcome.Compacted _,
                    Outcome.OfKeyspace _,
                    Outcome.Refused _,
                    Outcome.Nothing _ ->
                    throw new InvariantViolation(step + " came out as " + result);
        };
    }

    private static Optional<Version> only(Outcome.Read read) {
        requireThat(!read.more() && read.count() == read.found().size(), "a read of a key", read);
        return read.found().stream().findFirst().map(KeyVersion::version);
    }

    private static void requireThat(boolean isSo, Object wish, Outcome outcome) {
        InvariantViolation.require(isSo, "%s came out as %s", wish, outcome);
    }
}
