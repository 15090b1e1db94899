package io.quorate.boot;

import io.quorate.replica.history.HistoryKeep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows a configuration as a config file, with the origin of each value in a comment. */
final class EffectiveConfig {

    private EffectiveConfig() {}

    static String show(KvdConfig config, Map<Setting, Given> given) {
        var text = new StringBuilder();
        for (Setting setting : Setting.values()) {
            if (isUnset(setting, config) || isYetToBeChosen(setting, config)) continue;
            String origin =
                    given.containsKey(setting) ? given.get(setting).origin() : Given.DEFAULT;
            String line = setting.key() + ": " + value(setting, config);
            text.append(String.format(Locale.ROOT, "%-50s # %s%n", line, origin));
        }
        return text.append("# cluster id: " + clusterId(config) + System.lineSeparator())
                .toString();
    }

    private static String show(HistoryKeep keep) {
        return switch (keep) {
            case HistoryKeep.Forever _ -> "0";
            case HistoryKeep.Newest(long revisions) -> Long.toString(revisions);
            case HistoryKeep.Younger(long nanos) -> Quantity.show(Duration.ofNanos(nanos));
        };
    }

    private static String clusterId(KvdConfig config) {
        if (config.isJoining()) return "of the cluster it joins";
        if (config.restoreFrom().isPresent()) return "of the cluster that begins with the snapshot";
        return String.format(Locale.ROOT, "%016x", config.clusterId());
    }

    /** The file was read already; a node either joins or is among the first members. */
    private static boolean isUnset(Setting setting, KvdConfig config) {
        return switch (setting) {
            case CONFIG -> true;
            case JOIN -> config.join().isEmpty();
            case RESTORE_FROM -> config.restoreFrom().isEmpty();
            case INITIAL_CLUSTER -> !config.join().isEmpty();
            default -> false;
        };
    }

    /** A port that the system chooses is known only later. */
    private static boolean isYetToBeChosen(Setting setting, KvdConfig config) {
        return setting == Setting.ADVERTISE_CLIENT && config.advertiseClient().port() == 0;
    }

    private static String value(Setting setting, KvdConfig config) {
        return switch (setting) {
            case ID -> config.id().name();
            case DATA_DIR -> config.dataDir().toString();
            case INITIAL_CLUSTER ->
                    config.initialCluster().entrySet().stream()
                            .map(member -> member.getKey() + "=" + member.getValue())
                            .collect(Collectors.joining(","));
            case JOIN ->
                    config.join().stream().map(HostPort::toString).collect(Collectors.joining(","));
            case RESTORE_FROM -> config.restoreFrom().map(Path::toString).orElse("");
            case CLUSTER_NAME -> config.clusterName();
            case CLIENT_LISTEN -> config.clientListen().toString();
            case PEER_LISTEN -> config.peerListen().toString();
            case HTTP_LISTEN -> config.httpListen().toString();
            case ADVERTISE_CLIENT -> config.advertiseClient().toString();
            case ADVERTISE_PEER -> config.advertisePeer().toString();
            case ENGINE -> Parse.lower(config.engine());
            case ELECTION_TIMEOUT -> Quantity.show(config.electionTimeout());
            case LEADER_LEASE -> Parse.lower(config.leaderLease());
            case HEARTBEAT -> Quantity.show(config.heartbeat());
            case JOURNAL_SEGMENT_SIZE -> Quantity.show(config.journalSegmentBytes());
            case JOURNAL_TAIL -> Quantity.show(config.journalTailBytes());
            case HISTORY_KEEP -> show(config.historyKeep());
            case SNAPSHOT_RATE -> Quantity.show(config.snapshotBytesPerSecond());
            case SCRUB_RATE -> Quantity.show(config.scrubBytesPerSecond());
            case STORE_CACHE_SIZE -> Quantity.show(config.storeCacheBytes());
            case STORE_MEMTABLE_SIZE -> Quantity.show(config.storeMemtableBytes());
            case CONSOLE_WRITES -> Parse.lower(config.consoleWrites());
            case LOG_LEVEL -> Parse.lower(config.logLevel());
            case CONFIG -> "";
        };
    }
}
