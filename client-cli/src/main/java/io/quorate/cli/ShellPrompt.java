package io.quorate.cli;

import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.Signals;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a shell that somebody types, with completion and history. Ctrl-C drops the line, or
 * interrupts the command that is being done; Ctrl-D ends it. Used by one thread, but for signals.
 */
final class ShellPrompt implements Shell.Lines {

    private static final String PROMPT = "kvctl> ";

    /** Lines that may hold values, as patterns of JLine's. */
    private static final String WITH_VALUES = "*put*:*txn*";

    /** What becomes of the lines that were typed. */
    enum History {
        all,
        no_values,
        none;

        /** As it is written on a command line. */
        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    private final CommandSpec commands;
    private final LineReader reader;
    private volatile Interruption current = new Interruption();

    /**
     * @param commands what is completed
     * @param file where the history is kept, if it is
     */
    ShellPrompt(Terminal terminal, CommandSpec commands, History history, Optional<Path> file) {
        this.commands = commands;
        var builder =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("kvctl")
                        .completer((_, line, candidates) -> complete(line, candidates))
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        if (history == History.no_values) {
            builder.variable(LineReader.HISTORY_IGNORE, WITH_VALUES);
        }
        file.ifPresent(path -> builder.variable(LineReader.HISTORY_FILE, path));
        reader = builder.build();
        terminal.handle(Terminal.Signal.INT, _ -> current.interrupt());
        // One that can do nothing but print is told of no signals.
        boolean isDumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        if (isDumb) Signals.register("INT", () -> current.interrupt());
    }

    @Override
    public Optional<String> next() {
        while (true) {
            try {
                return Optional.of(reader.readLine(PROMPT));
            } catch (UserInterruptException dropped) {
                // Ctrl-C at the prompt drops the line.
            } catch (EndOfFileException end) {
                return Optional.empty();
            }
        }
    }

    @Override
    public Interruption interruption() {
        current = new Interruption();
        return current;
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        List<CharSequence> found = new ArrayList<>();
        String[] words = line.words().toArray(String[]::new);
        AutoComplete.complete(commands, words, line.wordIndex(), 0, line.cursor(), found);
        if (line.wordIndex() == 0) found.addAll(List.of("exit", "help"));
        for (CharSequence each : found) candidates.add(new Candidate(each.toString()));
    }
}
