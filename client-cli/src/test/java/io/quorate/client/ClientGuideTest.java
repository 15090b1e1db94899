package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.fake.FakeCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The examples of docs/client.md compile, run, and are the ones that stand there, in order. */
final class ClientGuideTest {

    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private KvClient client() {
        return KvClient.builder().endpoints(cluster.addresses()).build();
    }

    private static String first(List<String> endpoints) {
        // begin
        var options = RequestOptions.defaults().withTimeout(Duration.ofSeconds(10));
        try (var client = KvClient.builder().endpoints(endpoints).options(options).build()) {
            PutResult stored = client.put(Bytes.utf8("greeting"), Bytes.utf8("hello"));
            long revision = stored.header().revision();

            Optional<KeyValue> found = client.get(Bytes.utf8("greeting")).kv();
            String text = found.flatMap(kv -> kv.value().text()).orElse("nothing");

            var nearby = client.with(client.options().withConsistency(Consistency.EVENTUAL));
            RangeResult users = nearby.range(RangeQuery.prefix(Bytes.utf8("user/")).limitedTo(100));

            try {
                client.delete(Bytes.utf8("greeting"));
            } catch (OutcomeUnknownException lost) {
                // It may be deleted, or may yet be: read before deciding.
                client.get(Bytes.utf8("greeting"));
            }
            return text + " at revision " + revision + ", " + users.kvs().size() + " users";
        }
        // end
    }

    @Test
    void theFirstExampleRuns() {
        assertEquals("hello at revision 1, 0 users", first(cluster.addresses()));
    }

    private static CompletableFuture<GetResult> pipeline(KvClient client) {
        // begin
        CompletableFuture<GetResult> last;
        try (Pipeline pipeline = client.pipeline()) {
            for (int i = 0; i < 100_000; i++) pipeline.put(key(i), value(i));
            last = pipeline.get(key(99_999)); // sees the put before it
        } // waits for all of them
        // end
        return last;
    }

    private static Bytes key(int i) {
        return Bytes.utf8("k" + i);
    }

    private static Bytes value(int i) {
        return Bytes.utf8("v" + i);
    }

    @Test
    void thePipelineSeesWhatItPut() {
        try (var client = client()) {
            KeyValue seen = pipeline(client).join().kv().orElseThrow();
            assertEquals(value(99_999), seen.value());
        }
    }

    private static TxnResult claim(KvClient client, Bytes owner, Bytes me) {
        // begin
        var claim =
                Txn.when(Compare.absent(owner))
                        .then(Txn.put(owner, me))
                        .otherwise(Txn.read(Keys.of(owner)));
        TxnResult result = client.txn(claim);
        // end
        return result;
    }

    @Test
    void aClaimIsGrantedOnce() {
        try (var client = client()) {
            assertTrue(claim(client, Bytes.utf8("owner"), Bytes.utf8("me")).succeeded());
            assertEquals(false, claim(client, Bytes.utf8("owner"), Bytes.utf8("you")).succeeded());
        }
    }

    private static long lend(KvClient client, Bytes owner, Bytes me) {
        // begin
        LeaseResult lease = client.leases().grant(Duration.ofSeconds(30));
        client.put(owner, me, lease.lease()); // goes when the lease ends
        client.leases().keep(lease.lease()); // lasts its whole time from now on
        // end
        return lease.lease();
    }

    @Test
    void aKeyHangsOnALease() {
        try (var client = client()) {
            long lease = lend(client, Bytes.utf8("owner"), Bytes.utf8("me"));
            assertEquals(lease, client.get(Bytes.utf8("owner")).kv().orElseThrow().lease());
        }
    }

    /** Runs against real servers alone: that a client is known is theirs to say. */
    static TxnResult once(KvClient client, Txn claim) {
        // begin
        KvClient once = client.exactlyOnce();
        TxnResult result = once.txn(claim); // sent again until it is answered, and done once
        // end
        return result;
    }

    @Test
    void theExamplesOfTheGuideAreThese() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java/io/quorate/client/ClientGuideTest.java"));
        List<String> compiled = between(source, "// begin\n", "// end\n");
        assertEquals(5, compiled.size());
        assertEquals(
                compiled,
                between(Files.readString(Path.of("../docs/client.md")), "```java\n", "```\n"));
    }

    /**
     * What stands between two marks, each time that it does, without white space that is layout.
     */
    private static List<String> between(String text, String begin, String end) {
        List<String> found = new ArrayList<>();
        for (String part : text.split(begin, -1)) {
            found.add(part.split(end, 2)[0].strip().replaceAll("\\s+", " "));
        }
        return found.subList(1, found.size());
    }
}
