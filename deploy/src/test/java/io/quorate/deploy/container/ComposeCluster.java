package io.quorate.deploy.container;

import io.quorate.deploy.FreePorts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The cluster of {@code docker-compose.yml}, as a user starts it, under a project name and ports of
 * its own. Closing it removes its containers, its network and its volumes. Used by one thread.
 */
final class ComposeCluster implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final String project;
    private final Path file = Image.CONTEXT.resolveSibling("docker-compose.yml");
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> nodes;

    /**
     * Starts all nodes and waits until each is healthy.
     *
     * @param name distinct for each cluster of this process
     */
    ComposeCluster(String name) {
        project = Image.tag().replaceFirst(":it-", "-it-") + "-" + name;
        nodes = List.of("n1", "n2", "n3");
        environment.put("QUORATE_VERSION", Image.VERSION);
        for (int i = 1; i <= nodes.size(); i++) {
            environment.put("QUORATE_CLIENT_PORT_" + i, Integer.toString(FreePorts.take()));
            environment.put("QUORATE_HTTP_PORT_" + i, Integer.toString(FreePorts.take()));
        }
        try {
            compose("up", "--no-build", "--detach").orFail();
            nodes.forEach(this::awaitHealthy);
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    List<String> nodes() {
        return nodes;
    }

    /** Where the host reaches all nodes: host:port, with commas between. */
    String endpoints() {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("QUORATE_CLIENT_PORT_"))
                .map(variable -> "127.0.0.1:" + variable.getValue())
                .collect(Collectors.joining(","));
    }

    /** From now on its containers are made from the image of another version. */
    void setVersion(String version) {
        environment.put("QUORATE_VERSION", version);
    }

    /** Runs {@code docker-compose} on this cluster. */
    Docker.Ended compose(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker-compose"));
        command.addAll(List.of("--project-name", project, "--file", file.toString()));
        command.addAll(List.of(arguments));
        return Docker.run(environment, command);
    }

    /** Runs a program in a node's container. */
    Docker.Ended exec(String node, String... program) {
        List<String> arguments = new ArrayList<>(List.of("exec", "-T", node));
        arguments.addAll(List.of(program));
        return compose(arguments.toArray(String[]::new));
    }

    /** What the engine knows of a node's container, by a template such as {@code {{.State}}}. */
    String inspect(String node, String template) {
        return Docker.run("inspect", "--format", template, container(node))
                .orFail()
                .output()
                .strip();
    }

    private String container(String node) {
        return Docker.run(
                        "ps",
                        "--all",
                        "--quiet",
                        "--filter",
                        "label=com.docker.compose.project=" + project,
                        "--filter",
                        "label=com.docker.compose.service=" + node)
                .orFail()
                .output()
                .strip();
    }

    /** Waits until the image's own health check says so. */
    void awaitHealthy(String node) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!inspect(node, "{{.State.Health.Status}}").equals("healthy")) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        node + " is not healthy in " + DEADLINE + "\n" + log(node));
            }
            pass();
        }
    }

    private static void pass() {
        try {
            if (NEVER.await(200, TimeUnit.MILLISECONDS)) throw new AssertionError();
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted", stopped);
        }
    }

    /** What a node has said. */
    String log(String node) {
        return Docker.run("logs", container(node)).orFail().output();
    }

    @Override
    public void close() {
        compose("down", "--volumes", "--timeout", "1");
    }
}
