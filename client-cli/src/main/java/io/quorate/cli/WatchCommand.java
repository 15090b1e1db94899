package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.KeyChange;
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
            "Examples:",
            "  kvctl watch greeting                        every change from now on",
            "  kvctl watch --prefix user/ --from 42        from revision 42 on, then as they come",
            "  kvctl watch --range a m --filter delete     puts alone",
            "  kvctl watch --prefix '' --progress 10s      and how far it has come"
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

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        WatchQuery query = query();
        try (Watch watch = client.watch(query)) {
            while (true) show(watch.next(), streams);
        } catch (KvException why) {
            if (why.reason() == Reason.CANCELLED && wasInterrupted()) return ExitCode.DONE;
            streams.flush();
            throw why;
        }
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
        if (update.isMark()) streams.line(wantsJson() ? json(update) : text(update));
        for (KeyChange change : update.changes()) {
            streams.line(wantsJson() ? json(update, change) : text(update.revision(), change));
        }
        streams.flush();
    }

    private static String text(WatchUpdate mark) {
        return mark.revision() + "\tPROGRESS";
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

    private static String json(WatchUpdate mark) {
        return new Json()
                .object()
                .field("type", "progress")
                .field("revision", mark.revision())
                .field("node", mark.node())
                .end()
                .toString();
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
