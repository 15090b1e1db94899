package io.quorate.deploy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a node runs, and what it finds there.
 *
 * @param host the address of all its listeners
 * @param launcher the command that starts a program there, in front of the program's own; empty for
 *     a program of this machine like any other
 * @param environment added to that of this process
 * @param dataDir an empty directory for its data; empty for one beside its log
 */
public record Place(
        String host,
        int clientPort,
        int peerPort,
        int httpPort,
        List<String> launcher,
        Map<String, String> environment,
        Optional<Path> dataDir) {

    private static final String LOOPBACK = "127.0.0.1";

    /** Copies the collections. */
    public Place {
        launcher = List.copyOf(launcher);
        environment = Map.copyOf(environment);
    }

    /** Loopback, at ports that nobody has. */
    public static Place onLoopback() {
        return new Place(
                LOOPBACK,
                FreePorts.take(),
                FreePorts.take(),
                FreePorts.take(),
                List.of(),
                Map.of(),
                Optional.empty());
    }

    /** The same with more variables in the environment. */
    public Place with(Map<String, String> variables) {
        var all = new HashMap<>(environment);
        all.putAll(variables);
        return new Place(host, clientPort, peerPort, httpPort, launcher, all, dataDir);
    }

    /** The same with a directory for the data. */
    public Place withData(Path directory) {
        return new Place(
                host,
                clientPort,
                peerPort,
                httpPort,
                launcher,
                environment,
                Optional.of(directory));
    }
}
