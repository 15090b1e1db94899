package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.Keys;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;

/** The keys that a command is about: one, those of a prefix, or those of a range. */
final class KeyOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(index = "0", arity = "0..1", paramLabel = "KEY", description = "The key.")
    private Optional<String> key;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "All keys that begin with this.")
    private Optional<String> prefix;

    @Option(
            names = "--range",
            arity = "2",
            paramLabel = "START END",
            hideParamSyntax = true,
            description = "All keys from START up to and without END; '' is no bound.")
    private List<String> range = List.of();

    /** The keys; the one way to name them that was taken. */
    Keys keys() {
        int given = (key.isPresent() ? 1 : 0) + (prefix.isPresent() ? 1 : 0);
        if (given + (range.isEmpty() ? 0 : 1) != 1) {
            throw usage("give one of KEY, --prefix PREFIX and --range START END");
        }
        if (key.isPresent()) return Keys.of(Subcommand.bytes(key.get()));
        if (prefix.isPresent()) return Keys.prefix(Subcommand.bytes(prefix.get()));
        Bytes start = Subcommand.bytes(range.getFirst());
        Bytes end = Subcommand.bytes(range.getLast());
        if (!end.isEmpty() && start.compareTo(end) > 0) {
            throw usage("START comes after END: the range can hold no key");
        }
        return Keys.between(start, end);
    }

    private ParameterException usage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
