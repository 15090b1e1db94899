import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
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
 * Runs a cluster of three and the common commands against it, on loopback, and writes down which
 * classes each of the two programs loads. Every node is stopped once and started again under the
 * others: so each of them leads, follows, hands over, votes, and turns callers away, which it is
 * not to meet for the first time when a leader is gone and all wait for it.
 */
final class Training {

    private static final int DEADLINE_SECONDS = 60;
    private static final int POLL_MILLIS = 20;
    private static final int NODES = 3;

    /** What the client is taught: a start of each kind that people wait for. */
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("put", "key", "value"),
                    List.of("get", "key"),
                    List.of("range", "--prefix", "k", "-o", "json"),
                    List.of("status"));

    private final Path home;
    private final Path work;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> ofServer = new LinkedHashSet<>();
    private final Set<String> ofClient = new LinkedHashSet<>();

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
        for (int i = 0; i < NODES; i++) nodes.add(new Node("n" + i));
        try {
            for (Node node : nodes) node.start();
            for (Node node : nodes) node.awaitReady();
            for (Node node : nodes) commands(node);
            for (int i = 0; i < NODES; i++) {
                nodes.get(i).stop();
                commands(nodes.get((i + 1) % NODES));
                commands(nodes.get((i + 2) % NODES));
                nodes.get(i).start();
                nodes.get(i).awaitReady();
            }
            for (Node node : nodes) node.stop();
        } finally {
            for (Node node : nodes) node.kill();
        }
        Files.write(work.resolve("kvd.classlist"), ofServer);
        Files.write(work.resolve("kvctl.classlist"), ofClient);
    }

    /** Asks one node; for what it must turn away, its caller goes to the leader. */
    private void commands(Node node) throws IOException, InterruptedException {
        Path list = work.resolve("one.classlist");
        for (List<String> command : COMMANDS) {
            List<String> run = new ArrayList<>();
            run.add(home.resolve("bin/kvctl").toString());
            run.addAll(List.of("--endpoints", node.clients()));
            run.addAll(command);
            Assemble.run(run, "KVCTL_JAVA_OPTS", dumpTo(list));
            add(list, ofClient);
        }
        fetch(node.http, "/metrics");
    }

    /** A node of the cluster, which may be stopped and started again. */
    private final class Node {

        private final String id;
        private final int client = freePort();
        private final int peer = freePort();
        private final int http = freePort();
        private final Path log;
        private final Path list;
        private Process process;

        Node(String id) throws IOException {
            this.id = id;
            this.log = work.resolve(id + ".log");
            this.list = work.resolve(id + ".classlist");
        }

        String clients() {
            return "127.0.0.1:" + client;
        }

        private String peers() {
            return "127.0.0.1:" + peer;
        }

        void start() throws IOException {
            List<String> members =
                    nodes.stream().map(node -> node.id + "=" + node.peers()).toList();
            var builder =
                    new ProcessBuilder(
                            home.resolve("bin/kvd").toString(),
                            "--id",
                            id,
                            "--initial-cluster",
                            String.join(",", members),
                            "--data-dir",
                            work.resolve(id).toString(),
                            "--client-listen",
                            clients(),
                            "--peer-listen",
                            peers(),
                            "--http-listen",
                            "127.0.0.1:" + http,
                            "--journal-segment-size",
                            "8MiB");
            builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("KV"));
            builder.environment().put("KVD_JAVA_OPTS", dumpTo(list));
            process = builder.start();
        }

        void awaitReady() throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            while (!fetch(http, "/readyz")) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) throw broken("ended");
                if (System.nanoTime() - end > 0) throw broken("is not ready");
            }
        }

        /** Stops it well: it hands over what it leads. */
        void stop() throws IOException, InterruptedException {
            process.destroy();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) throw broken("does not stop");
            add(list, ofServer);
        }

        void kill() {
            if (process != null) process.destroyForcibly();
        }

        private IOException broken(String what) throws IOException {
            return new IOException("kvd " + id + " " + what + ":\n" + Files.readString(log));
        }
    }

    private static void add(Path list, Set<String> union) throws IOException {
        for (String line : Files.readAllLines(list)) {
            if (!linksAnOldClass(line)) union.add(withoutNumber(line));
        }
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
