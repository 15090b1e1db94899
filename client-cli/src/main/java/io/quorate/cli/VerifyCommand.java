package io.quorate.cli;

import io.quorate.cli.verify.Finding;
import io.quorate.cli.verify.Model;
import io.quorate.cli.verify.Run;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.Transport;
import io.quorate.verify.History;
import io.quorate.verify.HistoryText;
import io.quorate.verify.Verdict;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

@Command(
        name = "verify",
        customSynopsis = {
            "kvctl verify [OPTIONS] [--seconds S] [--model MODEL]",
            "       kvctl verify --check FILE [--model MODEL]"
        },
        description =
                "Works on the cluster, takes down every answer, and proves them right or wrong.",
        footer = {
            "",
            "Clients get, put, delete, compare and append, all at once and at every member, on a",
            "few keys under verify/ and a number, which are removed at the end. Kill members",
            "meanwhile if you like: a write whose outcome nobody knows stays open. What they were",
            "answered is then judged:",
            "",
            "linearizability      each key: an order of all that was done explains every answer",
            "order of revisions   all keys: the revisions are that order, and keep to real time",
            "list-append cycles   transactions: no circle of who must come before whom",
            "session guarantees   no session saw less than it had written and seen",
            "",
            "Ctrl-C ends the work early, and what was seen until then is judged. Exit codes: 0 all",
            "of it holds; 7 it does not, and the fewest operations that show it are printed; 8 a",
            "checker could not decide; 3 nothing was answered.",
            "",
            "Examples:",
            "  kvctl verify",
            "  kvctl verify --seconds 60 --clients 16 --model sessions",
            "  kvctl verify --history run.history      keep what was seen",
            "  kvctl verify --check run.history        judge it again"
        })
final class VerifyCommand extends Subcommand {

    private static final int SECONDS_MAX = 24 * 3600;
    private static final int CLIENTS_MAX = 1_000;
    private static final int KEYS_MAX = 10_000;

    /** How long the checkers may need after a Ctrl-C, beside what is still under way. */
    private static final Duration CHECKING = Duration.ofSeconds(60);

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long to work. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many work at once. Default: ${DEFAULT-VALUE}")
    private int clients;

    @Option(
            names = "--keys",
            paramLabel = "K",
            defaultValue = "16",
            description = {
                "How many keys they share; the fewer, the more they meet.",
                "Default: ${DEFAULT-VALUE}"
            })
    private int keys;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "all",
            description = {
                "What the cluster is held to: ${COMPLETION-CANDIDATES}.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Model model;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Draws the same work again, as far as the answers let it.")
    private Optional<Long> seed;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Write down what was seen; FILE must not be there yet.")
    private Optional<Path> history;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Judge what was written down, and ask no cluster.")
    private Optional<Path> check;

    @Override
    Transport transport() {
        return Transport.EPOLL;
    }

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        checkRange("--seconds", seconds, SECONDS_MAX);
        checkRange("--clients", clients, CLIENTS_MAX);
        checkRange("--keys", keys, KEYS_MAX);
        if (check.isPresent()) {
            if (history.isPresent()) throw usage("give either --history or --check");
            return judge(saved(check.get()), new VerifyReport.Source.Saved(check.get()), streams);
        }
        if (history.isPresent()) make(history.get());
        try {
            return work(client, streams);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Interruption.EXIT_CODE;
        }
    }

    private void checkRange(String option, int value, int max) {
        if (value >= 1 && value <= max) return;
        throw usage(option + " is 1 to " + max + ", not " + value);
    }

    private int work(KvClient client, Streams streams) throws IOException, InterruptedException {
        var random = new SplittableRandom();
        String prefix = "verify/" + HexFormat.of().toHexDigits(random.nextLong()) + "/";
        var settings =
                new Run.Settings(
                        ClusterView.addresses(client, globals().endpoints()),
                        prefix,
                        clients,
                        keys,
                        Duration.ofSeconds(seconds),
                        model,
                        seed.orElseGet(random::nextLong));
        var run = new Run(client, settings);
        interruption().endBy(run::stop, globals().timeout().plus(CHECKING));
        History seen;
        try (var _ = Progress.show(streams, "verify", run::soFar)) {
            seen = run.run();
        }
        run.leftBehind().ifPresent(why -> tellLeftBehind(prefix, why, streams));
        if (history.isPresent()) write(seen, history.get());
        int code = judge(seen, new VerifyReport.Source.Worked(settings, run), streams);
        if (code != ExitCode.DONE && history.isEmpty()) keep(seen, streams);
        return code;
    }

    private static void tellLeftBehind(String prefix, KvException why, Streams streams) {
        streams.err()
                .println(
                        "kvctl verify: the keys under "
                                + prefix
                                + " could not be removed ("
                                + why.getMessage()
                                + "); they go by themselves within "
                                + Run.LEFT_BEHIND.toMinutes()
                                + " minutes.");
    }

    private int judge(History seen, VerifyReport.Source source, Streams streams)
            throws IOException {
        if (seen.operations().stream().noneMatch(operation -> operation.isOk())) {
            streams.err().println("kvctl verify: nothing was answered, so nothing is shown.");
            return ExitCode.UNREACHABLE;
        }
        List<Finding> findings;
        try {
            findings = Finding.of(seen, model);
        } catch (IllegalArgumentException unfit) {
            throw usage("the history cannot be judged: " + unfit.getMessage());
        }
        var report = new VerifyReport(source, seen, model, findings);
        if (wantsJson()) streams.line(report.json());
        else report.print(streams);
        return switch (Finding.worst(findings)) {
            case Verdict.Holds _ -> ExitCode.DONE;
            case Verdict.Violated _ -> ExitCode.VIOLATED;
            case Verdict.Undecided _ -> ExitCode.UNDECIDED;
        };
    }

    private History saved(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return HistoryText.read(in);
        } catch (NoSuchFileException gone) {
            throw usage("there is no file " + file);
        } catch (IllegalArgumentException mangled) {
            throw usage(file + " is no history: " + mangled.getMessage());
        } catch (UncheckedIOException unreadable) {
            if (!(unreadable.getCause() instanceof CharacterCodingException)) {
                throw unreadable.getCause();
            }
            throw usage(file + " is no history: it is not text");
        }
    }

    /** Before the work begins, not after it, is the time to find that it cannot be kept. */
    private void make(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException there) {
            throw usage("there is a file " + file + " already");
        } catch (NoSuchFileException nowhere) {
            throw usage("there is no directory for " + file);
        }
    }

    private static void write(History seen, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardOpenOption.WRITE)) {
            HistoryText.write(seen, out);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    /** What was found wrong once may not be found again: it is kept though nobody asked. */
    private static void keep(History seen, Streams streams) throws IOException {
        Path file = Files.createTempFile("kvctl-verify-", ".history");
        write(seen, file);
        streams.err().println("kvctl verify: what was seen is kept in " + file + ".");
    }
}
