package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.session.Floor;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.Standing;
import io.quorate.replica.snapshot.MemoryStates;
import io.quorate.replica.snapshot.StateShelf;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.GetRequest;
import io.quorate.v1.OperationOutcome;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PutRequest;
import io.quorate.v1.RequestContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Streams of batches before a state machine that takes turns when it is told to. */
final class PipelineStreamTest {

    private static final int MIB = 1 << 20;

    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    private final Turns turns = this.new Turns();
    private StateShelf shelf;
    private KeyValueMachine state;
    private Pipelines pipelines;

    @BeforeEach
    void start() throws IOException {
        var states = new MemoryStates(1);
        shelf = StateShelf.open(states, states);
        state = new KeyValueMachine(shelf.live());
        var headers =
                new Headers(new Identity(7, new NodeId("n1"), 11, "h:1", "h:2", "0.1.0", "raft"));
        var failures = new Failures(new PeerDirectory());
        var names = new KeyspaceNames(turns::post, failures, name -> state.keyspaces().named(name));
        var past = new PastGets(new ViewReads(names, headers, failures, loop::add));
        pipelines =
                new Pipelines(
                        loop::add, turns, names, headers, failures, past, CallListener.NOBODY);
    }

    @AfterEach
    void stop() throws IOException {
        shelf.close();
    }

    @Test
    void operationsTakeEffectInTheOrderSent() {
        var client = new PipelineClient(pipelines);
        client.sends(get("k"), put("k", "1"), get("k"), put("k", "2"), delete("k"), get("k"));
        goOn();
        assertEquals(
                List.of("nothing", "done", "k=1", "done", "done", "nothing"), client.results());
    }

    @Test
    void aReadSeesWhatABatchBeforeItWrote() {
        var client = new PipelineClient(pipelines);
        client.sends(put("k", "1"));
        client.sends(get("k"));
        assertEquals(1, turns.waiting.size(), "the get waits for the put");
        goOn();
        assertEquals(List.of("done", "k=1"), client.results());
        assertEquals(2, client.responses.size());
    }

    @Test
    void writesWithoutReadsBetweenThemShareATurnAndAResponse() {
        var client = new PipelineClient(pipelines);
        client.sends(put("a", "1"), put("b", "2"), delete("a"));
        assertEquals(3, turns.waiting.size());
        goOn();
        assertEquals(List.of("done", "done", "done"), client.results());
        assertEquals(1, client.responses.size());
    }

    @Test
    void aPastReadHasItsPlaceToo() {
        var client = new PipelineClient(pipelines);
        var first =
                RequestContext.newBuilder().setLevel(ConsistencyLevel.AT_REVISION).setAtRevision(1);
        client.sends(put("k", "1"), put("k", "2"), get("k", first), put("k", "3"), get("k"));
        goOn();
        assertEquals(List.of("done", "done", "k=1", "done", "k=3"), client.results());
    }

    @Test
    void whatBreaksARuleFailsAlone() {
        var client = new PipelineClient(pipelines);
        client.sends(
                put("a", "1"),
                put("", "1"),
                PipelineOperation.getDefaultInstance(),
                get("k", RequestContext.newBuilder().setKeyspace("nowhere")),
                get("a"));
        goOn();
        assertEquals(
                List.of("done", "INVALID", "INVALID", "KEYSPACE_NOT_FOUND", "a=1"),
                client.results());
        assertFalse(client.isEnded());
    }

    @Test
    void aBatchHasAtLeastOneOperation() {
        var client = new PipelineClient(pipelines);
        client.sends(put("a", "1"));
        client.sends();
        client.sends(put("b", "1"));
        goOn();
        assertEquals(List.of("done"), client.results());
        assertEquals(ErrorReason.INVALID, client.end().getReason());
        assertEquals(OperationOutcome.NOT_DONE, client.end().getOutcome());
        assertEquals(1, state.revision());
    }

