package io.quorate.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Prometheus of the system's that scrapes a cluster every second. Used by one thread. */
final class Prometheus implements AutoCloseable {

    private static final Duration END_DEADLINE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address = "127.0.0.1:" + FreePorts.take();
    private final Process process;

    /** Starts it; does not wait for it to be of use. */
    Prometheus(Path program, Path directory, List<KvdProcess> nodes, Path rules) {
        String targets =
                nodes.stream()
                        .map(node -> "\"" + node.httpAddress() + "\"")
                        .collect(Collectors.joining(", "));
        String config =
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: quorate
                    static_configs: [{targets: [%s]}]
                """
                        .formatted(rules, targets);
        try {
            Path file = Files.writeString(directory.resolve("prometheus.yml"), config);
            process =
                    new ProcessBuilder(
                                    program.toString(),
                                    "--config.file=" + file,
                                    "--storage.tsdb.path=" + directory.resolve("prometheus"),
                                    "--web.listen-address=" + address)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("prometheus.log").toFile())
                            .start();
            Orphans.watch(process);
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    /** Whether it answers. */
    boolean isReady() {
        return page("/-/ready").startsWith("Prometheus Server is Ready");
    }

    /** What an expression comes to now, in the words of its API; empty if it does not answer. */
    String query(String expression) {
        return page("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
    }

    /** Whether an expression comes to something now. */
    boolean hasAnswer(String expression) {
        return query(expression).contains("\"value\":[");
    }

    /** The alert rules and how they stand, in the words of its API. */
    String rules() {
        return page("/api/v1/rules?type=alert");
    }

    private String page(String path) {
        var request =
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException notThere) {
            return "";
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while asking Prometheus", stopped);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while Prometheus ends", stopped);
        } finally {
            http.close();
        }
    }
}
