package io.quorate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a cluster tells of itself, and what is made of it: the page of metrics, the alert rules and
 * the dashboard, each against real processes.
 */
class ObserveIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final Path OBSERVE = Distribution.project().resolve("deploy/observe");
    private static final Path RULES = OBSERVE.resolve("alerts.yml");

    /** What no slowness of a machine that runs many tests brings about. */
    private static final String DAMAGE =
            "Quorate(DiskFull|JournalDamaged|StateUnsound|StatesDivided|Store(Errors|Rotten))";

    private static final Pattern EXPRESSION =
            Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern RULE = Pattern.compile("- alert: Quorate(\\w+)");

    @Test
    @Timeout(300)
    void thePageOfMetricsSaysWhatIsExportedAndNothingElse() {
        try (var cluster = LocalCluster.started("observe-page", 3)) {
            cluster.kvctl(0, "put", "k", "v");
            happensForTheFirstTime(cluster);
            KvdProcess leader = cluster.awaitLeader();
            String scrape = leader.page("/metrics").orElseThrow();
            assertEquals(lines(MetricsTable.documented()), lines(MetricsTable.exported(scrape)));
            long series = scrape.lines().filter(line -> !line.startsWith("#")).count();
            assertTrue(series < 1_500, series + " series");
        }
    }

    @Test
    void everyAlertIsExplainedAndEveryMetricsAlertIsOne() throws IOException {
        SortedSet<String> alerts = new TreeSet<>();
        RULE.matcher(Files.readString(RULES)).results().forEach(rule -> alerts.add(rule.group(1)));
        assertEquals(alerts, MetricsTable.explainedAlerts());
        SortedSet<String> unknown = MetricsTable.namedAlerts();
        unknown.removeAll(alerts);
        assertEquals(new TreeSet<>(), unknown);
    }

    /** In alerts-test.yml each alert is raised by one history and not by another. */
    @Test
    @Timeout(120)
    void thePromtoolOfDebianTakesTheRulesAndTheirCases() throws IOException {
        String promtool = Tool.of("promtool", "prometheus").toString();
        assertEnds(promtool, "check", "config", OBSERVE.resolve("prometheus.yml").toString());
        assertEnds(promtool, "check", "rules", RULES.toString());
        assertEnds(promtool, "test", "rules", OBSERVE.resolve("alerts-test.yml").toString());
        String cases = Files.readString(OBSERVE.resolve("alerts-test.yml"));
        for (String alert : MetricsTable.explainedAlerts()) {
            assertTrue(cases.contains("Quorate" + alert + " is raised"), alert);
            assertTrue(cases.contains("Quorate" + alert + " is not raised"), alert);
        }
    }

    @Test
    @Timeout(600)
    void everyExpressionIsAnsweredByALiveClusterAndWhoIsMissedRaisesAnAlert() throws IOException {
        Path program = Tool.of("prometheus", "prometheus");
        Path directory = Distribution.freshDirectory("observe-prometheus");
        List<String> expressions = dashboard();
        assertTrue(expressions.size() > 50, expressions.size() + " expressions");
        try (var cluster = LocalCluster.started("observe", 3);
                var prometheus = new Prometheus(program, directory, cluster.nodes(), RULES);
                var writer = new RecordingWriter(cluster.endpoints())) {
            writer.awaitAcknowledged(200);
            cluster.kvctl(0, "range", "--prefix", "lane-00/0000000");
            happensForTheFirstTime(cluster);
            KvdProcess leader = cluster.awaitLeader();
            leader.await(DEADLINE, "is scraped", prometheus::isReady);
            for (String expression : expressions) {
                leader.await(
                        DEADLINE,
                        "answers " + expression + ": " + prometheus.query(expression),
                        () -> prometheus.hasAnswer(expression));
            }
            String rules = prometheus.rules();
            assertFalse(rules.contains("\"health\":\"err\""), rules);
            assertTrue(rules.contains("\"name\":\"QuorateNoLeader\""), rules);
            assertFalse(prometheus.hasAnswer("ALERTS{alertname=~\"" + DAMAGE + "\"}"), rules);

            KvdProcess follower =
                    cluster.nodes().stream()
                            .filter(Predicate.not(KvdProcess::leads))
                            .findFirst()
                            .orElseThrow();
            follower.kill();
            follower.awaitEnd();
            leader.await(
                    DEADLINE,
                    "is left by one that is missed",
                    () -> prometheus.hasAnswer("ALERTS{alertname=\"QuorateMemberDown\"}"));
        }
    }

    /**
     * Calls, refusals and the collector's pauses have a series from the first one on. No lease of
     * this id is there.
     */
    private static void happensForTheFirstTime(LocalCluster cluster) {
        cluster.kvctl(0, "status");
        cluster.kvctl(1, "put", "--lease", "7", "k", "v");
        for (KvdProcess node : cluster.nodes()) node.liveHeapBytes();
    }

    /** The dashboard's expressions, as its panels send them. */
    private static List<String> dashboard() throws IOException {
        String file = Files.readString(OBSERVE.resolve("grafana/dashboards/quorate.json"));
        return EXPRESSION
                .matcher(file)
                .results()
                .map(match -> match.group(1).replace("\\\"", "\"").replace("\\\\", "\\"))
                .filter(expression -> !expression.startsWith("ALERTS"))
                .map(
                        expression ->
                                expression.replace("$__rate_interval", "1m").replace("$node", ".*"))
                .toList();
    }

    private static String lines(SortedMap<String, String> metrics) {
        var lines = new StringBuilder();
        metrics.forEach((name, is) -> lines.append(name).append(' ').append(is).append('\n'));
        return lines.toString();
    }

    private static void assertEnds(String... command) throws IOException {
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(tool.getInputStream().readAllBytes(), UTF_8);
        try {
            assertTrue(tool.waitFor(60, TimeUnit.SECONDS), output);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while it ran: " + List.of(command), stopped);
        }
        assertEquals(0, tool.exitValue(), output);
    }
}
