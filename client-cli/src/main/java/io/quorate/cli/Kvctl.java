package io.quorate.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** kvctl: the command line of Quorate. */
@Command(
        name = "kvctl",
        synopsisSubcommandLabel = "COMMAND",
        description = "Reads and writes a Quorate cluster, and shows how it is.",
        footer = {
            "",
            "Examples:",
            "  kvctl playground                    how to start three nodes on this machine",
            "  kvctl put greeting hello            store a value",
            "  kvctl get greeting                  read it back",
            "  kvctl range --prefix user/          read all keys that begin with user/",
            "  kvctl status                        who leads, who lags, who is down",
            "  kvctl member list                   who is a member, and what each counts for",
            "  kvctl get --session mine greeting   at least what this session has met",
            "  kvctl put -- -key value             a key that begins with '-'",
            "  kvctl shell                         one command after the other, with completion",
            "",
            "Each option has an environment variable: KVCTL_ENDPOINTS, KVCTL_TIMEOUT,",
            "KVCTL_OUTPUT, KVCTL_KEYSPACE, KVCTL_CONSISTENCY, KVCTL_MAX_STALENESS.",
            "",
            "Exit codes: 0 done; 1 not found, or refused; 2 usage; 3 no member could be reached or",
            "could serve; 4 the outcome of a write is unknown; 5 standard input or output failed;",
            "6 a transaction's compare did not hold; 7 the cluster broke a promise, and 8 nobody",
            "knows whether it did ('kvctl verify'); 9 a lock was lost; 130 interrupted, with",
            "nothing changed."
        })
public final class Kvctl implements Callable<Integer> {

    /** What is meant where a person types nothing but the name. */
    private static final String[] SHELL = {"shell"};

    @Spec private CommandSpec spec;

    @Mixin private Globals globals;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli alone asks whether it is set
    private boolean help;

    @Option(names = "--version", description = "Shows the version.")
    private boolean version;

    private final Streams streams;
    private final Interruption interruption;
    private final Clients clients;

    private Kvctl(Streams streams, Interruption interruption, Clients clients) {
        this.streams = streams;
        this.interruption = interruption;
        this.clients = clients;
    }

    /** Runs kvctl as a process. */
    public static void main(String[] args) {
        var streams = Streams.ofProcess();
        var interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::happened, "interrupted"));
        String[] given = args.length == 0 && streams.isTalk() ? SHELL : Arguments.exact(args);
        int code = run(given, streams, interruption, new Clients.OfOneCommand());
        Runtime.getRuntime().halt(code);
    }

    /**
     * Runs one command.
     *
     * @return the exit code, one of {@link ExitCode}
     */
    public static int run(String[] args, Streams streams) {
        return run(args, streams, new Interruption(), new Clients.OfOneCommand());
    }

    static int run(String[] args, Streams streams, Interruption interruption, Clients clients) {
        int code;
        try {
            if (VersionCommand.isAskedBy(args)) {
                VersionCommand.print(streams);
                code = ExitCode.DONE;
            } else {
                var help = new StreamWriter(streams);
                code =
                        commandLine(args, new Kvctl(streams, interruption, clients), help)
                                .execute(args);
                help.check();
            }
            if (code != ExitCode.BROKEN_STREAM) streams.flush();
        } catch (Streams.BrokenStream broken) {
            code = CommandErrors.tell(streams, broken);
        }
        streams.err().flush();
        return code;
    }

    /** In the order of the help. */
    private static Map<String, Supplier<Callable<Integer>>> subcommands() {
        var all = new LinkedHashMap<String, Supplier<Callable<Integer>>>();
        all.put("put", PutCommand::new);
        all.put("get", GetCommand::new);
        all.put("delete", DeleteCommand::new);
        all.put("range", RangeCommand::new);
        all.put("watch", WatchCommand::new);
        all.put("session", SessionCommand::new);
        all.put("txn", TxnCommand::new);
        all.put("lease", LeaseCommand::new);
        all.put("keyspace", KeyspaceCommand::new);
        all.put("compact", CompactCommand::new);
        all.put("lock", LockCommand::new);
        all.put("elect", ElectCommand::new);
        all.put("status", StatusCommand::new);
        all.put("top", TopCommand::new);
        all.put("member", MemberCommand::new);
        all.put("transfer-leader", TransferLeaderCommand::new);
        all.put("snapshot", SnapshotCommand::new);
        all.put("digest", DigestCommand::new);
        all.put("bench", BenchCommand::new);
        all.put("verify", VerifyCommand::new);
        all.put("shell", ShellCommand::new);
        all.put("playground", PlaygroundCommand::new);
        all.put("completion", CompletionCommand::new);
        all.put("version", VersionCommand::new);
        return all;
    }

    /** The names of all subcommands. */
    static Set<String> commands() {
        return subcommands().keySet();
    }

    /** The whole command line, with every subcommand, to be described. */
    static CommandLine whole(Streams streams) {
        var line =
                new CommandLine(new Kvctl(streams, new Interruption(), new Clients.OfOneCommand()));
        subcommands().forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line;
    }

    /**
     * Adds the subcommands that are named among the arguments, and all of them if none is: to
     * describe one to picocli takes long, and the one that is meant is named.
     */
    private static void addSubcommands(CommandLine line, String[] args) {
        var all = subcommands();
        boolean named = Stream.of(args).anyMatch(all::containsKey);
        all.forEach(
                (name, command) -> {
                    if (!named || List.of(args).contains(name)) {
                        line.addSubcommand(name, command.get());
                    }
                });
    }

    private static CommandLine commandLine(String[] args, Kvctl kvctl, StreamWriter help) {
        Streams streams = kvctl.streams();
        var line = new CommandLine(kvctl);
        addSubcommands(line, args);
        return line.setOut(new PrintWriter(help, true))
                .setErr(streams.err())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(streams.colours() ? Ansi.ON : Ansi.OFF))
                .setDefaultValueProvider(
                        argument ->
                                argument instanceof OptionSpec option
                                        ? fromEnvironment(option, streams.environment())
                                        : null)
                .setParameterExceptionHandler(
                        (wrong, words) ->
                                CommandErrors.usage(
                                        streams,
                                        wrong,
                                        Globals.formatAskedBy(words, streams.environment())))
                .setExecutionExceptionHandler(
                        (failure, command, _) -> CommandErrors.tell(streams, command, failure));
    }

    /** picocli's own default follows if this gives null. */
    private static String fromEnvironment(OptionSpec option, Map<String, String> environment) {
        if (!option.inherited() && option.scopeType() != ScopeType.INHERIT) return null;
        String name = option.longestName().replace("--", "").replace('-', '_');
        String value = environment.get("KVCTL_" + name.toUpperCase(Locale.ROOT));
        return value == null || value.isEmpty() ? null : value;
    }

    Globals globals() {
        return globals;
    }

    Streams streams() {
        return streams;
    }

    Clients clients() {
        return clients;
    }

    Interruption interruption() {
        return interruption;
    }

    @Override
    public Integer call() throws Streams.BrokenStream {
        if (version) {
            VersionCommand.print(streams);
            return ExitCode.DONE;
        }
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
