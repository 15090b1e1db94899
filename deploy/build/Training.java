import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a node and the common commands against it, on loopback, and writes down which classes each
 * of the two programs loads.
 */
final class Training {

    private static final int DEADLINE_SECONDS = 60;
    private static final int POLL_MILLIS = 20;

    /** What the client is taught: a start of each kind that people wait for. */
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("put", "key", "value"),
                    List.of("get", "key"),
                    List.of("range", "--prefix", "k", "-o", "json"),
                    List.of("status"));

    private final Path home;
    private final Path work;

    /**
     * @param home the distribution
     * @param work a directory for what is needed meanwhile; emptied at the beginning
     */
    Training(Path home, Path work) {
        this.home = home;
        this.work = work;
    }

    /** Leaves {@code kvd.classlist} and {@code kvctl.classlist} in the work directory. */
    void run() throws IOException, InterruptedException {
        Assemble.deleteTree(work);
        Files.createDirectories(work);
        int client = freePort();
        int peer = freePort();
        int http = freePort();
        var builder =
                new ProcessBuilder(
                        home.resolve("bin/kvd").toString(),
                        "--data-dir",
                        work.resolve("data").toString(),
                        "--client-listen",
                        "127.0.0.1:" + client,
                        "--peer-listen",
                        "127.0.0.1:" + peer,
                        "--http-listen",
                        "127.0.0.1:" + http,
                        "--journal-segment-size",
                        "8MiB");
        Path log = work.resolve("kvd.log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KV"));
        builder.environment().put("KVD_JAVA_OPTS", dumpTo(work.resolve("kvd.classlist")));
        Process kvd = builder.start();
        try {
            awaitReady(kvd, http, log);
            commands("127.0.0.1:" + client);
            fetch(http, "/metrics");
            kvd.destroy();
            if (!kvd.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS))
                throw broken("does not stop", log);
        } finally {
            kvd.destroyForcibly();
        }
    }

    private void commands(String endpoint) throws IOException, InterruptedException {
        Set<String> union = new LinkedHashSet<>();
        Path list = work.resolve("one.classlist");
        for (List<String> command : COMMANDS) {
            List<String> run = new ArrayList<>();
            run.add(home.resolve("bin/kvctl").toString());
            run.addAll(List.of("--endpoints", endpoint));
            run.addAll(command);
            Assemble.run(run, "KVCTL_JAVA_OPTS", dumpTo(list));
            for (String line : Files.readAllLines(list)) {
                if (!linksAnOldClass(line)) union.add(withoutNumber(line));
            }
        }
        Files.write(work.resolve("kvctl.classlist"), union);
    }

    /**
     * picocli is compiled for Java 5. Classes as old as that are archived only if nothing links
     * them, as the resolving of their constants would.
     */
    private static boolean linksAnOldClass(String line) {
        return line.startsWith("@cp picocli");
    }

    /** Lists number their classes each in its own way; only custom loaders need the numbers. */
    private static String withoutNumber(String line) {
        int number = line.indexOf(" id: ");
        return number < 0 || line.startsWith("@") ? line : line.substring(0, number);
    }

    private static String dumpTo(Path list) {
        return "-XX:DumpLoadedClassList=" + list;
    }

    private void awaitReady(Process kvd, int http, Path log)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!fetch(http, "/readyz")) {
            if (kvd.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) throw broken("ended", log);
            if (System.nanoTime() - end > 0) throw broken("is not ready", log);
        }
    }

    private static IOException broken(String what, Path log) throws IOException {
        return new IOException("kvd " + what + ":\n" + Files.readString(log));
    }

    private static boolean fetch(int port, String path) {
        try {
            URI page = URI.create("http://127.0.0.1:" + port + path);
            var connection = (HttpURLConnection) page.toURL().openConnection();
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() == 200;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
