package io.quorate.cli;

import io.quorate.cli.Roll.Said;
import io.quorate.client.MemberStatus;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What {@code kvctl top} shows at a moment: the members, and how fast each has gone since the
 * moment before.
 *
 * @param rates entries that a member applied in a second, by its id, of who answered both times
 */
record TopView(Roll roll, long atNanos, Map<String, Double> rates) {

    /** Where nothing is known of the time before. */
    static TopView first(Roll roll, long atNanos) {
        return new TopView(roll, atNanos, Map.of());
    }

    /** What follows on this. */
    TopView next(Roll now, long nowNanos) {
        double seconds = Math.max(1, nowNanos - atNanos) / 1e9;
        Map<String, Long> before = applied(roll);
        var rates = new TreeMap<String, Double>();
        applied(now)
                .forEach(
                        (id, applied) -> {
                            if (!before.containsKey(id)) return;
                            rates.put(id, Math.max(0, applied - before.get(id)) / seconds);
                        });
        return new TopView(now, nowNanos, rates);
    }

    private static Map<String, Long> applied(Roll roll) {
        var applied = new TreeMap<String, Long>();
        for (MemberStatus status : roll.statuses()) {
            applied.put(status.header().node(), status.appliedIndex());
        }
        return applied;
    }

    /** The cluster's rate: that of the member that went fastest. */
    private double entriesPerSecond() {
        return rates.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private String leader() {
        return roll.statuses().stream()
                .filter(status -> status.role() == MemberStatus.Role.LEADER)
                .max(Comparator.comparingLong(status -> status.header().term()))
                .map(status -> status.header().node())
                .orElse("");
    }

    private long term() {
        return roll.statuses().stream().mapToLong(now -> now.header().term()).max().orElse(0);
    }

    private long revision() {
        return roll.statuses().stream().mapToLong(now -> now.header().revision()).max().orElse(0);
    }

    void print(Streams streams) throws Streams.BrokenStream {
        streams.line(
                "leader %s   term %d   revision %d   %s entries/s"
                        .formatted(
                                leader().isEmpty() ? "none" : leader(),
                                term(),
                                revision(),
                                decimal(entriesPerSecond())));
        var table =
                new Table(
                        "ID",
                        "ROLE",
                        "TERM",
                        "COMMIT",
                        "APPLIED",
                        "LAG",
                        "ENTRIES/S",
                        "JOURNAL",
                        "STORE",
                        "ANSWER",
                        "ADDRESS",
                        "VERSION");
        for (Said one : roll.said()) row(table, one);
        table.print(streams);
    }

    private void row(Table table, Said one) {
        String id = roll.nameOf(one).orElse("?");
        if (one.status().isEmpty()) {
            table.row(
                    Table.Tone.BAD,
                    id,
                    "down",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    one.address(),
                    one.problem());
            return;
        }
        MemberStatus status = one.status().get();
        table.row(
                StatusCommand.tone(status.role()),
                id,
                role(status),
                Long.toString(status.header().term()),
                Long.toString(status.commitIndex()),
                Long.toString(status.appliedIndex()),
                Long.toString(roll.lag(status)),
                rate(id).isPresent() ? decimal(rate(id).getAsDouble()) : "",
                size(status.journalBytes()),
                size(status.storeBytes()),
                decimal(one.nanos() / 1e6) + " ms",
                one.address(),
                status.version());
    }

    private OptionalDouble rate(String id) {
        return rates.containsKey(id) ? OptionalDouble.of(rates.get(id)) : OptionalDouble.empty();
    }

    private static String role(MemberStatus status) {
        return status.role().name().toLowerCase(Locale.ROOT);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String size(long bytes) {
        return decimal(bytes / 1024.0 / 1024.0) + " MiB";
    }

    /**
     * One line: the same, in the names of {@code kvctl status -o json} where they mean the same.
     */
    String json() {
        var json =
                new Json()
                        .object()
                        .field("leader", leader())
                        .field("term", term())
                        .field("revision", revision())
                        .field("entries_per_second", entriesPerSecond(), 1)
                        .list("members");
        for (Said one : roll.said()) {
            String id = roll.nameOf(one).orElse("");
            json.object()
                    .field("address", one.address())
                    .field("up", one.status().isPresent())
                    .field("id", id);
            if (one.status().isPresent()) fields(json, id, one.status().get(), one.nanos());
            else json.field("problem", one.problem());
            json.end();
        }
        return json.endList().end().toString();
    }

    private void fields(Json json, String id, MemberStatus status, long nanos) {
        json.field("role", role(status))
                .field("term", status.header().term())
                .field("leader", status.leader())
                .field("commit_index", status.commitIndex())
                .field("applied_index", status.appliedIndex())
                .field("lag", roll.lag(status));
        rate(id).ifPresent(rate -> json.field("entries_per_second", rate, 1));
        json.field("journal_bytes", status.journalBytes())
                .field("store_bytes", status.storeBytes())
                .field("answer_ms", nanos / 1e6, 1)
                .field("version", status.version());
    }
}