    @Test
    void aBatchHasNoMoreOperationsThanItMay() {
        var client = new PipelineClient(pipelines);
        client.sends(puts(PipelineStream.BATCH_OPERATIONS_MAX));
        goOn();
        assertEquals(PipelineStream.BATCH_OPERATIONS_MAX, client.results().size());
        client.sends(puts(PipelineStream.BATCH_OPERATIONS_MAX + 1));
        goOn();
        assertEquals(PipelineStream.BATCH_OPERATIONS_MAX, client.results().size());
        assertEquals(ErrorReason.INVALID, client.end().getReason());
    }

    @Test
    void whatAnotherMemberMightDoIsTheLastOfItsStream() {
        var client = new PipelineClient(pipelines);
        client.sends(put("a", "1"), get("a"), put("b", "1"), put("c", "1"), get("c"));
        turns.turn();
        flush();
        turns.failure = Optional.of(new Failure.NotLeader(Optional.empty()));
        goOn();
        assertEquals(List.of("done", "NO_LEADER"), client.results());
        assertEquals(ErrorReason.NO_LEADER, client.end().getReason());
        assertEquals(OperationOutcome.NOT_DONE, client.end().getOutcome());
        assertEquals(1, state.revision(), "what came behind it was not even tried");
    }

    @Test
    void whatNobodyKnowsIsSaidOfEachAndTheRestIsNotDone() {
        var client = new PipelineClient(pipelines);
        client.sends(put("a", "1"), put("b", "1"), get("c"));
        turns.failure = Optional.of(new Failure.OutcomeUnknown("the leader stepped down"));
        goOn();
        assertEquals(List.of("OUTCOME_UNKNOWN", "OUTCOME_UNKNOWN"), client.results());
        assertEquals(OperationOutcome.NOT_DONE, client.end().getOutcome());
    }

    @Test
    void overloadIsAnsweredForTheOperationThatMetIt() {
        var client = new PipelineClient(pipelines);
        turns.roomFor = 2;
        client.sends(put("a", "1"), put("b", "1"), put("c", "1"), put("d", "1"));
        goOn();
        assertEquals(List.of("done", "done", "OVERLOADED"), client.results());
        assertEquals(ErrorReason.OVERLOADED, client.end().getReason());
        assertTrue(client.end().getRetryAfterMs() > 0);
        assertEquals(2, state.revision());
    }

    @Test
    void nothingIsReadBeyondTheBoundOfUnansweredOperations() {
        var client = new PipelineClient(pipelines);
        int batches = 0;
        while (client.isAskedForMore()) {
            client.sends(puts(PipelineStream.BATCH_OPERATIONS_MAX));
            batches++;
        }
        assertEquals(
                PipelineStream.UNANSWERED_OPERATIONS_MAX / PipelineStream.BATCH_OPERATIONS_MAX,
                batches);
        goOn();
        assertTrue(client.isAskedForMore());
    }

    @Test
    void nothingIsReadBeyondTheBoundOfUnansweredBytes() {
        var client = new PipelineClient(pipelines);
        int batches = 0;
        while (client.isAskedForMore()) {
            client.sends(put("k", "x".repeat(MIB)));
            batches++;
        }
        assertEquals(PipelineStream.UNANSWERED_BYTES_MAX / MIB, batches);
        goOn();
        assertTrue(client.isAskedForMore());
    }

    @Test
    void whatAClientDoesNotTakeIsNotLookedUp() {
        var client = new PipelineClient(pipelines);
        client.sends(put("large", "x".repeat(MIB)));
        goOn();
        client.isReady = false;
        var gets = new PipelineOperation[64];
        Arrays.fill(gets, get("large"));
        client.sends(gets);
        client.sends(put("behind", "1"), get("behind"));
        goOn();
        assertEquals(1 + 4, client.results().size(), "four MiB and no more");
        assertFalse(client.isAskedForMore());
        assertEquals(1, state.revision(), "a write waits for the reads before it");

        client.isReady = true;
        client.onReady.run();
        goOn();
        assertEquals(1 + 64 + 2, client.results().size());
        assertEquals("behind=1", client.results().getLast());
    }

    @Test
    void aClientThatTakesNothingHoldsUpNoOther() {
        var slow = new PipelineClient(pipelines);
        var other = new PipelineClient(pipelines);
        slow.isReady = false;
        slow.sends(puts(PipelineStream.BATCH_OPERATIONS_MAX));
        other.sends(put("k", "1"), get("k"));
        goOn();
        assertEquals(List.of("done", "k=1"), other.results());
        assertFalse(slow.isAskedForMore());
    }

