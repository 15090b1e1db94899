package io.quorate.cli;

import io.quorate.client.KvException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where every failure of a command ends: one line on standard error, and an exit code. */
final class CommandErrors {

    private CommandErrors() {}

    /** The command line is wrong. */
    static int usage(Streams streams, ParameterException wrong, Globals.Format format) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        var line = new StringBuilder(oneLine(wrong.getMessage()));
        List<String> suggestions =
                wrong instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        Optional<String> dashed = dashed(command);
        if (dashed.isPresent()) {
            line.append("; if '")
                    .append(dashed.get())
                    .append("' is a key or a value, put -- before the arguments.");
        } else if (!suggestions.isEmpty()) {
            line.append("; did you mean '").append(suggestions.getFirst()).append("'?");
        } else {
            line.append('.');
        }
        line.append(" See '").append(name).append(" --help'.");
        streams.err()
                .println(
                        switch (format) {
                            case text -> name + ": " + line;
                            case json -> Failures.json(verb(command), "USAGE", line.toString());
                        });
        return ExitCode.USAGE;
    }

    /** An argument that begins with a dash, looks like no long option, and was not understood. */
    private static Optional<String> dashed(CommandLine command) {
        return command.getParseResult().unmatched().stream()
                .filter(argument -> argument.startsWith("-") && !argument.startsWith("--"))
                .findFirst();
    }

    /** The command failed while it ran. */
    static int tell(Streams streams, CommandLine command, Exception failure) throws Exception {
        Object subcommand = command.getCommandSpec().userObject();
        String verb = verb(command);
        boolean json = subcommand instanceof Subcommand sub && sub.wantsJson();
        return switch (failure) {
            case KvException why -> {
                streams.err().println(json ? Failures.json(verb, why) : Failures.words(verb, why));
                boolean interrupted = subcommand instanceof Subcommand sub && sub.wasInterrupted();
                int code = Failures.exitCode(why);
                yield interrupted && code != ExitCode.OUTCOME_UNKNOWN
                        ? Interruption.EXIT_CODE
                        : code;
            }
            case Streams.BrokenStream broken -> tell(streams, broken);
            case IOException broken -> {
                String why = String.valueOf(broken.getMessage());
                String text = "kvctl " + verb + ": " + why;
                streams.err().println(json ? Failures.json(verb, "FILE", why) : text);
                yield ExitCode.BROKEN_STREAM;
            }
            default -> throw failure;
        };
    }

    /** Standard output failed; a reader that has merely gone is not worth a word. */
    static int tell(Streams streams, Streams.BrokenStream broken) {
        if (!broken.readerIsGone()) {
            streams.err()
                    .println(
                            "kvctl: standard output could not be written: "
                                    + broken.getMessage()
                                    + "; what the command did is done, only its report is lost.");
        }
        return ExitCode.BROKEN_STREAM;
    }

    private static String verb(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^kvctl ", "");
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ").strip();
    }
}
