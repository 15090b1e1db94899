package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class LeaseTableTest {

    private static final long TTL = 1_000;

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void removesWhatIsAttachedWhenItEnds() {
        long lease = grant();
        apply(put("a", lease), put("b", 0), put("c", lease));
        assertEquals(lease, machine.get(1, bytes("a")).orElseThrow().lease());
        apply(new Command.Clock(TTL - 1));
        assertEquals(3, machine.revision());
        apply(new Command.Clock(TTL));
        assertEquals(4, machine.revision());
        assertEquals(List.of("b"), keys());
        assertEquals(bytes("v"), machine.getAt(1, bytes("a"), 3).orElseThrow().value());
        assertEquals(OptionalLong.empty(), machine.nextDeadline());
        assertEquals(List.of(), machine.leases());
        assertEquals(0, rows());
    }

    @Test
    void lastsItsWholeTimeFromWhenItIsKept() {
        long lease = grant();
        apply(new Command.Clock(600));
        assertEquals(new Outcome.Leased(lease, TTL, 400), apply(new Command.LookAtLease(lease)));
        assertEquals(new Outcome.Leased(lease, TTL, TTL), apply(new Command.KeepLease(lease)));
        assertEquals(OptionalLong.of(1_600), machine.nextDeadline());
        apply(new Command.Clock(1_599));
        assertEquals(List.of(lease), machine.leases());
    }

    @Test
    void isRevokedWithAllThatIsAttached() {
        long lease = grant();
        apply(put("a", lease), put("b", lease));
        assertEquals(new Outcome.Deleted(3, 2), apply(new Command.RevokeLease(lease)));
        assertEquals(List.of(), keys());
        var unknown = new Outcome.Refused(new Objection.UnknownLease(lease));
        assertEquals(unknown, apply(new Command.RevokeLease(lease)));
        assertEquals(unknown, apply(new Command.KeepLease(lease)));
        assertEquals(unknown, apply(new Command.LookAtLease(lease)));
        assertEquals(unknown, apply(put("a", lease)));
        assertEquals(3, machine.revision());
    }

    @Test
    void seesWhatTheSameBatchAttachedAndTookAway() {
        long lease = grant();
        apply(put("old", lease), put("moved", lease));
        long other = grant();
        applyAll(
                put("new", lease),
                put("moved", other),
                new Command.Delete(1, bytes("old")),
                put("old", lease),
                put("twice", lease),
                put("twice", 0),
                new Command.RevokeLease(lease));
        assertEquals(List.of("moved", "twice"), keys());
        apply(new Command.RevokeLease(other));
        assertEquals(List.of("twice"), keys());
        assertEquals(0, rows());
    }

    @Test
    void isLeftByAKeyThatIsPutWithoutIt() {
        long lease = grant();
        apply(put("a", lease));
        apply(put("a", 0));
        assertEquals(new Outcome.Deleted(2, 0), apply(new Command.RevokeLease(lease)));
        assertEquals(List.of("a"), keys());
    }

    @Test
    void refusesATransactionWholeForALeaseThatIsNot() {
        var txn = new Command.Txn(List.of(), List.of(put("a", 0), put("b", 77)), List.of());
        assertEquals(new Outcome.Refused(new Objection.UnknownLease(77)), apply(txn));
        assertEquals(0, machine.revision());
        assertEquals(List.of(), keys());
    }

    @Test
    void hasTheIdThatWasAskedForOrOneThatNoneHad() {
        assertEquals(new Outcome.Leased(7, TTL, TTL), apply(new Command.GrantLease(7, TTL)));
        assertEquals(
                new Outcome.Refused(new Objection.LeaseExists(7)),
                apply(new Command.GrantLease(7, TTL)));
        assertEquals(new Outcome.Leased(3, TTL, TTL), apply(new Command.GrantLease(0, TTL)));
    }

    @Test
    void isComparedInTransactions() {
        long lease = grant();
        apply(put("a", lease));
        var compare =
                new Compare(
                        new Keys.One(1, bytes("a")),
                        new Compare.Test.Number(
                                Compare.Field.LEASE, Compare.Relation.EQUAL, lease));
        var outcome = (Outcome.Txn) apply(new Command.Txn(List.of(compare), List.of(), List.of()));
        assertEquals(Outcome.Branch.SUCCESS, outcome.branch());
    }

    /** However many entries a replica applies at once, each ends what is due first by then. */
    @Test
    void endsTheSameLeaseByTheSameEntryWhateverTheBatches() {
        long kept = grant();
        long other = ((Outcome.Leased) apply(new Command.GrantLease(0, TTL + 1))).lease();
        apply(put("kept", kept), put("other", other));
        applyAll(
                new Command.Clock(2),
                new Command.KeepLease(kept),
                new Command.Clock(9 * TTL),
                new Command.Put(1, bytes("last"), bytes("v"), Previous.LEFT_OUT));
        assertEquals(List.of("kept", "last"), keys());
    }

    @Test
    void endsWithinTheBatchThatGrantedItToo() {
        var outcomes =
                applyAll(
                        new Command.GrantLease(7, TTL),
                        put("a", 7),
                        new Command.Clock(TTL),
                        new Command.KeepLease(7));
        assertEquals(new Outcome.Refused(new Objection.UnknownLease(7)), outcomes.getLast());
        assertEquals(List.of(), keys());
        assertEquals(0, rows());
    }

    /** More keys than one entry may look at: it ends piece by piece, and nobody can keep it. */
    @Test
    void endsInPiecesIfMoreIsAttachedThanOneEntryMayRemove() {
        long lease = grant();
        int more = Limits.ENTRY_KEYS_MAX + 5;
        for (int i = 0; i < more; i++) apply(put("k" + i, lease));
        apply(new Command.Clock(TTL));
        assertEquals(5, keys().size());
        assertEquals(OptionalLong.of(0), machine.nextDeadline());
        assertEquals(
                new Outcome.Refused(new Objection.UnknownLease(lease)),
                apply(new Command.KeepLease(lease)));
        machine = new KeyValueMachine(store);
        apply(new Command.Clock(TTL));
        assertEquals(List.of(), keys());
        assertEquals(more + 2, machine.revision());
        assertEquals(OptionalLong.empty(), machine.nextDeadline());
        assertEquals(0, rows());
    }

    @Test
    void isTheSameAfterARestart() {
        long lease = grant();
        apply(put("a", lease));
        machine = new KeyValueMachine(store);
        assertEquals(List.of(lease), machine.leases());
        assertEquals(OptionalLong.of(TTL), machine.nextDeadline());
        apply(new Command.Clock(TTL));
        assertEquals(List.of(), keys());
    }

    @Test
    void changesNothingIfTheStoreTakesNothing() {
        long lease = grant();
        apply(put("a", lease));
        store.stall(true);
        List<Entry> entries = entries(new Command.RevokeLease(lease), put("b", 0));
        assertEquals(Optional.empty(), machine.apply(entries));
        assertEquals(List.of(lease), machine.leases());
        store.stall(false);
        machine.apply(entries);
        assertEquals(List.of("b"), keys());
    }

    private long grant() {
        return ((Outcome.Leased) apply(new Command.GrantLease(0, TTL))).lease();
    }

    private static Command.Put put(String key, long lease) {
        return new Command.Put(1, bytes(key), bytes("v"), lease, Previous.LEFT_OUT);
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    private Outcome apply(Command... commands) {
        return applyAll(commands).getLast();
    }

    private List<Outcome> applyAll(Command... commands) {
        return machine.apply(entries(commands)).orElseThrow();
    }

    private List<Entry> entries(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        return entries;
    }

    private List<String> keys() {
        try (KeyValueView view = machine.view();
                RangeCursor cursor = view.range(1, Bytes.EMPTY, Bytes.EMPTY)) {
            return cursor.next(100_000, 1 << 30).versions().stream()
                    .map(found -> new String(found.key().toArray(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    /** How many rows there are of leases and what is attached to them. */
    private int rows() {
        int count = 0;
        try (StoreView view = store.view();
                StoreCursor rows = view.cursor(Family.META, bytes("k"), bytes("m"))) {
            for (; rows.isValid(); rows.next()) count++;
        }
        return count;
    }
}
