package io.quorate.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The load of {@code deploy/bench/rolling-restart.sh}: {@link SteadyClients} for as long as the
 * standard input lasts. Each line of it names a phase and begins it; when the next one comes, or
 * the end, the figures of the phase that is over are printed as one line of JSON. The last line has
 * those of all phases.
 *
 * <p>Arguments: endpoints, with commas between.
 */
public final class RestartLoad {

    private RestartLoad() {}

    public static void main(String[] args) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String phase = input.readLine();
        try (var clients = new SteadyClients(List.of(args[0].split(",")))) {
            while (phase != null) {
                clients.gaps().take();
                String next = input.readLine();
                Gaps.Window window = clients.gaps().take();
                System.out.printf(
                        Locale.ROOT,
                        "{\"phase\":\"%s\",\"writes\":%d,\"longest_gap_ms\":%.1f}%n",
                        phase,
                        window.writes(),
                        window.longestMillis());
                phase = next;
            }
            clients.stop();
            clients.failures().forEach(System.err::println);
            System.out.printf(
                    Locale.ROOT,
                    "{\"phase\":\"all\",\"writes\":%d,\"reads\":%d,\"failed\":%d}%n",
                    clients.acknowledged().size(),
                    clients.reads(),
                    clients.failed());
        }
    }
}
