package io.quorate.cli;

import io.quorate.cli.verify.Excerpt;
import io.quorate.cli.verify.Finding;
import io.quorate.cli.verify.Model;
import io.quorate.cli.verify.Run;
import io.quorate.cli.verify.Tally;
import io.quorate.verify.Anomaly;
import io.quorate.verify.History;
import io.quorate.verify.Operation;
import io.quorate.verify.Verdict;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@code kvctl verify} prints.
 *
 * @param findings of each checker
 */
record VerifyReport(Source source, History history, Model model, List<Finding> findings) {

    /** Where a history is from. */
    sealed interface Source {

        /** It was seen just now. */
        record Worked(Run.Settings settings, Run run) implements Source {}

        /** It was written down before. */
        record Saved(Path file) implements Source {}
    }

    /** Of each checker's anomalies so many are shown: those that take the fewest operations. */
    private static final int ANOMALIES_MAX = 3;

    /** Explanations are cut here; what they show is below them, operation by operation. */
    private static final int LINE_MAX = 240;

    void print(Streams streams) throws Streams.BrokenStream {
        streams.line(heading());
        var table = new Table("OPERATION", "OK", "FAILED", "UNKNOWN", "P50 MS", "P99 MS", "MAX MS");
        for (Tally tally : Tally.of(history)) {
            table.row(
                    Table.Tone.PLAIN,
                    tally.kind(),
                    Long.toString(tally.ok()),
                    Long.toString(tally.fail()),
                    Long.toString(tally.unknown()),
                    millis(tally.millisAt(50)),
                    millis(tally.millisAt(99)),
                    millis(tally.millisAt(100)));
        }
        table.print(streams);
        if (source instanceof Source.Worked worked) {
            streams.line("reads answered by " + answeredBy(worked.run()));
        }
        streams.line("");
        var verdicts = new Table("CHECKED", "VERDICT");
        for (Finding finding : findings) {
            verdicts.row(tone(finding.verdict()), finding.checker(), words(finding.verdict()));
        }
        verdicts.print(streams);
        for (Finding finding : findings) excerpts(finding, streams);
    }

    private String heading() {
        return switch (source) {
            case Source.Saved(Path file) ->
                    file + ": " + history.size() + " operations, held to " + model;
            case Source.Worked(Run.Settings settings, Run _) ->
                    String.format(
                            Locale.ROOT,
                            "%d operations by %d clients on %d keys at %d members, held to %s; seed"
                                    + " %d",
                            history.size(),
                            settings.clients(),
                            settings.keys(),
                            settings.addresses().size(),
                            model,
                            settings.seed());
        };
    }

    private static String answeredBy(Run run) {
        return run.readsByNode().entrySet().stream()
                .map(node -> node.getKey() + ": " + node.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }

    private static Table.Tone tone(Verdict verdict) {
        return verdict.holds() ? Table.Tone.GOOD : Table.Tone.BAD;
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Holds(long checked) -> "holds, of " + checked;
            case Verdict.Violated(List<Anomaly> anomalies) ->
                    "VIOLATED, " + anomalies.size() + " times";
            case Verdict.Undecided(String why) -> "NOT DECIDED: " + why;
        };
    }

    private void excerpts(Finding finding, Streams streams) throws Streams.BrokenStream {
        List<Anomaly> anomalies = finding.anomalies();
        for (Anomaly anomaly : anomalies.subList(0, Math.min(ANOMALIES_MAX, anomalies.size()))) {
            streams.line("");
            streams.line(finding.checker() + ": " + anomaly.name());
            for (String line : anomaly.explanation().split("\n")) streams.line("  " + cut(line));
            for (Operation operation : Excerpt.of(anomaly, history)) {
                streams.line("    " + cut(operation.toString()));
            }
        }
    }

    private static String cut(String line) {
        return line.length() <= LINE_MAX ? line : line.substring(0, LINE_MAX) + " ...";
    }

    String json() {
        var json =
                new Json()
                        .object()
                        .field("holds", Finding.worst(findings).holds())
                        .field("model", model.toString());
        if (source instanceof Source.Worked(Run.Settings settings, Run run)) {
            json.field("seed", settings.seed())
                    .field("clients", settings.clients())
                    .field("keys", settings.keys())
                    .object("reads_by_node");
            run.readsByNode().forEach(json::field);
            json.end();
        }
        json.list("operations");
        for (Tally tally : Tally.of(history)) {
            json.object()
                    .field("kind", tally.kind())
                    .field("ok", tally.ok())
                    .field("failed", tally.fail())
                    .field("unknown", tally.unknown())
                    .object("milliseconds")
                    .field("p50", tally.millisAt(50), 3)
                    .field("p99", tally.millisAt(99), 3)
                    .field("max", tally.millisAt(100), 3)
                    .end()
                    .end();
        }
        json.endList().list("checks");
        for (Finding finding : findings) check(json, finding);
        return json.endList().end().toString();
    }

    private void check(Json json, Finding finding) {
        json.object().field("checker", finding.checker());
        switch (finding.verdict()) {
            case Verdict.Holds(long checked) ->
                    json.field("verdict", "holds").field("checked", checked);
            case Verdict.Undecided(String why) ->
                    json.field("verdict", "undecided").field("why", why);
            case Verdict.Violated _ -> {
                json.field("verdict", "violated").list("anomalies");
                for (Anomaly anomaly : finding.anomalies()) {
                    json.object()
                            .field("name", anomaly.name())
                            .field("explanation", anomaly.explanation())
                            .list("operations");
                    Excerpt.of(anomaly, history).forEach(each -> json.value(each.toString()));
                    json.endList().end();
                }
                json.endList();
            }
        }
        json.end();
    }
}
