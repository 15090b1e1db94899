package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.RangePage;
import io.quorate.client.RangeQuery;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What nodes hold of what a writer wrote. */
final class Holdings {

    private static final Duration CATCH_UP_DEADLINE = Duration.ofSeconds(120);

    private Holdings() {}

    /** Waits until a node has applied what the writer was told of, by its own account. */
    static void awaitRevision(KvdProcess node, long revision) {
        try (var client = client(node, Consistency.EVENTUAL)) {
            node.await(
                    CATCH_UP_DEADLINE,
                    "has applied revision " + revision,
                    () -> client.get(Bytes.utf8("any")).header().revision() >= revision);
        }
    }

    /** What was acknowledged is there, once, and nothing that was refused. */
    static void assertHolds(RecordingWriter writer, KvdProcess node, Consistency level) {
        assertHolds("lane-", writer.acknowledged(), writer.unknown(), node, level);
    }

    /**
     * Of the keys with a prefix those are there whose writes were acknowledged, as they were
     * written and once, perhaps those of unknown outcome, and no others.
     */
    static void assertHolds(
            String prefix,
            NavigableMap<String, String> acknowledged,
            Set<String> unknown,
            KvdProcess node,
            Consistency level) {
        String where = level + " at " + node.id();
        NavigableMap<String, KeyValue> found = contents(prefix, node, level);
        for (var written : acknowledged.entrySet()) {
            KeyValue kv = found.remove(written.getKey());
            assertTrue(kv != null, () -> "lost, " + where + ": " + written.getKey());
            assertEquals(written.getValue(), kv.value().text().orElseThrow(), where);
            assertEquals(1, kv.version(), () -> "written twice, " + where + ": " + written);
        }
        found.keySet().removeAll(unknown);
        assertEquals(new TreeMap<>(), found, "refused as not done, and yet there, " + where);
    }

    /** All keys with a prefix, as one node gives them. */
    private static NavigableMap<String, KeyValue> contents(
            String prefix, KvdProcess node, Consistency level) {
        NavigableMap<String, KeyValue> contents = new TreeMap<>();
        try (var client = client(node, level);
                var pages = client.pages(RangeQuery.prefix(Bytes.utf8(prefix)))) {
            while (pages.hasNext()) {
                RangePage page = pages.next();
                assertEquals(node.id(), page.header().node(), "who answered");
                for (KeyValue kv : page.kvs()) contents.put(kv.key().text().orElseThrow(), kv);
            }
        }
        return contents;
    }

    private static KvClient client(KvdProcess node, Consistency level) {
        return PatientClient.of(node.clientAddress(), level);
    }
}
