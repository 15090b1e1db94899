package io.quorate.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * One node: a data directory and addresses that stay, and the {@code kvd} process that runs on
 * them, which may be killed and started again. Used by one thread.
 */
public final class KvdProcess implements AutoCloseable {

    private static final Duration START_DEADLINE = Duration.ofSeconds(120);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 10;
    private static final Pattern GENERATION_USED =
            Pattern.compile("^(?:DefNew|Tenured) .* used ([0-9]+)K", Pattern.MULTILINE);

    private final String id;
    private final Path dataDir;
    private final Path log;
    private final List<String> moreFlags;
    private final Place place;
    private final Pages pages;
    private Optional<Process> process = Optional.empty();

    /** A node that keeps its data and log under a directory. Nothing runs yet. */
    KvdProcess(String id, Path directory, String... moreFlags) {
        this(id, directory, Place.onLoopback(), moreFlags);
    }

    /** A node that keeps its log under a directory and all else at its place. Nothing runs yet. */
    KvdProcess(String id, Path directory, Place place, String... moreFlags) {
        this.id = id;
        this.moreFlags = List.of(moreFlags);
        this.dataDir = place.dataDir().orElse(directory.resolve(id));
        this.log = directory.resolve(id + ".log");
        this.place = place;
        this.pages = new Pages(address(place.httpPort()));
    }

    private String address(int port) {
        return place.host() + ":" + port;
    }

    /** A node with another id, on the same disk. Nothing runs yet. */
    KvdProcess successor(String otherId) {
        Place onItsDisk = Place.onLoopback().withData(dataDir);
        return new KvdProcess(
                otherId, log.getParent(), onItsDisk, moreFlags.toArray(String[]::new));
    }

    public String id() {
        return id;
    }

    Path dataDir() {
        return dataDir;
    }

    /** Where clients reach it: host:port. */
    public String clientAddress() {
        return address(place.clientPort());
    }

    /** Where its peers reach it: host:port. */
    String peerAddress() {
        return address(place.peerPort());
    }

    /** Where its pages are: host:port. */
    String httpAddress() {
        return pages.address();
    }

    /** Its pages, which are at the same address after each start. */
    public Pages pages() {
        return pages;
    }

    /** Its part of {@code --initial-cluster}. */
    String member() {
        return id + "=" + peerAddress();
    }

    /**
     * The flags of this node in a cluster. Its patience is longer than the default, since a machine
     * that runs many tests may not let a process run for a third of a second.
     */
    List<String> flags(String initialCluster) {
        return flags("--initial-cluster", initialCluster);
    }

    private List<String> flags(String how, String cluster) {
        return List.of(
                "--id",
                id,
                "--data-dir",
                dataDir.toString(),
                "--client-listen",
                clientAddress(),
                "--peer-listen",
                peerAddress(),
                "--http-listen",
                httpAddress(),
                how,
                cluster,
                "--journal-segment-size",
                "8MiB",
                "--election-timeout",
                "1s",
                "--heartbeat",
                "100ms");
    }

    /**
     * Starts the process, with flags that are for this start alone; does not wait for it to be of
     * use.
     */
    void start(String initialCluster, String... once) {
        List<String> flags = new ArrayList<>(flags(initialCluster));
        flags.addAll(List.of(once));
        startWith(flags);
    }

    /** Starts the process as a node that waits to be added; does not wait for that. */
    void join(String clientAddresses) {
        startWith(flags("--join", clientAddresses));
    }

    private void startWith(List<String> flags) {
        if (isAlive()) throw new IllegalStateException(id + " runs already");
        List<String> command = new ArrayList<>(place.launcher());
        command.add(Distribution.program("kvd").toString());
        command.addAll(flags);
        command.addAll(moreFlags);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(place.environment());
        try {
            Process started = builder.start();
            Orphans.watch(started);
            process = Optional.of(started);
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    public boolean isAlive() {
        return process.isPresent() && process.get().isAlive();
    }

    /** Waits until it answers linearizable reads. */
    void awaitReady() {
        await(START_DEADLINE, "is ready", this::isReady);
    }

    /** Waits until it answers its liveness page, quorum or not. */
    void awaitLive() {
        await(START_DEADLINE, "is live", () -> page("/livez").isPresent());
    }

    boolean isReady() {
        return pages.isReady();
    }

    /** Whether it takes itself for the leader; false if it does not answer. */
    boolean leads() {
        return pages.leads();
    }

    /** A metric without labels that are asked for; 0 if it does not answer or has none. */
    double metric(String name) {
        return pages.metric(name);
    }

    /** Its whole log file, of all its starts. */
    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** SIGSTOP: it stands still, and its connections stay open, until {@link #resume}. */
    public void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        Machine.run("kill", signal, Long.toString(process.orElseThrow().pid()));
    }

    /** What is live on its heap: what a full collection leaves of it, in bytes. */
    long liveHeapBytes() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String pid = Long.toString(process.orElseThrow().pid());
        Machine.run(jcmd.toString(), pid, "GC.run");
        String heap = Machine.run(jcmd.toString(), pid, "GC.heap_info");
        List<Long> used =
                GENERATION_USED
                        .matcher(heap)
                        .results()
                        .map(match -> Long.parseLong(match.group(1)))
                        .toList();
        if (used.size() != 2) throw new AssertionError("not the heap that was expected: " + heap);
        return (used.getFirst() + used.getLast()) << 10;
    }

    /** What it takes of the machine's memory, in bytes. */
    long residentBytes() {
        var status = Path.of("/proc", Long.toString(process.orElseThrow().pid()), "status");
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        throw new AssertionError("no VmRSS in " + status);
    }

    /** SIGKILL, without waiting for the end. */
    public void kill() {
        process.orElseThrow().destroyForcibly();
    }

    /**
     * Waits for the end of a process that was killed or ends by itself, and gives its exit code.
     */
    public int awaitEnd() {
        Process running = process.orElseThrow();
        try {
            if (!running.waitFor(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        id + " has not ended after " + STOP_DEADLINE + "\n" + logTail());
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while waiting for the end of " + id, stopped);
        }
        return running.exitValue();
    }

    /** SIGTERM, and waits for the orderly end. */
    public int terminate() {
        process.orElseThrow().destroy();
        return awaitEnd();
    }

    /** All of its data is gone; it does not run. */
    void wipe() {
        if (isAlive()) throw new IllegalStateException(id + " runs");
        Distribution.deleteTree(dataDir);
    }

    /** It forgets which peers it has met; it does not run. */
    void forgetPeers() {
        if (isAlive()) throw new IllegalStateException(id + " runs");
        try {
            Files.delete(dataDir.resolve("peers"));
        } catch (IOException cannotDelete) {
            throw new UncheckedIOException(cannotDelete);
        }
    }

    /** Kills what runs. The data and the log stay. */
    @Override
    public void close() {
        if (isAlive()) {
            kill();
            awaitEnd();
        }
        pages.close();
    }

    /** Waits for a claim about this node to become true, while its process lives. */
    void await(Duration deadline, String claim, BooleanSupplier isTrue) {
        Process running = process.orElseThrow();
        long end = System.nanoTime() + deadline.toNanos();
        try {
            while (!isTrue.getAsBoolean()) {
                if (running.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(
                            id + " ended with " + running.exitValue() + "\n" + logTail());
                }
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError(
                            "not within " + deadline + ": " + id + " " + claim + "\n" + logTail());
                }
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while waiting: " + id + " " + claim, stopped);
        }
    }

    private String logTail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** The body of a page, if the answer is 200. */
    Optional<String> page(String path) {
        return pages.page(path);
    }
}