    @Test
    void aClientThatEndsItsStreamIsAnsweredFirst() {
        var client = new PipelineClient(pipelines);
        client.sends(put("k", "1"), get("k"));
        client.requests.onCompleted();
        goOn();
        assertEquals(List.of("done", "k=1"), client.results());
        assertTrue(client.hasCompleted);
    }

    @Test
    void whatAClientThatIsGoneHadNotBegunIsDropped() {
        var client = new PipelineClient(pipelines);
        client.sends(put("k", "1"), get("k"), put("k", "2"));
        client.isCancelled = true;
        client.onCancel.run();
        goOn();
        assertEquals(1, state.revision());
        assertEquals(List.of(), client.results());
    }

    @Test
    void thereAreNoMoreStreamsThanMayBe() {
        var first = new PipelineClient(pipelines);
        for (int i = 1; i < Pipelines.STREAMS_MAX; i++) new PipelineClient(pipelines);
        assertEquals(ErrorReason.OVERLOADED, new PipelineClient(pipelines).end().getReason());
        first.requests.onCompleted();
        goOn();
        assertFalse(new PipelineClient(pipelines).isEnded());
    }

    private void goOn() {
        do {
            flush();
            turns.turn();
        } while (!loop.isEmpty() || !turns.waiting.isEmpty());
    }

    private void flush() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) task.run();
    }

    private static PipelineOperation put(String key, String value) {
        return PipelineOperation.newBuilder()
                .setPut(
                        PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(ByteString.copyFromUtf8(value)))
                .build();
    }

    private static PipelineOperation[] puts(int count) {
        var puts = new PipelineOperation[count];
        for (int i = 0; i < count; i++) puts[i] = put("k" + i, "v");
        return puts;
    }

    private static PipelineOperation delete(String key) {
        var delete = DeleteRequest.newBuilder().setKey(ByteString.copyFromUtf8(key));
        return PipelineOperation.newBuilder().setDelete(delete).build();
    }

    private static PipelineOperation get(String key) {
        return get(key, RequestContext.newBuilder());
    }

    private static PipelineOperation get(String key, RequestContext.Builder context) {
        var get = GetRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setContext(context);
        return PipelineOperation.newBuilder().setGet(get).build();
    }

    /** A replica that does in one turn all that waits, or turns it away. */
    private final class Turns implements Arrivals {

        private final List<Arrival> waiting = new ArrayList<>();
        private Optional<Failure> failure = Optional.empty();
        private int roomFor = Integer.MAX_VALUE;

        @Override
        public void post(Arrival arrival) {
            if (waiting.size() < roomFor) waiting.add(arrival);
            else fail(arrival, new Failure.Overloaded("mailbox"));
        }

        @Override
        public ReplicaStatus status() {
            throw new UnsupportedOperationException();
        }

        private void turn() {
            List<Arrival> taken = List.copyOf(waiting);
            waiting.clear();
            for (Arrival arrival : taken) {
                if (failure.isPresent()) fail(arrival, failure.get());
                else take(arrival);
            }
        }

        private void fail(Arrival arrival, Failure why) {
            switch (arrival) {
                case Arrival.Write write -> write.answer().failed(why);
                case Arrival.Reading read -> read.answer().failed(why);
                default -> throw new IllegalStateException(arrival.toString());
            }
        }

        private void take(Arrival arrival) {
            switch (arrival) {
                case Arrival.Write(Bytes command, var answer) -> {
                    long index = state.applied().index() + 1;
                    Outcome outcome =
                            state.apply(List.of(Entry.command(3, index, command)))
                                    .orElseThrow()
                                    .getFirst();
                    answer.done(outcome, standing());
                }
                case Arrival.Reading read -> read.answer().serve(state, standing());
                default -> throw new IllegalStateException(arrival.toString());
            }
        }

        private Standing standing() {
            return new Standing(3, new Floor(0, state.revision()));
        }
    }
}
