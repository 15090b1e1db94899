package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.CoalescedUpdate;
import io.quorate.client.CoalescingWatch;
import io.quorate.client.KeyChange;
import io.quorate.client.KeyValue;
import io.quorate.client.Keys;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.Watch;
import io.quorate.client.WatchQuery;
import io.quorate.client.WatchUpdate;
import io.quorate.client.core.Reason;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

@Command(
        name = "watch",
        customSynopsis = {
            "kvctl watch [OPTIONS] KEY",
            "       kvctl watch [OPTIONS] --prefix PREFIX",
            "       kvctl watch [OPTIONS] --range START END"
        },
        description =
                "Prints changes as they are made, each once and in order, whoever shows them.",
        footer = {
            "",
            "One line a change: the revision, PUT or DELETE, the key and, of a put, the value,",
            "with tabs between. With --prev the value before comes last, of a delete too. What",
            "would break a line is printed as \\xNN; '-o json' prints one object a line, with",
            "every byte in base64. Ends on Ctrl-C, with exit code 0. --timeout is the time to",
            "begin.",
            "",
            "With --coalesce it goes on where changes were compacted away: a line 'R RESET', then",
            "a line STATE for each key as it is at revision R, with the revision that made it,",
            "then 'R LIVE', and changes again. A key without such a line does not exist at R.",
            "",
            "Examples:",
            "  kvctl watch greeting                        every change from now on",
            "  kvctl watch --prefix user/ --from 42        from revision 42 on, then as they come",
            "  kvctl watch --range a m --filter delete     puts alone",
            "  kvctl watch --prefix '' --progress 10s      and how far it has come",
            "  kvctl watch --prefix '' --from 42 --coalesce"
        })
final class WatchCommand extends Subcommand {

    enum Filter {
        put,
        delete
    }

    @Mixin private KeyOptions named;

    @Option(
            names = {"--from-revision", "--from"},
            paramLabel = "R",
            defaultValue = "0",
            description = "The first revision to show; 0, the default: the next that is made.")
    private long from;

    @Option(names = "--prev", description = "Print what each change ended.")
    private boolean previous;

    @Option(
            names = "--filter",
            paramLabel = "KIND",
            description = "Leave these changes out: ${COMPLETION-CANDIDATES}.")
    private Optional<Filter> filter;

    @Option(
            names = "--progress",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Print how far it has come, at least so often while nothing changes.")
    private Optional<Duration> progress;

    @Option(
            names = "--coalesce",
            description = "Where changes were compacted away, print the keys as they are instead.")
    private boolean coalesces;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        WatchQuery query = query();
        try {
            if (coalesces) return coalesce(client, query, streams);
            try (Watch watch = client.watch(query)) {
                while (true) show(watch.next(), streams);
            }
        } catch (KvException why) {
            if (why.reason() == Reason.CANCELLED && wasInterrupted()) return ExitCode.DONE;
            streams.flush();
            throw why;
        }
    }

    private int coalesce(KvClient client, WatchQuery query, Streams streams) throws IOException {
        try (CoalescingWatch watch = client.watchCoalescing(query)) {
            while (true) {
                switch (watch.next()) {
                    case CoalescedUpdate.Changed(WatchUpdate update) -> show(update, streams);
                    case CoalescedUpdate.State state -> show(state, streams);
                }
            }
        }
    }

    private void show(CoalescedUpdate.State state, Streams streams) throws IOException {
        if (state.first()) streams.line(mark("reset", state.revision(), state.node()));
        for (KeyValue kv : state.kvs()) streams.line(wantsJson() ? json(state, kv) : text(kv));
        if (state.last()) streams.line(mark("live", state.revision(), state.node()));
        streams.flush();
    }

    private WatchQuery query() {
        Keys keys = named.keys();
        if (keys instanceof Keys.Range(Bytes start, Bytes end)
                && !end.isEmpty()
                && start.equals(end)) {
            throw usage("START does not come before END: the range can hold no key");
        }
        if (from < 0) throw usage("a revision is not negative: " + from);
        WatchQuery query = WatchQuery.of(keys).from(from);
        if (previous) query = query.withPrevious();
        if (filter.isPresent()) query = query.only(left(filter.get()));
        try {
            return progress.isPresent() ? query.withProgress(progress.get()) : query;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec().commandLine(), wrong.getMessage(), wrong);
        }
    }

    private static WatchQuery.Kinds left(Filter out) {
        return switch (out) {
            case put -> WatchQuery.Kinds.DELETES;
            case delete -> WatchQuery.Kinds.PUTS;
        };
    }

    /** Whoever reads the output is to see a change when it is made. */
    private void show(WatchUpdate update, Streams streams) throws IOException {
        if (update.isMark() && progress.isEmpty()) return;
        if (update.isMark()) streams.line(mark("progress", update.revision(), update.node()));
        for (KeyChange change : update.changes()) {
            streams.line(wantsJson() ? json(update, change) : text(update.revision(), change));
        }
        streams.flush();
    }

    /** How far it has come, and what comes next. */
    private String mark(String type, long revision, String node) {
        return wantsJson()
                ? new Json()
                        .object()
                        .field("type", type)
                        .field("revision", revision)
                        .field("node", node)
                        .end()
                        .toString()
                : revision + "\t" + type.toUpperCase(Locale.ROOT);
    }

    private static String text(KeyValue kv) {
        return kv.modRevision()
                + "\tSTATE\t"
                + Text.escaped(kv.key())
                + '\t'
                + Text.escaped(kv.value());
    }

    private static String json(CoalescedUpdate.State state, KeyValue kv) {
        return new Json()
                .object()
                .field("type", "state")
                .field("revision", kv.modRevision())
                .fields(kv)
                .field("node", state.node())
                .end()
                .toString();
    }

    private String text(long revision, KeyChange change) {
        var line = new StringBuilder().append(revision);
        switch (change) {
            case KeyChange.Put put ->
                    line.append("\tPUT\t")
                            .append(Text.escaped(put.key()))
                            .append('\t')
                            .append(Text.escaped(put.kv().value()));
            case KeyChange.Delete delete ->
                    line.append("\tDELETE\t").append(Text.escaped(delete.key()));
        }
        change.previous().ifPresent(kv -> line.append('\t').append(Text.escaped(kv.value())));
        return line.toString();
    }

    private static String json(WatchUpdate update, KeyChange change) {
        var json = new Json().object();
        switch (change) {
            case KeyChange.Put put ->
                    json.field("type", "put").field("revision", update.revision()).fields(put.kv());
            case KeyChange.Delete delete ->
                    json.field("type", "delete")
                            .field("revision", update.revision())
                            .field("key", delete.key());
        }
        change.previous().ifPresent(kv -> json.object("previous").fields(kv).end());
        return json.field("node", update.node()).end().toString();
    }
}
