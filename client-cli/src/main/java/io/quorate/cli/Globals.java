package io.quorate.cli;

import io.quorate.client.Batching;
import io.quorate.client.Consistency;
import io.quorate.client.KvClient;
import io.quorate.client.RequestOptions;
import io.quorate.client.Transport;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The options that every subcommand takes. Each has a {@code KVCTL_} environment variable. */
final class Globals {

    /** Where the playground's members listen; the first is kvd's own default. */
    static final String ENDPOINTS_DEFAULT = "127.0.0.1:7101,127.0.0.1:7102,127.0.0.1:7103";

    private static final Pattern JSON_ASKED = Pattern.compile(" (-o ?=?|--output[ =])json ");

    enum Format {
        text,
        json
    }

    enum Level {
        linearizable,
        eventual;

        Consistency consistency() {
            return switch (this) {
                case linearizable -> Consistency.LINEARIZABLE;
                case eventual -> Consistency.EVENTUAL;
            };
        }
    }

    @Option(
            names = "--endpoints",
            scope = ScopeType.INHERIT,
            paramLabel = "A,B,C",
            split = ",",
            defaultValue = ENDPOINTS_DEFAULT,
            description = {
                "The members' client addresses, host:port each.",
                "Not all need be named. Default: ${DEFAULT-VALUE}"
            })
    private List<String> endpoints;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description =
                    "How long the command may take, retries included: 500ms, 5s, 2m. Default:"
                            + " ${DEFAULT-VALUE}")
    private Duration timeout;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Option(
            names = "--keyspace",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            defaultValue = "",
            description = "The keyspace that the keys belong to. Default: the default keyspace")
    private String keyspace;

    @Option(
            names = "--consistency",
            scope = ScopeType.INHERIT,
            paramLabel = "LEVEL",
            defaultValue = "linearizable",
            description = {
                "What a read may be answered with: linearizable (the latest value, always) or",
                "eventual (whatever the member holds, at once). Default: ${DEFAULT-VALUE}"
            })
    private Level level;

    @Option(
            names = "--revision",
            scope = ScopeType.INHERIT,
            paramLabel = "R",
            description = {
                "Read the past, exactly as it was at this revision. Any member answers;",
                "--consistency does not matter then."
            })
    private Optional<Long> revision;

    @Option(
            names = "--max-staleness",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            converter = Durations.class,
            description = {
                "Read what was there at most so long ago: 100ms, 2s. A member that knows that its",
                "state is no older answers at once; --consistency does not matter then."
            })
    private Optional<Duration> maxStaleness;

    /**
     * The format that a command line asks for, whether the rest of it can be understood or not:
     * what is wrong with it is told in that format too.
     */
    static Format formatAskedBy(String[] args, Map<String, String> environment) {
        String all = " " + String.join(" ", args) + " ";
        boolean isJson =
                JSON_ASKED.matcher(all).find()
                        || environment.getOrDefault("KVCTL_OUTPUT", "").equals("json")
                                && !all.contains(" -o")
                                && !all.contains(" --output");
        return isJson ? Format.json : Format.text;
    }

    /** The same options as environment variables: the defaults of commands below this one. */
    Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>();
        all.put("KVCTL_ENDPOINTS", String.join(",", endpoints));
        all.put("KVCTL_TIMEOUT", timeout.toMillis() + "ms");
        all.put("KVCTL_OUTPUT", format.name());
        all.put("KVCTL_KEYSPACE", keyspace);
        all.put("KVCTL_CONSISTENCY", level.name());
        revision.ifPresent(at -> all.put("KVCTL_REVISION", Long.toString(at)));
        maxStaleness.ifPresent(time -> all.put("KVCTL_MAX_STALENESS", time.toMillis() + "ms"));
        return all;
    }

    boolean json() {
        return format == Format.json;
    }

    Level level() {
        return level;
    }

    List<String> endpoints() {
        return endpoints;
    }

    Duration timeout() {
        return timeout;
    }

    /** Whether reads are to be of another level than the default one. */
    boolean namesAnotherLevel() {
        return level != Level.linearizable || revision.isPresent() || maxStaleness.isPresent();
    }

    private Consistency consistency() {
        if (revision.isPresent() && maxStaleness.isPresent()) {
            throw new IllegalArgumentException("give either --revision or --max-staleness");
        }
        return revision.map(Consistency::atRevision)
                .or(() -> maxStaleness.map(Consistency::bounded))
                .orElseGet(level::consistency);
    }

    /** A client as the options say. */
    KvClient client(CommandSpec spec, Clients clients, Transport transport, Batching batching) {
        try {
            var options =
                    RequestOptions.defaults()
                            .withTimeout(timeout)
                            .withConsistency(consistency())
                            .withKeyspace(keyspace);
            return clients.open(endpoints, options, transport, batching);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }
}
