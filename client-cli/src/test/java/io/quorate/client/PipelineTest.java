package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;
import io.quorate.fake.Behaviour;
import io.quorate.v1.ErrorReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Pipelines over real connections, before members that follow a script. */
@Timeout(60)
final class PipelineTest extends ClientCases {

    private static Bytes text(int number) {
        return Bytes.utf8("v" + number);
    }

    @Test
    void operationsTakeEffectInTheOrderTheyAreAskedFor() {
        try (var pipeline = client().pipeline()) {
            List<CompletableFuture<GetResult>> gets = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                pipeline.put(KEY, text(i));
                gets.add(pipeline.get(KEY));
            }
            pipeline.delete(KEY);
            var none = pipeline.get(KEY);
            pipeline.flush();
            for (int i = 0; i < 3_000; i++) {
                assertEquals(text(i), gets.get(i).join().kv().orElseThrow().value());
            }
            assertEquals(Optional.empty(), none.join().kv());
        }
    }

    @Test
    void theOrderOutlivesTurningAway() {
        cluster.member(1).meet(Behaviour.refuse(ErrorReason.OVERLOADED));
        try (var pipeline = client().pipeline()) {
            var first = pipeline.put(KEY, text(1));
            var second = pipeline.put(KEY, text(2));
            var third = pipeline.get(KEY);
            assertEquals(text(2), third.join().kv().orElseThrow().value());
            assertTrue(first.join().header().revision() < second.join().header().revision());
        }
    }

    @Test
    void theLeaderThatIsNamedIsFollowed() {
        cluster.elect(cluster.member(3));
        try (var pipeline = client().pipeline()) {
            assertEquals("n3", pipeline.put(KEY, VALUE).join().header().node());
        }
    }

    @Test
    void aWriteOnAStreamThatBreaksIsUnknownAndTheNextIsDone() throws InterruptedException {
        try (var pipeline = client().pipeline()) {
            cluster.member(1).meet(new Behaviour.ServeAndCut());
            assertEquals(Outcome.UNKNOWN, outcomeOf(pipeline.put(KEY, text(1))));
            assertEquals("n1", pipeline.put(KEY, text(2)).join().header().node());
        }
    }

    @Test
    void anOperationThatIsRefusedFailsAlone() {
        try (var pipeline = client().pipeline()) {
            var refused = pipeline.put(Bytes.EMPTY, VALUE);
            var done = pipeline.put(KEY, VALUE);
            var why = assertThrows(ExecutionException.class, refused::get);
            assertEquals(Reason.INVALID, ((KvException) why.getCause()).reason());
            assertEquals(1, done.join().header().revision());
        }
    }

    @Test
    void whatIsNotAnsweredInTimeIsToldSoAndThePipelineGoesOn() throws InterruptedException {
        cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
        var client = client(Duration.ofMillis(300), cluster.addresses());
        try (var pipeline = client.pipeline()) {
            assertEquals(Outcome.UNKNOWN, outcomeOf(pipeline.put(KEY, VALUE)));
        }
        try (var another = client.pipeline()) {
            assertEquals("n1", another.get(KEY).join().header().node());
        }
    }

    @Test
    void whoAsksForMoreThanItHoldsWaitsUntilThereIsRoom() throws InterruptedException {
        try (var pipeline = client().pipeline()) {
            cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
            for (int i = 0; i < Pipeline.UNANSWERED_MAX; i++) pipeline.get(KEY);
            var waiting = new Thread(() -> pipeline.get(KEY));
            waiting.start();
            waiting.join(Duration.ofSeconds(60));
            assertEquals(Thread.State.TERMINATED, waiting.getState());
            pipeline.flush();
        }
    }

    @Test
    void aClosedClientEndsItsPipelines() throws InterruptedException {
        KvClient client = client();
        var pipeline = client.pipeline();
        cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
        var silent = pipeline.put(KEY, VALUE);
        while (cluster.member(1).asked() < 1) Thread.onSpinWait();
        client.close();
        assertEquals(Outcome.UNKNOWN, outcomeOf(silent));
        assertEquals(Outcome.NOT_DONE, outcomeOf(pipeline.put(KEY, VALUE)));
        pipeline.close();
    }
}
