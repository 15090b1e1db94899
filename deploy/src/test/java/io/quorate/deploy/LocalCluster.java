package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.client.KvClient;
import io.quorate.client.MemberStatus;
import io.quorate.client.MemberStatus.Peer;
import io.quorate.client.MemberStatus.Phase;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster of real {@code kvd} processes, with data of its own. Closing it kills every process
 * that is left; the logs stay in {@code target/it}. Used by one thread.
 */
public final class LocalCluster implements AutoCloseable {

    private static final Duration ELECTION_DEADLINE = Duration.ofSeconds(60);
    private static final Duration CHANGE_DEADLINE = Duration.ofSeconds(120);
    private static final String KVCTL_TIMEOUT = "60s";

    private final Path directory;
    private final List<KvdProcess> nodes = new ArrayList<>();
    private final String initialCluster;
    private final String[] moreFlags;

    private LocalCluster(String test, int size, String... moreFlags) {
        this(test, Stream.generate(Place::onLoopback).limit(size).toList(), moreFlags);
    }

    private LocalCluster(String test, List<Place> places, String... moreFlags) {
        this.moreFlags = moreFlags;
        directory = Distribution.freshDirectory(test);
        for (Place place : places) {
            nodes.add(new KvdProcess("n" + (nodes.size() + 1), directory, place, moreFlags));
        }
        initialCluster = nodes.stream().map(KvdProcess::member).collect(Collectors.joining(","));
    }

    /** Members n1 to n-size, none of them started. */
    static LocalCluster of(String test, int size) {
        return new LocalCluster(test, size);
    }

    /** Members n1 to n-size, all of them ready, with flags that are not every test's. */
    public static LocalCluster started(String test, int size, String... moreFlags) {
        return new LocalCluster(test, size, moreFlags).allStarted();
    }

    /** Members n1 and so on, each at a place of its own, all of them ready. */
    public static LocalCluster startedAt(String test, List<Place> places) {
        return new LocalCluster(test, places).allStarted();
    }

    private LocalCluster allStarted() {
        try {
            startAll();
            return this;
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    /** Starts all that do not run, and waits until each is ready. */
    void startAll() {
        for (KvdProcess node : nodes) if (!node.isAlive()) start(node);
        for (KvdProcess node : nodes) node.awaitReady();
    }

    /** Starts one node, with flags that are for this start alone; does not wait for it. */
    public void start(KvdProcess node, String... once) {
        node.start(initialCluster, once);
    }

    /** A new node that waits to be added; does not wait for it. */
    KvdProcess joining(String id) {
        return joining(new KvdProcess(id, directory, moreFlags));
    }

    /** A node on the disk of one that is gone, which waits to be added; does not wait for it. */
    KvdProcess joiningOnTheDiskOf(KvdProcess gone, String id) {
        return joining(gone.successor(id));
    }

    private KvdProcess joining(KvdProcess node) {
        String members = endpoints();
        nodes.add(node);
        node.join(members);
        return node;
    }

    public List<KvdProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** The node of an id such as n1. */
    KvdProcess node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
    }

    /** What {@code --initial-cluster} says. */
    String initialCluster() {
        return initialCluster;
    }

    /** The clients' addresses of all members, with commas between. */
    String endpoints() {
        return nodes.stream().map(KvdProcess::clientAddress).collect(Collectors.joining(","));
    }

    /** Runs kvctl against all members, patiently; it must end with this exit code. */
    Finished kvctl(int code, String... arguments) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("--endpoints", endpoints(), "--timeout", KVCTL_TIMEOUT));
        all.addAll(List.of(arguments));
        Finished ended = Finished.run("kvctl", all.toArray(String[]::new));
        assertEquals(code, ended.exitCode(), ended.toString());
        return ended;
    }

    /** Waits until a living node leads, and returns it. */
    KvdProcess awaitLeader() {
        List<KvdProcess> alive = nodes.stream().filter(KvdProcess::isAlive).toList();
        alive.getFirst().await(ELECTION_DEADLINE, "or another leads", () -> leader().isPresent());
        return leader().orElseGet(this::awaitLeader);
    }

    /** Waits until a change of the members is over, by the account of whoever leads. */
    void awaitVoters(KvClient client, String... voters) {
        nodes.stream()
                .filter(KvdProcess::isAlive)
                .findFirst()
                .orElseThrow()
                .await(
                        CHANGE_DEADLINE,
                        "or another leads the voters " + List.of(voters),
                        () -> leader().filter(node -> leads(node, client, voters)).isPresent());
    }

    private static boolean leads(KvdProcess leader, KvClient client, String... voters) {
        MemberStatus status = client.statusAsync(leader.clientAddress()).join();
        List<String> now = status.members().stream().map(Peer::id).toList();
        return status.phase() == Phase.SETTLED && now.equals(List.of(voters));
    }

    private Optional<KvdProcess> leader() {
        return nodes.stream().filter(KvdProcess::isAlive).filter(KvdProcess::leads).findFirst();
    }

    @Override
    public void close() {
        for (KvdProcess node : nodes) if (node.isAlive()) node.kill();
        for (KvdProcess node : nodes) node.close();
    }
}
