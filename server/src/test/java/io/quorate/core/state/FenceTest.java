package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class FenceTest {

    private static final long TTL = 1_000;
    private static final Bytes LOCK = Bytes.utf8("lock/1");
    private static final Bytes KEY = Bytes.utf8("k");

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void letsEveryChangeThroughWhileTheLockIsHeld() {
        Fence fence = taken(LOCK);
        assertEquals(new Outcome.Put(2), apply(fenced(fence, put(KEY))));
        apply(put(LOCK));
        assertEquals(new Outcome.Deleted(4, 1), apply(fenced(fence, delete(KEY))));
        var txn = (Outcome.Txn) apply(fenced(fence, txn(put(KEY))));
        assertEquals(5, txn.revision());
    }

    @Test
    void refusesEveryChangeOnceTheLockIsGone() {
        Fence fence = taken(LOCK);
        apply(put(KEY));
        apply(delete(LOCK));
        for (Command.Change change : List.of(put(KEY), delete(KEY), txn(put(KEY)), txn())) {
            assertEquals(stale(fence, 0), apply(fenced(fence, change)));
        }
        assertEquals(3, machine.revision());
        assertEquals(2, machine.get(1, KEY).orElseThrow().modRevision());
    }

    @Test
    void refusesTheEarlierHolderOfAKeyThatWasMadeAnew() {
        Fence earlier = taken(LOCK);
        apply(delete(LOCK));
        Fence later = taken(LOCK);
        assertEquals(stale(earlier, later.createRevision()), apply(fenced(earlier, put(KEY))));
        assertEquals(new Outcome.Put(4), apply(fenced(later, put(KEY))));
        assertEquals(
                stale(new Fence(1, LOCK, 4), later.createRevision()),
                apply(fenced(new Fence(1, LOCK, 4), put(KEY))));
    }

    @Test
    void namesAKeyOfItsOwnKeyspaceAlone() {
        MadeKeyspaces.in(store, 2);
        machine = new KeyValueMachine(store);
        Fence fence = taken(LOCK);
        var elsewhere = new Fence(2, LOCK, fence.createRevision());
        assertEquals(stale(elsewhere, 0), apply(fenced(elsewhere, put(KEY))));
        var other = new Command.Put(2, KEY, Bytes.utf8("v"));
        assertEquals(new Outcome.Put(2), apply(fenced(fence, other)));
    }

    /** Its row is there until entries remove it. */
    @Test
    void isStaleOnceTheKeyspaceOfTheLockIsDeleted() {
        MadeKeyspaces.in(store, 2);
        machine = new KeyValueMachine(store);
        apply(new Command.Put(2, LOCK, Bytes.EMPTY));
        var fence = new Fence(2, LOCK, 1);
        assertEquals(new Outcome.Put(2), apply(fenced(fence, put(KEY))));
        apply(new Command.DeleteKeyspace(2));
        assertEquals(stale(fence, 0), apply(fenced(fence, put(KEY))));
    }

    @Test
    void isStaleOnceTheLeaseOfTheLockHasEnded() {
        var lease = (Outcome.Leased) apply(new Command.GrantLease(0, TTL));
        apply(new Command.Put(1, LOCK, Bytes.EMPTY, lease.lease(), Previous.LEFT_OUT));
        var fence = new Fence(1, LOCK, 1);
        assertEquals(new Outcome.Put(2), apply(fenced(fence, put(KEY))));
        apply(new Command.Clock(TTL));
        assertEquals(stale(fence, 0), apply(fenced(fence, put(KEY))));
    }

    /** What the entries before it did counts, although the store has none of it yet. */
    @Test
    void seesTheEntriesBeforeItInTheBatch() {
        Fence fence = taken(LOCK);
        var outcomes =
                applyAll(
                        fenced(fence, put(KEY)),
                        delete(LOCK),
                        fenced(fence, put(KEY)),
                        put(LOCK),
                        fenced(fence, put(KEY)),
                        fenced(new Fence(1, LOCK, 4), put(KEY)));
        assertEquals(new Outcome.Put(2), outcomes.get(0));
        assertEquals(stale(fence, 0), outcomes.get(2));
        assertEquals(stale(fence, 4), outcomes.get(4));
        assertEquals(new Outcome.Put(5), outcomes.get(5));
    }

    /** The fence is looked at before the change: a holder may give the lock up with its last. */
    @Test
    void letsThroughTheChangeThatGivesTheLockUp() {
        Fence fence = taken(LOCK);
        var last = (Outcome.Txn) apply(fenced(fence, txn(put(KEY), delete(LOCK))));
        assertEquals(2, last.revision());
        assertEquals(Optional.empty(), machine.get(1, LOCK));
        assertEquals(stale(fence, 0), apply(fenced(fence, txn(put(KEY), delete(LOCK)))));
    }

    @Test
    void answersAClientThatAsksAgainWhatItAnsweredFirst() {
        Fence fence = taken(LOCK);
        var client = (Outcome.Registered) apply(new Command.RegisterClient(TTL, Command.Order.ANY));
        var first = once(client.client(), 1, fenced(fence, put(KEY)));
        assertEquals(new Outcome.Put(2), apply(first));
        apply(delete(LOCK));
        var second = once(client.client(), 2, fenced(fence, txn(put(KEY))));
        assertEquals(stale(fence, 0), apply(second));
        machine = new KeyValueMachine(store);
        assertEquals(new Outcome.Put(2), apply(first));
        assertEquals(stale(fence, 0), apply(second));
        assertEquals(3, machine.revision());
    }

    @Test
    void isHeldToItsLimitsBeforeItIsProposed() {
        var change = put(KEY);
        assertEquals(Optional.empty(), Limits.whyInvalid(fenced(new Fence(1, LOCK, 1), change)));
        assertEquals(
                Optional.of("a fence's revision is 1 to 2^63 - 1"),
                Limits.whyInvalid(fenced(new Fence(1, LOCK, 0), change)));
        assertEquals(
                Optional.of("a fence's revision is 1 to 2^63 - 1"),
                Limits.whyInvalid(fenced(new Fence(1, LOCK, -1), change)));
        assertEquals(
                Optional.of("the fence: the key is empty"),
                Limits.whyInvalid(fenced(new Fence(1, Bytes.EMPTY, 1), change)));
        var tooLong = Bytes.wrap(new byte[Limits.KEY_BYTES_MAX + 1]);
        assertEquals(
                Optional.of("the fence: the key has 8193 bytes, of at most 8192"),
                Limits.whyInvalid(fenced(new Fence(1, tooLong, 1), change)));
        var emptyKey = put(Bytes.EMPTY);
        assertEquals(
                Optional.of("the key is empty"),
                Limits.whyInvalid(fenced(new Fence(1, LOCK, 1), emptyKey)));
    }

    private Fence taken(Bytes lock) {
        var made = (Outcome.Put) apply(put(lock));
        return new Fence(1, lock, made.revision());
    }

    private static Command.Fenced fenced(Fence fence, Command.Change change) {
        return new Command.Fenced(fence, change);
    }

    private static Command.Put put(Bytes key) {
        return new Command.Put(1, key, Bytes.utf8("v"));
    }

    private static Command.Delete delete(Bytes key) {
        return new Command.Delete(1, key);
    }

    private static Command.Txn txn(Operation... operations) {
        return new Command.Txn(List.of(), List.of(operations), List.of());
    }

    private static Command.Once once(long client, long sequence, Command.Write write) {
        return new Command.Once(client, sequence, 1, CommandCodec.encode(write));
    }

    private static Outcome stale(Fence fence, long found) {
        return new Outcome.Refused(new Objection.StaleFence(fence.createRevision(), found));
    }

    private Outcome apply(Command command) {
        return applyAll(command).getFirst();
    }

    private List<Outcome> applyAll(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        for (Command command : commands) {
            long index = machine.applied().index() + entries.size() + 1;
            entries.add(Entry.command(1, index, CommandCodec.encode(command)));
        }
        return machine.apply(entries).orElseThrow();
    }
}
