package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.fake.FakeCluster;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The example of docs/client.md compiles, runs, and is the one that stands there. */
final class ClientGuideTest {

    private static String example(List<String> endpoints) {
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
    void theExampleRuns() {
        try (var cluster = new FakeCluster(3)) {
            assertEquals("hello at revision 1, 0 users", example(cluster.addresses()));
        }
    }

    @Test
    void theExampleOfTheGuideIsThisOne() throws IOException {
        String guide = Files.readString(Path.of("../docs/client.md"));
        String source =
                Files.readString(Path.of("src/test/java/io/quorate/client/ClientGuideTest.java"));
        String fenced = guide.split("```java\n", 2)[1].split("```", 2)[0];
        String compiled = source.split("// begin\n", 2)[1].split("// end\n", 2)[0];
        assertEquals(
                fenced.lines().map(String::strip).toList(),
                compiled.strip().lines().map(String::strip).toList());
    }
}
