package io.quorate.deploy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The pages that a node serves, wherever it runs. Thread-safe. */
public final class Pages implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Pattern LEADS =
            Pattern.compile("^[a-z_]*is_leader(\\{.*})? 1(\\.0)?$", Pattern.MULTILINE);

    private final String address;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The pages at host:port. */
    public Pages(String address) {
        this.address = address;
    }

    /** Where they are: host:port. */
    public String address() {
        return address;
    }

    /** Whether the node answers linearizable reads. */
    public boolean isReady() {
        return page("/readyz").isPresent();
    }

    /** Whether the node takes itself for the leader; false if it does not answer. */
    public boolean leads() {
        return page("/metrics").filter(metrics -> LEADS.matcher(metrics).find()).isPresent();
    }

    /** A metric without labels that are asked for; 0 if the node does not answer or has none. */
    public double metric(String name) {
        return page("/metrics").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** The body of a page, if the answer is 200. */
    public Optional<String> page(String path) {
        var request =
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(TIMEOUT)
                        .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while asking " + address, stopped);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
