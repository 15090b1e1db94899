package io.quorate.simulation;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;

/** Runs one seed to be read: tells its last events, and all of them to a file if one is named. */
final class Replay {

    /** How many events are told. */
    private static final int LINES_MAX = 300;

    private Replay() {}

    /** The command that replays a seed. */
    static String command(long seed) {
        return "mvn -pl server -am test -Psim -Dsim.seed=" + seed;
    }

    /**
     * Runs a seed.
     *
     * @param log where all events are written to
     * @return what happened, for people; empty if nothing was wrong
     */
    static Optional<String> of(long seed, Optional<Path> log) throws IOException {
        try (PrintWriter all = writer(log)) {
            var last = new ArrayDeque<String>();
            try {
                Simulation.tell(
                        seed,
                        new Counts(),
                        line -> {
                            if (last.size() == LINES_MAX) last.poll();
                            last.add(line);
                            all.println(line);
                        });
                return Optional.empty();
            } catch (SeedFailed failed) {
                var text = new StringWriter();
                last.forEach(line -> text.append(line).append('\n'));
                failed.getCause().printStackTrace(new PrintWriter(text, true));
                text.append(failed.getMessage()).append("\nreplay it with: ");
                text.append(command(seed)).append('\n');
                return Optional.of(text.toString());
            }
        }
    }

    private static PrintWriter writer(Optional<Path> log) throws IOException {
        return new PrintWriter(
                log.isPresent() ? Files.newBufferedWriter(log.get()) : Writer.nullWriter());
    }
}
