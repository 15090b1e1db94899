package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.GetResult;
import io.quorate.client.KeyValue;
import io.quorate.client.KvClient;
import io.quorate.client.NotDoneException;
import io.quorate.client.RequestOptions;
import io.quorate.client.Session;
import io.quorate.client.Token;
import io.quorate.client.core.Floors;
import io.quorate.client.core.Floors.Place;
import io.quorate.client.core.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sessions across real processes: a member that is behind one shows it nothing stale. */
@Timeout(180)
class SessionIT {

    private static final Bytes KEY = Bytes.utf8("k");
    private static final Duration CATCH_UP_DEADLINE = Duration.ofSeconds(30);

    private final List<KvClient> opened = new ArrayList<>();
    private LocalCluster cluster;
    private Path directory;
    private KvdProcess leader;
    private KvdProcess follower;
    private KvClient client;
    private KvClient near;

    @BeforeEach
    void start(TestInfo test) {
        String name = "session-" + test.getTestMethod().orElseThrow().getName();
        cluster = LocalCluster.started(name, 3);
        directory = cluster.node("n1").dataDir().getParent();
        leader = cluster.awaitLeader();
        follower = cluster.nodes().stream().filter(node -> node != leader).findFirst().get();
        client = client(cluster.endpoints(), Duration.ofSeconds(20));
        near = client(follower.clientAddress(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        opened.forEach(KvClient::close);
        cluster.close();
    }

    private KvClient client(String endpoints, Duration timeout) {
        var made =
                KvClient.builder()
                        .endpoints(List.of(endpoints.split(",")))
                        .options(RequestOptions.defaults().withTimeout(timeout))
                        .build();
        opened.add(made);
        return made;
    }

    private static Optional<String> value(GetResult result) {
        return result.kv().map(KeyValue::value).flatMap(Bytes::text);
    }

    private Optional<String> eventually() {
        return value(at(near, Consistency.EVENTUAL).get(KEY));
    }

    private static KvClient at(KvClient client, Consistency level) {
        return client.with(client.options().withConsistency(level));
    }

    @Test
    void aFollowerAnswersASessionWithAllThatItHasMetElsewhere() {
        Session here = client.session();
        for (int i = 0; i < 50; i++) {
            here.put(KEY, Bytes.utf8("v" + i));
            Session there = near.session(Token.parse(here.token().toString()));
            GetResult result = there.get(KEY);
            assertEquals(Optional.of("v" + i), value(result));
            assertEquals(follower.id(), result.header().node());
            assertInstanceOf(Consistency.InSession.class, result.header().level().get());
            here.merge(there.token());
        }
    }

    @Test
    void aFollowerThatWasPausedShowsASessionNothingOfBefore() {
        Session here = client.session();
        here.put(KEY, Bytes.utf8("old"));
        assertEquals(Optional.of("old"), value(near.session(here.token()).get(KEY)));
        for (int i = 0; i < 5; i++) {
            follower.pause();
            here.put(KEY, Bytes.utf8("new" + i));
            var asked = near.session(here.token()).getAsync(KEY);
            follower.resume();
            assertEquals(Optional.of("new" + i), value(asked.join()));
        }
    }

    @Test
    void aFollowerThatIsBehindSaysSoUntilItHasCaughtUp() throws IOException {
        Path file = directory.resolve("mine");
        cluster.kvctl(0, "put", "--session", file.toString(), "k", "old");
        near.session(token(file)).get(KEY);
        follower.terminate();
        cluster.kvctl(0, "put", "--session", file.toString(), "k", "new");
        for (KvdProcess node : cluster.nodes()) {
            if (node == follower) continue;
            node.kill();
            node.awaitEnd();
        }
        cluster.start(follower);
        follower.awaitLive();

        assertEquals(Optional.of("old"), eventually(), "the violation, without a session");
        KvClient hasty = client(follower.clientAddress(), Duration.ofSeconds(2));
        Session session = hasty.session(token(file));
        var behind = assertThrows(NotDoneException.class, () -> session.get(KEY));
        assertEquals(Reason.BEHIND, behind.reason(), behind.getMessage());
        Finished refused =
                Finished.run(
                        "kvctl",
                        "--endpoints",
                        follower.clientAddress(),
                        "--timeout",
                        "2s",
                        "-o",
                        "json",
                        "get",
                        "--session",
                        file.toString(),
                        "k");
        assertEquals(3, refused.exitCode(), refused.toString());
        assertTrue(refused.err().contains("\"reason\":\"BEHIND\""), refused.toString());
        String bounded = bounded(hasty);
        assertEquals("NO_LEADER", bounded, "it cannot know how stale it is");

        cluster.startAll();
        assertEquals(Optional.of("new"), value(near.session(token(file)).get(KEY)));
        follower.await(
                CATCH_UP_DEADLINE,
                "shows the new value",
                () -> eventually().equals(Optional.of("new")));
    }

    private static String bounded(KvClient client) {
        KvClient fresh = at(client, Consistency.bounded(Duration.ofSeconds(10)));
        return assertThrows(NotDoneException.class, () -> fresh.get(KEY)).reason().name();
    }

    @Test
    void aBoundedReadSaysHowStaleItMayBeAndIsServedByTheFollower() {
        client.put(KEY, Bytes.utf8("v"));
        Duration second = Duration.ofSeconds(1);
        long putNanos = System.nanoTime();
        KvClient fresh = at(near, Consistency.bounded(second));
        boolean isOld = false;
        for (int i = 0; i < 50 || !isOld; i++) {
            isOld = System.nanoTime() - putNanos > second.toNanos();
            GetResult result = fresh.get(KEY);
            assertEquals(follower.id(), result.header().node());
            var met = assertInstanceOf(Consistency.Bounded.class, result.header().level().get());
            assertTrue(met.staleness().compareTo(second) <= 0, met.staleness() + "");
            if (isOld) assertEquals(Optional.of("v"), value(result), "it was put long enough ago");
        }
        Finished explained = cluster.kvctl(0, "get", "--max-staleness", "1h", "--explain", "k");
        assertTrue(explained.err().contains("bounded: every write"), explained.toString());
    }

    @Test
    void aTokenThatIsNotThisClustersIsRefusedByName() throws IOException {
        var header = client.put(KEY, Bytes.utf8("v")).header();
        long clusterId = header.clusterId();
        Token foreign = token(new Place(clusterId + 1, 0, 1));
        Token later = token(new Place(clusterId, 1, 1));
        Token future = token(new Place(clusterId, 0, header.revision() + 1_000));
        for (KvClient asked : List.of(client, near)) {
            assertEquals(Reason.FOREIGN_TOKEN, refused(asked, foreign));
            assertEquals(Reason.OTHER_EPOCH, refused(asked, later));
            assertEquals(Reason.FUTURE_FLOOR, refused(asked, future));
        }
        Path file = directory.resolve("cut");
        String text = client.session(foreign).token().toString();
        Files.writeString(file, text.substring(0, text.length() - 3));
        Finished cut = cluster.kvctl(2, "get", "--session", file.toString(), "k");
        assertTrue(cut.err().contains("no session token"), cut.toString());
        Files.writeString(file, future.toString());
        Finished forged = cluster.kvctl(1, "get", "--session", file.toString(), "k");
        assertTrue(forged.err().contains("more than the cluster has made"), forged.toString());
    }

    private static Token token(Place read) {
        return Token.of(Floors.NONE.afterRead(read));
    }

    private static Token token(Path file) throws IOException {
        return Token.parse(Files.readString(file));
    }

    private static Reason refused(KvClient client, Token token) {
        Session session = client.session(token);
        return assertThrows(NotDoneException.class, () -> session.get(KEY)).reason();
    }
}
