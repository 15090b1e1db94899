package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.session.Floor;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.MemoryStore;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.Standing;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.Fence;
import io.quorate.v1.GetRequest;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PutRequest;
import io.quorate.v1.RequestContext;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.List;

/** Streams with operations in keyspaces that the node does not know, or does not know yet. */
final class PipelineNamingTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private final KeyValueMachine state = new KeyValueMachine(new MemoryStore());
    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private PipelineClient client;

    @BeforeEach
    void open() {
        var headers =
                new Headers(new Identity(7, new NodeId("n1"), 11, "h:1", "h:2", "0.1.0", "raft"));
        var failures = new Failures(new PeerDirectory());
        var replica =
                new Arrivals() {
                    @Override
                    public void post(Arrival arrival) {
                        arrivals.add(arrival);
                    }

                    @Override
                    public ReplicaStatus status() {
                        throw new UnsupportedOperationException();
                    }
                };
        var names =
                new KeyspaceNames(arrivals::add, failures, name -> state.keyspaces().named(name));
        var past = new PastGets(new ViewReads(names, headers, failures, loop::add));
        client =
                new PipelineClient(
                        new Pipelines(
                                loop::add,
                                replica,
                                names,
                                headers,
                                failures,
                                past,
                                CallListener.NOBODY));
    }

    @Test
    void eachOperationIsOfItsOwnKeyspace() {
        apply(create("a"));
        client.sends(put("a", "1"), put("", "2"), get(in("a")), get(in("default")));
        settle();
        assertEquals(List.of("done", "done", "k=1", "k=2"), client.results());
    }

    @Test
    void whatComesBehindANameThatIsNotKnownYetWaitsForIt() {
        client.sends(put("", "0"), put("a", "1"), put("", "2"), get(in("a")), get(in("")));
        assertEquals(2, arrivals.size(), "the first put, and a look for the name");
        apply(create("a"));
        settle();
        assertEquals(List.of("done", "done", "done", "k=1", "k=2"), client.results());
        assertEquals(4, state.revision());
    }

    @Test
    void anUnknownNameFailsInItsPlaceAndAlone() {
        client.sends(put("", "1"), put("a", "2"), get(in("a")), put("", "3"), get(in("")));
        settle();
        assertEquals(
                List.of("done", "KEYSPACE_NOT_FOUND", "KEYSPACE_NOT_FOUND", "done", "k=3"),
                client.results());
        assertFalse(client.isEnded());
    }

    @Test
    void ifNobodyCanTellWhatANameMeansTheStreamEndsAndNothingBehindIsDone() {
        client.sends(put("a", "1"), put("", "2"));
        ((Arrival.Read) arrivals.remove()).answer().failed(new Failure.NotConfirmed());
        settle();
        assertTrue(client.isEnded());
        assertEquals(ErrorReason.NOT_CONFIRMED, client.end().getReason());
        assertEquals(List.of(), client.results());
        assertEquals(0, state.revision());
    }

    @Test
    void aClientThatIsGoneWaitsForNoName() {
        client.sends(put("a", "1"));
        client.isCancelled = true;
        client.onCancel.run();
        apply(create("a"));
        settle();
        assertEquals(1, state.revision());
    }

    @Test
    void aReadOfAKeyspaceThatIsGoneWhenItReadsFindsNoKeyspace() {
        apply(create("a"));
        client.sends(get(in("a")), get(past("a")));
        apply(new Command.DeleteKeyspace(2));
        settle();
        assertEquals(List.of("KEYSPACE_NOT_FOUND", "KEYSPACE_NOT_FOUND"), client.results());
    }

    @Test
    void aFenceHasAKeyspaceOfItsOwnToBeLookedFor() {
        var fence = Fence.newBuilder().setKeyspace("a").setKey(KEY).setCreateRevision(2);
        client.sends(put(in("").setFence(fence), "1"));
        apply(create("a"), new Command.Put(2, Requests.bytes(KEY), Requests.bytes(KEY)));
        settle();
        fence.setKeyspace("b");
        client.sends(put(in("").setFence(fence), "1"));
        settle();
        assertEquals(List.of("done", "FENCE_STALE"), client.results());
    }

    private static RequestContext.Builder in(String keyspace) {
        return RequestContext.newBuilder().setKeyspace(keyspace);
    }

    private static RequestContext.Builder past(String keyspace) {
        return in(keyspace).setLevel(ConsistencyLevel.AT_REVISION).setAtRevision(1);
    }

    private static PipelineOperation put(String keyspace, String value) {
        return put(in(keyspace), value);
    }

    private static PipelineOperation put(RequestContext.Builder context, String value) {
        var put = PutRequest.newBuilder().setContext(context).setKey(KEY);
        return PipelineOperation.newBuilder()
                .setPut(put.setValue(ByteString.copyFromUtf8(value)))
                .build();
    }

    private static PipelineOperation get(RequestContext.Builder context) {
        var get = GetRequest.newBuilder().setContext(context).setKey(KEY);
        return PipelineOperation.newBuilder().setGet(get).build();
    }

    private static Command create(String name) {
        return new Command.CreateKeyspace(
                name, Keyspace.Replication.CONSENSUS, KeyspaceLimits.NONE);
    }

    private void apply(Command... commands) {
        for (Command command : commands) {
            long index = state.applied().index() + 1;
            state.apply(List.of(Entry.command(1, index, CommandCodec.encode(command))));
        }
    }

    private void settle() {
        while (!loop.isEmpty() || !arrivals.isEmpty()) {
            if (!arrivals.isEmpty()) take(arrivals.remove());
            while (!loop.isEmpty()) loop.remove().run();
        }
    }

    private void take(Arrival arrival) {
        switch (arrival) {
            case Arrival.Write(var command, var answer) -> {
                var entry = Entry.command(1, state.applied().index() + 1, command);
                var outcomes = state.apply(List.of(entry)).orElseThrow();
                answer.done(outcomes.getFirst(), standing());
            }
            case Arrival.Reading read -> read.answer().serve(state, standing());
            default -> throw new IllegalStateException(arrival.toString());
        }
    }

    private Standing standing() {
        return new Standing(1, new Floor(0, state.revision()));
    }
}
