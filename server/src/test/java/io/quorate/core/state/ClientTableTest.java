package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command.Order;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class ClientTableTest {

    private static final long TTL = 1_000;

    private final MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    @Test
    void doesAChangeOnceHoweverOftenItIsInTheLog() {
        long client = register(Order.BY_SEQUENCE);
        assertEquals(new Outcome.Put(1), apply(once(client, 1, put("a", "1"))));
        apply(put("b", "x"));
        for (int i = 0; i < 3; i++) {
            assertEquals(new Outcome.Put(1), apply(once(client, 1, put("a", "1"))));
        }
        assertEquals(2, machine.revision());
        assertEquals(1, machine.get(1, bytes("a")).orElseThrow().version());
    }

    @Test
    void doesAChangeOnceWithinABatchToo() {
        long client = register(Order.BY_SEQUENCE);
        var change = once(client, 1, put("a", "1"));
        assertEquals(List.of(new Outcome.Put(1), new Outcome.Put(1)), applyAll(change, change));
        assertEquals(1, machine.revision());
    }

    /** What it came to is what it came to then, whatever the keys are now. */
    @Test
    void answersAgainWithEverythingThatWasAnswered() {
        long client = register(Order.ANY);
        apply(put("a", "old"));
        var read = new Query(new Keys.One(1, bytes("a")), 1, Query.Content.VALUES);
        var txn =
                new Command.Txn(
                        List.of(),
                        List.of(
                                read,
                                new Command.Put(1, bytes("a"), bytes("new"), Previous.WANTED),
                                new Command.Delete(
                                        new Keys.Range(1, bytes("a"), bytes("b")),
                                        Previous.WANTED)),
                        List.of());
        Outcome first = apply(once(client, 1, txn));
        apply(put("a", "other"));
        assertEquals(first, apply(once(client, 1, txn)));
        assertEquals(bytes("other"), machine.get(1, bytes("a")).orElseThrow().value());
    }

    @Test
    void refusesAnotherChangeUnderTheSameSequence() {
        long client = register(Order.ANY);
        apply(once(client, 1, put("a", "1")));
        assertEquals(
                new Outcome.Refused(new Objection.OtherChange(1)),
                apply(once(client, 1, put("a", "2"))));
        assertEquals(1, machine.revision());
    }

    @Test
    void refusesWhoWasNeverRegisteredAndCreatesNobody() {
        var refused = new Outcome.Refused(new Objection.UnknownClient(77));
        assertEquals(refused, apply(once(77, 1, put("a", "1"))));
        assertEquals(refused, apply(once(77, 1, put("a", "1"))));
        assertEquals(refused, apply(new Command.KeepClient(77)));
        assertEquals(refused, apply(new Command.ForgetClient(77)));
        assertEquals(0, machine.revision());
    }

    @Test
    void keepsAnOrderedClientsChangesInOrder() {
        long client = register(Order.BY_SEQUENCE);
        var skipped = new Outcome.Refused(new Objection.SequenceSkipped(1));
        assertEquals(skipped, apply(once(client, 2, put("a", "2"))));
        assertEquals(new Outcome.Put(1), apply(once(client, 1, put("a", "1"))));
        assertEquals(new Outcome.Put(2), apply(once(client, 2, put("a", "2"))));
    }

    @Test
    void takesAnUnorderedClientsChangesAsTheyCome() {
        long client = register(Order.ANY);
        assertEquals(new Outcome.Put(1), apply(once(client, 3, put("a", "3"))));
        assertEquals(new Outcome.Put(2), apply(once(client, 1, put("a", "1"))));
        assertEquals(new Outcome.Put(1), apply(once(client, 3, put("a", "3"))));
    }

    @Test
    void forgetsWhatTheClientHasTheAnswersOf() {
        long client = register(Order.BY_SEQUENCE);
        apply(once(client, 1, put("a", "1")));
        apply(once(client, 2, put("a", "2")));
        apply(new Command.Once(client, 3, 3, CommandCodec.encode(put("a", "3"))));
        assertEquals(
                new Outcome.Refused(new Objection.AlreadyAnswered(3)),
                apply(once(client, 2, put("a", "2"))));
        assertEquals(2, metaRows());
        assertEquals(3, machine.revision());
    }

    @Test
    void keepsSoManyUnansweredAndNotOneMore() {
        long client = register(Order.BY_SEQUENCE);
        for (int i = 1; i <= Limits.UNANSWERED_MAX; i++) {
            assertEquals(new Outcome.Put(i), apply(once(client, i, put("a", "1"))));
        }
        long next = Limits.UNANSWERED_MAX + 1L;
        assertEquals(
                new Outcome.Refused(new Objection.TooManyUnanswered(Limits.UNANSWERED_MAX)),
                apply(once(client, next, put("a", "1"))));
        assertEquals(
                new Outcome.Put(next),
                apply(new Command.Once(client, next, 2, CommandCodec.encode(put("a", "1")))));
    }

    @Test
    void saysThatAnAnswerWasTooLargeToKeep() {
        long client = register(Order.ANY);
        apply(put("a", "x".repeat(Limits.OUTCOME_BYTES_MAX)));
        var change = new Command.Put(1, bytes("a"), bytes("1"), Previous.WANTED);
        Outcome first = apply(once(client, 1, change));
        assertEquals(2, ((Outcome.Put) first).revision());
        assertEquals(
                new Outcome.Refused(new Objection.AnswerNotKept()), apply(once(client, 1, change)));
        assertEquals(2, machine.revision());
    }

    @Test
    void keepsARefusalToo() {
        long client = register(Order.BY_SEQUENCE);
        for (int i = 0; i <= Limits.ENTRY_KEYS_MAX; i++) apply(put("k" + i, ""));
        var all =
                new Command.Delete(new Keys.Range(1, Bytes.EMPTY, Bytes.EMPTY), Previous.LEFT_OUT);
        Outcome refused = apply(once(client, 1, all));
        apply(new Command.Delete(1, bytes("k1")));
        assertEquals(refused, apply(once(client, 1, all)));
        assertEquals(new Outcome.Put(machine.revision() + 1), apply(once(client, 2, put("a", ""))));
    }

    @Test
    void forgetsAClientWhenItsTimeHasCome() {
        apply(new Command.Clock(500));
        long client = register(Order.BY_SEQUENCE);
        assertEquals(OptionalLong.of(500 + TTL), machine.nextDeadline());
        apply(once(client, 1, put("a", "1")));
        apply(new Command.Clock(499 + TTL));
        assertEquals(new Outcome.Nothing(), apply(new Command.KeepClient(client)));
        apply(new Command.Clock(500 + TTL));
        assertEquals(OptionalLong.of(499 + 2 * TTL), machine.nextDeadline());
        apply(new Command.Clock(499 + 2 * TTL));
        assertEquals(
                new Outcome.Refused(new Objection.UnknownClient(client)),
                apply(once(client, 1, put("a", "1"))));
        assertEquals(OptionalLong.empty(), machine.nextDeadline());
        assertEquals(0, metaRows());
    }

    /** However many entries a replica applies at once, each sees what those before it left. */
    @Test
    void forgetsAClientWithinTheBatchThatRegisteredItToo() {
        var outcomes = applyAll(register(), new Command.Clock(TTL), once(1, 1, put("a", "1")));
        assertEquals(new Outcome.Refused(new Objection.UnknownClient(1)), outcomes.getLast());
        assertEquals(0, machine.revision());
        assertEquals(0, metaRows());
    }

    @Test
    void neverGoesBackInTime() {
        apply(new Command.Clock(9));
        apply(new Command.Clock(5));
        assertEquals(9, machine.time());
    }

    @Test
    void isTheSameAfterARestart() {
        long client = register(Order.BY_SEQUENCE);
        apply(once(client, 1, put("a", "1")), new Command.Clock(7));
        machine = new KeyValueMachine(store);
        assertEquals(7, machine.time());
        assertEquals(OptionalLong.of(TTL), machine.nextDeadline());
        assertEquals(new Outcome.Put(1), apply(once(client, 1, put("a", "1"))));
        assertEquals(
                new Outcome.Refused(new Objection.SequenceSkipped(2)),
                apply(once(client, 3, put("a", "3"))));
    }

    @Test
    void changesNothingIfTheStoreTakesNothing() {
        long client = register(Order.BY_SEQUENCE);
        store.stall(true);
        List<Entry> entries =
                entries(once(client, 1, put("a", "1")), new Command.Clock(2 * TTL), register());
        assertEquals(Optional.empty(), machine.apply(entries));
        assertEquals(0, machine.time());
        assertEquals(OptionalLong.of(TTL), machine.nextDeadline());
        store.stall(false);
        machine.apply(entries);
        assertEquals(OptionalLong.of(3 * TTL), machine.nextDeadline());
        assertEquals(
                new Outcome.Refused(new Objection.UnknownClient(client)),
                apply(once(client, 1, put("a", "1"))));
    }

    private long register(Order order) {
        var outcome = (Outcome.Registered) apply(new Command.RegisterClient(TTL, order));
        assertEquals(machine.applied().index(), outcome.client());
        return outcome.client();
    }

    private static Command register() {
        return new Command.RegisterClient(TTL, Order.ANY);
    }

    private static Command.Once once(long client, long sequence, Command.Change change) {
        return new Command.Once(client, sequence, 1, CommandCodec.encode(change));
    }

    private static Command.Put put(String key, String value) {
        return new Command.Put(1, bytes(key), bytes(value));
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

    /** How many rows there are of clients and outcomes. */
    private int metaRows() {
        int count = 0;
        try (StoreView view = store.view();
                StoreCursor rows = view.cursor(Family.META, bytes("c"), bytes("p"))) {
            for (; rows.isValid(); rows.next()) {
                byte first = rows.key().at(0);
                if (rows.key().size() > 1 && (first == 'c' || first == 'o')) count++;
            }
        }
        return count;
    }
}
