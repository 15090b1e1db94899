package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quorate.core.engine.Entry;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.MemoryStore;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.Standing;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The replica is the test: it serves reads when it wants to. */
class KeyspaceNamesTest {

    private static final Standing STANDING = new Standing(1, new Floor(0, 0));

    private final KeyValueMachine state = new KeyValueMachine(new MemoryStore());
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private final List<String> met = new ArrayList<>();
    private final Failures failures = new Failures(new PeerDirectory());
    private final KeyspaceNames names =
            new KeyspaceNames(arrivals::add, failures, name -> state.keyspaces().named(name));

    private final StreamObserver<String> call =
            new StreamObserver<>() {
                @Override
                public void onNext(String value) {
                    met.add(value);
                }

                @Override
                public void onError(Throwable failure) {
                    met.add(Status.fromThrowable(failure).getCode().name());
                }

                @Override
                public void onCompleted() {}
            };

    @Test
    void theDefaultKeyspaceNeedsNoLook() {
        names.resolve("", call, this::meet);
        names.resolve("default", call, this::meet);
        assertEquals(List.of("1", "1"), met);
        assertEquals(0, arrivals.size());
    }

    @Test
    void aNameThatIsAppliedIsKnownAtOnce() {
        apply(create("a"));
        names.resolve("a", call, this::meet);
        assertEquals(List.of("2"), met);
        assertEquals(0, arrivals.size());
    }

    @Test
    void aNameThatIsNotAppliedYetIsNotUnknown() {
        names.resolve("a", call, this::meet);
        assertEquals(List.of(), met);
        apply(create("a"));
        serve(Arrival.Level.LINEARIZABLE);
        assertEquals(List.of("2"), met);
    }

    @Test
    void aNameIsUnknownOnceALinearizableReadHasNotFoundIt() {
        names.resolve("a", call, this::meet);
        serve(Arrival.Level.LINEARIZABLE);
        assertEquals(List.of("NOT_FOUND"), met);
    }

    @Test
    void whoCannotConfirmSaysThatAndNotThatTheNameIsUnknown() {
        names.resolve("a", call, this::meet);
        var read = (Arrival.Read) arrivals.remove();
        read.answer().failed(new Failure.NotConfirmed());
        assertEquals(List.of("UNAVAILABLE"), met);
    }

    @Test
    void aReadLooksTheNameUpInTheVeryStateThatItReads() {
        apply(create("a"));
        read("a");
        apply(new Command.DeleteKeyspace(2), create("a"));
        serve(Arrival.Level.EVENTUAL);
        assertEquals(List.of("3"), met);
    }

    @Test
    void aReadAtANodeThatIsBehindGoesOnOnceTheNodeHasTheKeyspace() {
        read("a");
        serve(Arrival.Level.EVENTUAL);
        assertEquals(List.of(), met);
        apply(create("a"));
        serve(Arrival.Level.LINEARIZABLE);
        serve(Arrival.Level.EVENTUAL);
        assertEquals(List.of("2"), met);
    }

    @Test
    void aKeyspaceThatGoesWhileItIsLookedForIsUnknown() {
        read("a");
        serve(Arrival.Level.EVENTUAL);
        apply(create("a"));
        serve(Arrival.Level.LINEARIZABLE);
        apply(new Command.DeleteKeyspace(2));
        serve(Arrival.Level.EVENTUAL);
        assertEquals(List.of("NOT_FOUND"), met);
        assertEquals(0, arrivals.size());
    }

    @Test
    void aFenceInAKeyspaceThatIsNotHoldsNothing() {
        assertEquals(Keyspaces.DEFAULT, names.ofFence(""));
        assertEquals(0, names.ofFence("a"));
    }

    private void read(String name) {
        names.read(
                answer -> new Arrival.Read(Arrival.Level.EVENTUAL, answer),
                name,
                Asker.of(call, failures),
                (_, _, keyspace) -> meet(keyspace));
    }

    private void meet(int keyspace) {
        met.add(Integer.toString(keyspace));
    }

    private void serve(Arrival.Level level) {
        var read = (Arrival.Read) arrivals.remove();
        assertEquals(level, read.level());
        read.answer().serve(state, STANDING);
    }

    private static Command create(String name) {
        return new Command.CreateKeyspace(
                name, Keyspace.Replication.CONSENSUS, KeyspaceLimits.NONE);
    }

    private void apply(Command... commands) {
        List<Entry> entries = new ArrayList<>();
        long index = state.applied().index();
        for (Command command : commands) {
            entries.add(Entry.command(1, ++index, CommandCodec.encode(command)));
        }
        assertEquals(Optional.of(commands.length), state.apply(entries).map(List::size));
    }
}
