package io.quorate.boot;

import io.quorate.boot.SettingsReader.Reading;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command line of {@code kvd}: from flags, environment and file to a checked configuration, or
 * to a text to print. A flag wins over the environment, that over the file, that over the default.
 */
public final class Kvd {

    private static final String PRINT_CONFIG = "--print-config";

    private Kvd() {}

    /** What a command line asks for. */
    public sealed interface Wish {

        /** Run a node. */
        record Run(KvdConfig config) implements Wish {}

        /** Print this on standard output, and end with {@link ExitCode#DONE}. */
        record Print(String text) implements Wish {}

        /** Print this on standard error, and end with {@link ExitCode#USAGE}. */
        record Refused(List<String> problems) implements Wish {

            /** One line each, and where to find help. */
            public String text() {
                var text = new StringBuilder();
                for (String problem : problems) text.append("kvd: ").append(problem).append('\n');
                return text.append("Try 'kvd --help'.\n").toString();
            }
        }
    }

    /** Reads a command line in an environment. Touches nothing but the file that it names. */
    public static Wish read(List<String> arguments, Map<String, String> environment) {
        var command = new CommandLine(spec());
        command.setExpandAtFiles(false);
        command.setInterpolateVariables(false);
        command.setUsageHelpAutoWidth(false);
        command.setUsageHelpWidth(Help.COLUMNS);
        command.setTrimQuotes(false);
        ParseResult flags;
        try {
            flags = command.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException bad) {
            return new Wish.Refused(List.of(problem(bad)));
        }
        if (flags.isUsageHelpRequested()) {
            return new Wish.Print(command.getUsageMessage(CommandLine.Help.Ansi.OFF));
        }
        if (flags.isVersionHelpRequested()) {
            return new Wish.Print("kvd " + Version.current() + "\n");
        }
        List<String> problems = repeated(flags);
        Map<Setting, Given> given = gather(flags, environment, problems);
        return switch (SettingsReader.read(given)) {
            case Reading.Unsound unsound -> {
                problems.addAll(unsound.problems());
                yield new Wish.Refused(problems);
            }
            case Reading.Sound sound -> {
                if (!problems.isEmpty()) yield new Wish.Refused(problems);
                yield flags.hasMatchedOption(PRINT_CONFIG)
                        ? new Wish.Print(EffectiveConfig.show(sound.config(), given))
                        : new Wish.Run(sound.config());
            }
        };
    }

    /** picocli takes a second value for the first in silence, if the flag stands in a group. */
    private static List<String> repeated(ParseResult flags) {
        List<String> problems = new ArrayList<>();
        for (OptionSpec option : flags.matchedOptionsSet()) {
            if (option.originalStringValues().size() > 1) {
                problems.add(option.longestName() + " is given twice");
            }
        }
        return problems;
    }

    private static Map<Setting, Given> gather(
            ParseResult flags, Map<String, String> environment, List<String> problems) {
        Map<Setting, Given> byFlag = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            String value = flags.matchedOptionValue(setting.flag(), null);
            if (value != null) byFlag.put(setting, new Given(value, setting.flag()));
        }
        Environment variables = Environment.read(environment);
        problems.addAll(variables.problems());
        Map<Setting, Given> given = new TreeMap<>(variables.settings());
        given.putAll(byFlag);
        Given config = given.get(Setting.CONFIG);
        if (config == null) return given;
        try {
            ConfigFile file = ConfigFile.read(Path.of(config.text()));
            problems.addAll(file.problems());
            file.settings().forEach(given::putIfAbsent);
        } catch (InvalidPathException noPath) {
            problems.add(
                    config.origin() + ": " + BadValue.quoted(config.text()) + " is not a path");
        }
        return given;
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("kvd");
        int place = 0;
        for (Setting.Group group : Setting.Group.values()) {
            var options = ArgGroupSpec.builder().heading("%n" + group.heading() + "%n");
            options.validate(false).exclusive(false).order(place++);
            for (Setting setting : Setting.values()) {
                if (setting.group() == group) options.addArg(option(setting));
            }
            if (group == Setting.Group.OPERATION) {
                options.addArg(
                        word(PRINT_CONFIG, "Print each setting's value and where it is from.")
                                .build());
                options.addArg(word("--version", "Print the version.").versionHelp(true).build());
                options.addArg(word("--help", "Print this.").usageHelp(true).build());
            }
            spec.addArgGroup(options.build());
        }
        spec.usageMessage()
                .sortOptions(false)
                .customSynopsis(Help.SYNOPSIS)
                .description(Help.DESCRIPTION)
                .footer(Help.footer());
        return spec;
    }

    private static OptionSpec option(Setting setting) {
        String byDefault = setting.byDefault().map(text -> " Default: " + text + ".").orElse("");
        String help =
                setting.help().contains("Default:") ? setting.help() : setting.help() + byDefault;
        return OptionSpec.builder(setting.flag())
                .paramLabel(setting.shape())
                .type(String.class)
                .arity("1")
                .description(help.replace("%", "%%"))
                .build();
    }

    private static OptionSpec.Builder word(String flag, String help) {
        return OptionSpec.builder(flag).type(boolean.class).arity("0").description(help);
    }

    private static String problem(ParameterException bad) {
        return switch (bad) {
            case MissingParameterException missing
                    when missing.getMissing().getFirst() instanceof OptionSpec option ->
                    option.longestName() + " has no value; it wants " + option.paramLabel();
            case UnmatchedArgumentException unknown -> {
                String first = unknown.getUnmatched().getFirst();
                String flag = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
                yield flag.startsWith("-")
                        ? "unknown flag "
                                + BadValue.quoted(flag)
                                + NearestName.hint(flag, Help.flags())
                        : "unknown argument " + BadValue.quoted(first) + ": kvd takes flags alone";
            }
            default -> String.valueOf(bad.getMessage()).replaceAll("\\s+", " ");
        };
    }
}
