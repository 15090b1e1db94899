package io.quorate.adapter.grpc;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.Compare;
import io.quorate.core.state.Fence;
import io.quorate.core.state.Keys;
import io.quorate.core.state.Operation;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Previous;
import io.quorate.core.state.Query;

import java.util.List;
import java.util.Optional;

/** What is asked of the state machine for locks: each may be asked again, and does no more then. */
final class LockCommands {

    private LockCommands() {}

    /**
     * Takes a place, or finds it.
     *
     * @param value what its key is to hold, whether it was there or not; empty: nothing if it is
     *     made, and whatever it holds if it is there
     */
    static Command enter(LockQueue queue, long lease, Optional<Bytes> value) {
        Keys.One key = new Keys.One(queue.keyspace(), queue.key(lease));
        var put =
                new Command.Put(
                        key.keyspace(),
                        key.key(),
                        value.orElse(Bytes.EMPTY),
                        lease,
                        Previous.LEFT_OUT);
        var read = new Query(key, 1, Query.Content.KEYS);
        List<Operation> again =
                value.isEmpty() ? List.of(read) : List.of(unlessItHolds(key, put), read);
        return new Command.Txn(List.of(created(key, 0)), List.of(put, read), again);
    }

    private static Operation unlessItHolds(Keys.One key, Command.Put put) {
        var holds = new Compare(key, new Compare.Test.Value(Compare.Relation.EQUAL, put.value()));
        return new Command.Txn(List.of(holds), List.of(), List.of(put));
    }

    /** When the place was made that {@link #enter} came to. */
    static long entered(Outcome outcome) {
        if (outcome instanceof Outcome.Txn txn
                && txn.results().getLast() instanceof Outcome.Read read) {
            return read.found().getFirst().version().createRevision();
        }
        throw new InvariantViolation("a place in a queue came out as " + outcome);
    }

    /** Gives a place up, if it is still there. Throws the call's status if there can be none. */
    static Command leave(int keyspace, io.quorate.v1.Fence asked) {
        Fence place = fence(keyspace, asked);
        var key = new Keys.One(place.keyspace(), place.key());
        var delete = new Command.Delete(key, Previous.LEFT_OUT);
        return new Command.Txn(
                List.of(created(key, place.createRevision())), List.of(delete), List.of());
    }

    /** Whether {@link #leave} found the place. */
    static boolean left(Outcome outcome) {
        if (outcome instanceof Outcome.Txn txn) return txn.branch() == Outcome.Branch.SUCCESS;
        throw new InvariantViolation("a place in a queue went as " + outcome);
    }

    /** Has a place hold another value. Throws the call's status if there can be no such place. */
    static Command proclaim(int keyspace, io.quorate.v1.Fence asked, Bytes value) {
        Fence place = fence(keyspace, asked);
        long lease =
                LockQueue.lease(place.key())
                        .orElseThrow(() -> Failures.invalid("the fence's key is no candidate's"));
        return new Command.Fenced(
                place,
                new Command.Put(place.keyspace(), place.key(), value, lease, Previous.LEFT_OUT));
    }

    private static Fence fence(int keyspace, io.quorate.v1.Fence asked) {
        if (asked.getCreateRevision() < 1) {
            throw Failures.invalid("a fence's revision is 1 to 2^63 - 1");
        }
        return new Fence(keyspace, Requests.bytes(asked.getKey()), asked.getCreateRevision());
    }

    private static Compare created(Keys.One key, long revision) {
        return new Compare(
                key,
                new Compare.Test.Number(
                        Compare.Field.CREATE_REVISION, Compare.Relation.EQUAL, revision));
    }
}
