package io.quorate.deploy.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.deploy.PatientClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** The image as it is used, and misused. */
@WithDocker
@Timeout(600)
class ImageIT {

    private static final int CANNOT_START = 1;
    private static final int USAGE = 2;

    /** Names of this process alone, for containers and volumes. */
    private static final String UNIQUE = "quorate-" + Image.VERSION + "-";

    @Test
    void aClusterComesUpIsUsedFromInsideAndHandsLeadershipOverWhenItsLeaderIsStopped() {
        try (var cluster = new ComposeCluster("image")) {
            cluster.exec("n1", "kvctl", "put", "greeting", "hello, world").orFail();
            for (String node : cluster.nodes()) {
                Docker.Ended got = cluster.exec(node, "kvctl", "get", "greeting").orFail();
                assertEquals("hello, world\n", got.output(), node);
                hasNoRights(cluster, node);
            }
            isReachedFromTheHost(cluster);
            String leader = leader(cluster, "n1");
            cluster.compose("stop", leader).orFail();
            assertEquals("0", cluster.inspect(leader, "{{.State.ExitCode}}"));
            assertTrue(cluster.log(leader).contains("handed over to"), cluster.log(leader));
            String other =
                    cluster.nodes().stream().filter(n -> !n.equals(leader)).findFirst().get();
            cluster.exec(other, "kvctl", "put", "greeting", "still here").orFail();
            assertNotEquals(leader, leader(cluster, other));
            cluster.compose("start", leader).orFail();
            cluster.awaitHealthy(leader);
            Docker.Ended got = cluster.exec(leader, "kvctl", "get", "greeting").orFail();
            assertEquals("still here\n", got.output());
            outlivesItsContainers(cluster);
        }
    }

    /** By the published ports alone: the names that members have are the containers' own. */
    private static void isReachedFromTheHost(ComposeCluster cluster) {
        Bytes key = Bytes.utf8("from the host");
        try (var client = PatientClient.of(cluster.endpoints())) {
            client.put(key, Bytes.utf8("too"));
            assertEquals(Bytes.utf8("too"), client.get(key).kv().orElseThrow().value());
        }
        for (String endpoint : cluster.endpoints().split(",", -1)) {
            try (var client = PatientClient.of(endpoint)) {
                assertEquals(Bytes.utf8("too"), client.get(key).kv().orElseThrow().value());
            }
        }
    }

    /** A user that may do nothing, on files that it cannot write but for its data. */
    private static void hasNoRights(ComposeCluster cluster, String node) {
        assertEquals("7101\n", cluster.exec(node, "id", "-u").orFail().output());
        for (String path : List.of("/tmp/x", "/opt/quorate/x", "/etc/x")) {
            Docker.Ended touched = cluster.exec(node, "touch", path);
            assertTrue(touched.output().contains("Read-only file system"), touched::toString);
        }
        Docker.Ended status = cluster.exec(node, "grep", "CapBnd", "/proc/1/status").orFail();
        assertEquals("CapBnd:\t0000000000000000\n", status.output());
    }

    private static String leader(ComposeCluster cluster, String asked) {
        Docker.Ended status = cluster.exec(asked, "kvctl", "status").orFail();
        return status.output()
                .lines()
                .filter(line -> line.contains(" leader "))
                .map(line -> line.strip().split("\\s+")[0])
                .findFirst()
                .orElseThrow(() -> new AssertionError(status.toString()));
    }

    /** The volumes are what a cluster is: new containers on them are the same cluster. */
    private static void outlivesItsContainers(ComposeCluster cluster) {
        cluster.compose("down").orFail();
        cluster.compose("up", "--no-build", "--detach").orFail();
        cluster.nodes().forEach(cluster::awaitHealthy);
        Docker.Ended got = cluster.exec("n2", "kvctl", "get", "greeting").orFail();
        assertEquals("still here\n", got.output());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        KVD_INITIAL_CLUSTER=n1=n1:7201                          | --id: with --initial-cluster
        KVD_ID=n9 KVD_INITIAL_CLUSTER=n1=n1:7201                | n9
        KVD_ID=n1 KVD_INITIAL_CLUSTER=n1:7201                   | KVD_INITIAL_CLUSTER
        KVD_ID=n1 KVD_INITIAL_CLUSTER=n1=n1:port                | KVD_INITIAL_CLUSTER
        KVD_ID=n1 KVD_INITAL_CLUSTER=n1=n1:7201                 | KVD_INITAL_CLUSTER
        KVD_ID=n1 KVD_ELECTION_TIMEOUT=soon                     | KVD_ELECTION_TIMEOUT
        """)
    void anEnvironmentThatMakesNoSenseIsRefusedByName(String environment, String named) {
        List<String> arguments = new ArrayList<>();
        for (String variable : environment.split(" ")) arguments.addAll(List.of("--env", variable));
        Docker.Ended ended = runOnce(arguments);
        assertEquals(USAGE, ended.exitCode(), ended::toString);
        assertTrue(ended.output().contains(named), ended::toString);
    }

    @Test
    void aVolumeIsOneNodesOfOneCluster() {
        String volume = UNIQUE + "volume";
        String first = UNIQUE + "first";
        Docker.run("volume", "create", volume).orFail();
        try {
            List<String> alone = on(volume, "n1=localhost:7201");
            List<String> start = new ArrayList<>(List.of("run", "--detach", "--name", first));
            start.addAll(alone);
            start.add(Image.tag());
            Docker.run(start.toArray(String[]::new)).orFail();
            Docker.Ended put =
                    Docker.run("exec", first, "kvctl", "--timeout", "60s", "put", "k", "v");
            put.orFail();

            Docker.Ended second = runOnce(alone);
            assertEquals(CANNOT_START, second.exitCode(), second::toString);
            assertTrue(second.output().contains("locked"), second::toString);
            Docker.run("exec", first, "kvctl", "get", "k").orFail();

            Docker.run("stop", first).orFail();
            Docker.Ended other = runOnce(on(volume, "n1=localhost:7201,n2=elsewhere:7201"));
            assertEquals(CANNOT_START, other.exitCode(), other::toString);
            assertTrue(other.output().contains("belongs to cluster"), other::toString);

            Docker.run("start", first).orFail();
            Docker.Ended got =
                    Docker.run("exec", first, "kvctl", "--timeout", "60s", "get", "k").orFail();
            assertEquals("v\n", got.output());
        } finally {
            Docker.run("rm", "--force", first);
            Docker.run("volume", "rm", "--force", volume);
        }
    }

    private static List<String> on(String volume, String cluster) {
        return List.of(
                "--volume",
                volume + ":/var/lib/quorate",
                "--env",
                "KVD_ID=n1",
                "--env",
                "KVD_INITIAL_CLUSTER=" + cluster);
    }

    /** A container that is expected to end by itself, and is gone then. */
    private static Docker.Ended runOnce(List<String> arguments) {
        List<String> run = new ArrayList<>(List.of("run", "--rm", "--read-only"));
        run.addAll(arguments);
        run.add(Image.tag());
        return Docker.run(run.toArray(String[]::new));
    }
}
