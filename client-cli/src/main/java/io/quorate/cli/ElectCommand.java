package io.quorate.cli;

import io.quorate.client.ElectionListener;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.Leader;
import io.quorate.client.Leadership;
import io.quorate.client.core.Reason;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

@Command(
        name = "elect",
        customSynopsis = {
            "kvctl elect [OPTIONS] NAME VALUE",
            "       kvctl elect [OPTIONS] --listen NAME"
        },
        description = "Stands for election and leads until Ctrl-C, or shows who leads.",
        footer = {
            "",
            "Who wins prints the key and the fence of its leadership, for 'kvctl put', 'delete'",
            "and 'txn --fence'. If the leadership is lost, the exit code is 9.",
            "",
            "--listen prints a line for each leader: the create revision of its leadership, the",
            "key and the value; '-' if nobody leads. With --once, who leads now; the exit code is",
            "1 if nobody does.",
            "",
            "Examples:",
            "  kvctl elect scheduler \"$(hostname)\"",
            "  kvctl elect --listen scheduler",
            "  kvctl elect --listen --once scheduler"
        })
final class ElectCommand extends Subcommand {

    /** So many changes of the leader wait to be printed. */
    private static final int TOLD_MAX = 64;

    private sealed interface Told {
        record Leads(Optional<Leader> leader) implements Told {}

        record Ended(KvException why) implements Told {}
    }

    @Parameters(index = "0", paramLabel = "NAME", description = "The election.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "What the leader says.")
    private Optional<String> value;

    @Option(names = "--listen", description = "Show who leads, and stand for nothing.")
    private boolean listen;

    @Option(names = "--once", description = "With --listen: show it once, and end.")
    private boolean once;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = Durations.class,
            description = "How long the leadership outlives a kvctl that is gone. Default: 15s")
    private Duration ttl;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        if (listen == value.isPresent()) throw usage("give either VALUE or --listen");
        if (once && !listen) throw usage("--once goes with --listen");
        if (!listen) return stand(client, streams);
        if (!once) return follow(client, streams);
        Optional<Leader> leader = client.elections().leader(bytes(name)).leader();
        streams.line(line(leader));
        return leader.isPresent() ? ExitCode.DONE : ExitCode.NOT_FOUND_OR_REFUSED;
    }

    private int stand(KvClient client, Streams streams) throws IOException {
        interruption().endBy(Thread.currentThread()::interrupt);
        Leadership won =
                client.elections().withTtl(ttl).campaign(bytes(name), bytes(value.orElseThrow()));
        var holding =
                new Holding(
                        "elect", interruption(), streams, won::isLeading, won.lost(), won::resign);
        Holding.show(won.fence(), streams, wantsJson());
        return holding.untilInterrupted();
    }

    private int follow(KvClient client, Streams streams) throws IOException {
        BlockingQueue<Told> told = new ArrayBlockingQueue<>(TOLD_MAX);
        var listener =
                new ElectionListener() {
                    @Override
                    public void leads(Optional<Leader> leader) {
                        addLast(told, new Told.Leads(leader));
                    }

                    @Override
                    public void ended(KvException why) {
                        addLast(told, new Told.Ended(why));
                    }
                };
        try (var _ = client.elections().observe(bytes(name), listener)) {
            while (true) {
                switch (told.take()) {
                    case Told.Leads(Optional<Leader> leader) -> {
                        streams.line(line(leader));
                        streams.flush();
                    }
                    case Told.Ended(KvException why) -> {
                        if (why.reason() == Reason.CANCELLED && wasInterrupted()) {
                            return ExitCode.DONE;
                        }
                        throw why;
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.DONE;
        }
    }

    /** If there are too many already the first goes: what comes last is what holds. */
    private static void addLast(BlockingQueue<Told> all, Told told) {
        while (!all.offer(told)) all.poll();
    }

    private String line(Optional<Leader> leader) {
        if (wantsJson()) {
            var json = new Json().object();
            leader.ifPresent(
                    who ->
                            json.field("create_revision", who.fence().createRevision())
                                    .field("key", who.fence().key())
                                    .field("value", who.value()));
            return json.end().toString();
        }
        return leader.map(
                        who ->
                                who.fence().createRevision()
                                        + "\t"
                                        + Text.escaped(who.fence().key())
                                        + "\t"
                                        + Text.escaped(who.value()))
                .orElse("-");
    }
}
