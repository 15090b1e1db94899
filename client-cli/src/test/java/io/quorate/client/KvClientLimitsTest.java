package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;
import io.quorate.fake.Behaviour;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

@Timeout(60)
final class KvClientLimitsTest extends ClientCases {

    @Test
    void thousandsOfCallsAtOnceAreAllAnswered() {
        cluster.members().forEach(member -> member.pageKeys(1_000));
        KvClient client = client();
        var puts =
                IntStream.range(0, 5_000)
                        .mapToObj(i -> client.putAsync(Bytes.utf8("k" + i), VALUE))
                        .toList();
        puts.forEach(CompletableFuture::join);
        assertEquals(5_000, client.range(RangeQuery.prefix(Bytes.utf8("k"))).kvs().size());
    }

    @Test
    void oneCallTooManyIsRefusedAtOnceAndRoomComesBack() throws InterruptedException {
        var client = KvClient.builder().endpoints(cluster.addresses()).outstandingMax(2).build();
        opened.add(client);
        client.put(KEY, VALUE);
        cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
        var silent = client.putAsync(KEY, VALUE);
        while (cluster.member(1).asked() < 2) Thread.onSpinWait();
        client.put(KEY, VALUE);
        cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
        var alsoSilent = client.putAsync(KEY, VALUE);
        var refused = assertThrows(NotDoneException.class, () -> client.get(KEY));
        assertEquals(Reason.OVERLOADED, refused.reason());
        silent.cancel(true);
        assertEquals("n1", getOnceThereIsRoom(client).header().node());
        client.close();
        assertEquals(Outcome.UNKNOWN, outcomeOf(alsoSilent));
    }

    private static GetResult getOnceThereIsRoom(KvClient client) {
        while (true) {
            try {
                return client.get(KEY);
            } catch (NotDoneException full) {
                assertEquals(Reason.OVERLOADED, full.reason());
            }
        }
    }

    @Test
    void closingTellsEveryOutstandingCallHowItEnded() throws InterruptedException {
        KvClient client = client();
        client.put(KEY, VALUE);
        cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
        var sent = client.putAsync(KEY, VALUE);
        while (cluster.member(1).asked() < 2) Thread.onSpinWait();
        cluster.depose();
        client.close();
        assertEquals(Outcome.UNKNOWN, outcomeOf(sent));
        var late = assertThrows(NotDoneException.class, () -> client.put(KEY, VALUE));
        assertEquals("the client is closed", late.facts());
    }

    @Test
    void anInterruptedThreadLearnsWhatBecameOfItsWrite() throws InterruptedException {
        KvClient client = client();
        cluster.member(1).meet(new Behaviour.ServeAndStaySilent());
        var seen = new CompletableFuture<String>();
        Thread writer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    var failed =
                                            assertThrows(
                                                    OutcomeUnknownException.class,
                                                    () -> client.put(KEY, VALUE));
                                    boolean flag = Thread.currentThread().isInterrupted();
                                    seen.complete(failed.reason() + " " + flag);
                                });
        while (cluster.member(1).asked() < 1) Thread.onSpinWait();
        writer.interrupt();
        writer.join();
        assertEquals("CANCELLED true", seen.join());
    }

    @Test
    void sizesOverTheLimitAreRefusedBeforeTheyAreSent() {
        KvClient client = client();
        Bytes long8k = Bytes.copyOf(new byte[Limits.KEY_BYTES_MAX]);
        Bytes over8k = Bytes.copyOf(new byte[Limits.KEY_BYTES_MAX + 1]);
        Bytes over1m = Bytes.copyOf(new byte[Limits.VALUE_BYTES_MAX + 1]);
        Bytes just1m = Bytes.copyOf(new byte[Limits.VALUE_BYTES_MAX]);
        client.put(long8k, just1m);
        assertEquals(just1m, client.get(long8k).kv().orElseThrow().value());
        assertThrows(NotDoneException.class, () -> client.put(Bytes.EMPTY, VALUE));
        assertThrows(NotDoneException.class, () -> client.get(over8k));
        assertThrows(NotDoneException.class, () -> client.put(KEY, over1m));
        assertEquals(2, cluster.member(1).asked());
    }

    @Test
    void aBlockingCallOnTheEventLoopIsRefused() {
        KvClient client = client();
        var seen = new CompletableFuture<Class<?>>();
        client.get(
                KEY,
                new Completion<>() {
                    @Override
                    public void succeeded(GetResult result) {
                        try {
                            client.get(KEY);
                        } catch (IllegalStateException refused) {
                            seen.complete(refused.getClass());
                        }
                    }

                    @Override
                    public void failed(KvException why) {
                        seen.completeExceptionally(why);
                    }
                });
        assertEquals(IllegalStateException.class, seen.join());
    }
}
