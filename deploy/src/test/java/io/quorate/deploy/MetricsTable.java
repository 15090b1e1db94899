package io.quorate.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What docs/operating.md says of metrics and alerts, and what a scrape has. */
final class MetricsTable {

    private static final Path PAGE = Distribution.project().resolve("docs/operating.md");
    private static final Pattern METRIC =
            Pattern.compile(
                    "^\\| `([a-z_]+)` \\| ([a-z]+) \\|([^|]*)\\| [^|]+ \\| ([^|]*)\\|$",
                    Pattern.MULTILINE);
    private static final Pattern ALERT =
            Pattern.compile("^\\| ([A-Z][A-Za-z]+) \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$");
    private static final Pattern SERIES = Pattern.compile("^([a-z_]+)\\{([^}]*)} ");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private MetricsTable() {}

    /** Each metric's type and labels, by its name, as the page has them. */
    static SortedMap<String, String> documented() {
        var metrics = new TreeMap<String, String>();
        METRIC.matcher(page())
                .results()
                .forEach(
                        row ->
                                metrics.put(
                                        row.group(1),
                                        describe(row.group(2), names(row.group(3), "`"))));
        return metrics;
    }

    /** The alerts that the page explains. */
    static SortedSet<String> explainedAlerts() {
        var alerts = new TreeSet<String>();
        ALERT.matcher(page()).results().forEach(row -> alerts.add(row.group(1)));
        return alerts;
    }

    /** The alerts that the metrics' rows name. */
    static SortedSet<String> namedAlerts() {
        var alerts = new TreeSet<String>();
        METRIC.matcher(page()).results().forEach(row -> alerts.addAll(names(row.group(4), "")));
        return alerts;
    }

    /**
     * Each metric's type and labels, by its name, as a scrape has them. The longest duration is a
     * gauge of its own beside each histogram and summary; it belongs to that.
     */
    static SortedMap<String, String> exported(String scrape) {
        var types = new TreeMap<String, String>();
        var labels = new TreeMap<String, SortedSet<String>>();
        for (String line : scrape.lines().toList()) {
            var type = TYPE.matcher(line);
            if (type.matches()) types.put(type.group(1), type.group(2));
            var series = SERIES.matcher(line);
            if (!series.lookingAt()) continue;
            var names = labels.computeIfAbsent(series.group(1), _ -> new TreeSet<>());
            LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
            names.remove("le");
        }
        var metrics = new TreeMap<String, String>();
        types.forEach(
                (name, type) -> {
                    if (name.endsWith("_max")
                            && types.containsKey(name.substring(0, name.length() - 4))) return;
                    String sample =
                            type.equals("histogram") || type.equals("summary")
                                    ? name + "_count"
                                    : name;
                    metrics.put(name, describe(type, labels.getOrDefault(sample, new TreeSet<>())));
                });
        return metrics;
    }

    private static String describe(String type, SortedSet<String> labels) {
        return type + " " + labels;
    }

    private static SortedSet<String> names(String cell, String quote) {
        var names = new TreeSet<String>();
        for (String name : cell.split(",")) {
            String plain = name.replace(quote, "").strip();
            if (!plain.isEmpty()) names.add(plain);
        }
        return names;
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
