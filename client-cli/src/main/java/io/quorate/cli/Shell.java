package io.quorate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does commands, one a line, each as kvctl would by itself, but for the connections, which stay.
 * Used by one thread.
 */
final class Shell {

    /** Where the commands are from. */
    interface Lines {

        /** The next line; empty at the end. */
        Optional<String> next() throws IOException;

        /** How the command that is done next can be interrupted. */
        Interruption interruption();
    }

    /** What becomes of the rest when a command fails. */
    enum Failing {
        GOES_ON,
        ENDS
    }

    private final Streams streams;
    private final Clients clients;
    private final Failing failing;

    /**
     * @param defaults for the options of each command, by the names of their environment variables
     */
    Shell(Streams streams, Map<String, String> defaults, Clients clients, Failing failing) {
        this.streams = forCommands(streams, defaults);
        this.clients = clients;
        this.failing = failing;
    }

    private static Streams forCommands(Streams streams, Map<String, String> defaults) {
        var environment = new HashMap<>(streams.environment());
        environment.putAll(defaults);
        return new Streams(
                new NoInput(),
                streams.out(),
                streams.err(),
                false,
                streams.outIsTerminal(),
                streams.errIsTerminal(),
                Map.copyOf(environment));
    }

    /**
     * The commands themselves come from standard input; one that wants to read it would eat them.
     */
    private static final class NoInput extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("in the shell there is none; give the value on the line");
        }
    }

    /** Does all lines; the exit code is the last command's. */
    int run(Lines lines) throws IOException {
        int code = ExitCode.DONE;
        while (true) {
            Optional<String> line = lines.next();
            if (line.isEmpty()) return code;
            List<String> words;
            try {
                words = ShellWords.of(line.get());
            } catch (ShellWords.Unfinished unfinished) {
                streams.err().println("kvctl shell: " + unfinished.getMessage() + ".");
                words = List.of();
                code = ExitCode.USAGE;
                if (failing == Failing.ENDS) return code;
            }
            if (words.isEmpty()) continue;
            if (words.equals(List.of("exit")) || words.equals(List.of("quit"))) return code;
            code = take(words, lines.interruption());
            if (code != ExitCode.DONE && failing == Failing.ENDS) return code;
        }
    }

    private int take(List<String> words, Interruption interruption) {
        if (words.getFirst().equals("shell")) {
            streams.err().println("kvctl shell: this is one already; 'exit' ends it.");
            return ExitCode.USAGE;
        }
        List<String> args = new ArrayList<>(words);
        if (args.getFirst().equals("help")) {
            args.removeFirst();
            args.add("--help");
        }
        int code = Kvctl.run(args.toArray(String[]::new), streams, interruption, clients);
        // Some end by it, and it is of that command alone.
        Thread.interrupted();
        return code;
    }
}
