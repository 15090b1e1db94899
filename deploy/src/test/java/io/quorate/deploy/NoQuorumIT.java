package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One member of three that is left alone: it says what it cannot do, in time, and does the rest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class NoQuorumIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(3);

    private LocalCluster cluster;
    private KvdProcess last;

    @BeforeAll
    void killTwoOfThree() {
        cluster = LocalCluster.started("no-quorum", 3);
        KvdProcess leader = cluster.awaitLeader();
        assertEquals(0, kvctl(leader, "put", "before", "here").exitCode());
        last = cluster.nodes().stream().filter(node -> node != leader).findFirst().orElseThrow();
        last.await(
                Duration.ofSeconds(10),
                "has applied the write",
                () -> kvctl(last, "get", "before", "--consistency", "eventual").exitCode() == 0);
        for (KvdProcess node : cluster.nodes()) {
            if (node == last) continue;
            node.kill();
            node.awaitEnd();
        }
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void aWriteIsRefusedByItsDeadlineAsNotDone() {
        Finished put = kvctl(last, "put", "key", "value");
        assertTrue(put.exitCode() == 1 || put.exitCode() == 3, put::toString);
        assertInTime(put);
    }

    @Test
    void aLinearizableReadIsRefusedByItsDeadline() {
        Finished get = kvctl(last, "get", "before");
        assertTrue(get.exitCode() == 1 || get.exitCode() == 3, get::toString);
        assertEquals("", get.text());
        assertInTime(get);
    }

    @Test
    void anEventualReadGoesOn() {
        Finished get = kvctl(last, "get", "before", "--consistency", "eventual");
        assertEquals("here\n", get.text(), get::toString);
    }

    @Test
    void itIsLiveButNotReady() {
        last.awaitLive();
        assertFalse(last.isReady());
    }

    private static void assertInTime(Finished call) {
        assertTrue(call.took().compareTo(TIMEOUT.plus(SLACK)) < 0, call::toString);
    }

    private static Finished kvctl(KvdProcess node, String... arguments) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("--endpoints", node.clientAddress()));
        all.addAll(List.of("--timeout", TIMEOUT.toSeconds() + "s"));
        all.addAll(Arrays.asList(arguments));
        return Finished.run("kvctl", all.toArray(String[]::new));
    }
}
