package io.quorate.boot;

import io.quorate.boot.KvdConfig.ConsoleWrites;
import io.quorate.boot.KvdConfig.EngineKind;
import io.quorate.boot.KvdConfig.LeaderLease;
import io.quorate.boot.KvdConfig.LogLevel;
import io.quorate.core.NodeId;
import io.quorate.replica.history.HistoryKeep;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How the text of each setting is read, one setting at a time. */
final class Parse {

    /** The most members: more do not make a cluster safer, only slower. */
    static final int MEMBERS_MAX = 9;

    /** Ticks come every few milliseconds: a shorter heartbeat could not be kept. */
    static final Duration HEARTBEAT_MIN = Duration.ofMillis(5);

    /** A longer silence would leave the cluster without a leader for minutes. */
    static final Duration ELECTION_TIMEOUT_MAX = Duration.ofMinutes(1);

    /** The smallest segment, in bytes: a batch is a quarter of it, and holds the largest entry. */
    static final long SEGMENT_BYTES_MIN = 8L << 20;

    /** The largest segment, in bytes: filling it ahead takes about a second. */
    static final long SEGMENT_BYTES_MAX = 1L << 30;

    /** The least memory of the store's cache and of its memtables, in bytes. */
    static final long STORE_BYTES_MIN = 4L << 20;

    /** The most memory of the store's cache and of its memtables, in bytes. */
    static final long STORE_BYTES_MAX = 64L << 30;

    /** The least that a journal keeps for members that lag, in bytes. */
    static final long TAIL_BYTES_MIN = 1L << 20;

    /** The most that a journal keeps for members that lag, in bytes: disks are no larger. */
    static final long TAIL_BYTES_MAX = 1L << 40;

    /** The lowest rate of snapshots, in bytes a second: below it they never arrive. */
    static final long RATE_MIN = 64L << 10;

    /** The highest rate of snapshots, in bytes a second: networks are no faster. */
    static final long RATE_MAX = 64L << 30;

    /** The shortest time that the past is kept: a few times what lies between two looks at it. */
    static final Duration HISTORY_KEEP_MIN = Duration.ofSeconds(1);

    /** The longest time that the past is kept and not for ever. */
    static final Duration HISTORY_KEEP_MAX = Duration.ofDays(100 * 365);

    private Parse() {}

    /** How one text is read. */
    interface Parser<T> {
        T parse(String text) throws BadValue;
    }

    static NodeId nodeId(String text) throws BadValue {
        return new NodeId(name(text));
    }

    static String name(String text) throws BadValue {
        if (!NodeId.isValid(text)) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " is not a name of 1 to "
                            + NodeId.CHARACTERS_MAX
                            + " characters of a-z A-Z 0-9 . _ -");
        }
        return text;
    }

    static SortedMap<NodeId, HostPort> members(String text) throws BadValue {
        SortedMap<NodeId, HostPort> members = new TreeMap<>();
        Map<String, NodeId> owners = new TreeMap<>();
        for (String member : text.split(",", -1)) {
            int equals = member.indexOf('=');
            if (equals < 0) {
                throw new BadValue(
                        BadValue.quoted(member.strip())
                                + " is not NAME=HOST:PORT, as in"
                                + " n1=127.0.0.1:7201,n2=127.0.0.1:7202");
            }
            NodeId id = nodeId(member.substring(0, equals).strip());
            HostPort address = dialled(member.substring(equals + 1).strip());
            if (members.putIfAbsent(id, address) != null)
                throw new BadValue("names " + id + " twice");
            NodeId other = owners.putIfAbsent(address.canonical(), id);
            if (other != null) {
                throw new BadValue(
                        "gives " + other + " and " + id + " the same address, " + address);
            }
        }
        if (members.size() > MEMBERS_MAX) {
            throw new BadValue("names " + members.size() + " members; the most is " + MEMBERS_MAX);
        }
        return Collections.unmodifiableSortedMap(members);
    }

    static List<HostPort> addresses(String text) throws BadValue {
        List<HostPort> addresses = new ArrayList<>();
        for (String address : text.split(",", -1)) addresses.add(dialled(address.strip()));
        if (addresses.size() > MEMBERS_MAX) {
            throw new BadValue(
                    "names " + addresses.size() + " addresses; the most is " + MEMBERS_MAX);
        }
        return List.copyOf(addresses);
    }

    static LeaderLease lease(String text) throws BadValue {
        return either(text, LeaderLease.ON, LeaderLease.OFF);
    }

    static ConsoleWrites consoleWrites(String text) throws BadValue {
        return either(text, ConsoleWrites.ON, ConsoleWrites.OFF);
    }

    private static <T> T either(String text, T on, T off) throws BadValue {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on" -> on;
            case "off" -> off;
            default -> throw new BadValue(BadValue.quoted(text) + " is neither on nor off");
        };
    }

    /** Where the other members are taken: others have to know the port beforehand. */
    static HostPort peerListen(String text) throws BadValue {
        HostPort address = HostPort.parse(text);
        if (address.port() == 0) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " has port 0, but the other members must know the port");
        }
        return address;
    }

    /** An address that others dial. */
    static HostPort dialled(String text) throws BadValue {
        HostPort address = HostPort.parse(text);
        if (address.port() == 0) {
            throw new BadValue(BadValue.quoted(text) + " has port 0, which nobody can dial");
        }
        if (address.isWildcard()) {
            throw new BadValue(
                    BadValue.quoted(text) + " stands for every interface, which nobody can dial");
        }
        return address;
    }

    static EngineKind engine(String text) throws BadValue {
        return switch (text) {
            case "raft" -> EngineKind.RAFT;
            case "paxos" ->
                    throw new BadValue("'paxos' is not available in this version yet; use raft");
            default -> throw new BadValue(BadValue.quoted(text) + " is not an engine; use raft");
        };
    }

    static LogLevel logLevel(String text) throws BadValue {
        for (LogLevel level : LogLevel.values()) {
            if (lower(level).equals(text.toLowerCase(Locale.ROOT))) return level;
        }
        throw new BadValue(
                BadValue.quoted(text)
                        + " is not a level; the levels are "
                        + Arrays.stream(LogLevel.values())
                                .map(Parse::lower)
                                .collect(Collectors.joining(", ")));
    }

    /** An enum's constant as it is written in settings. */
    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Path directory(String text) throws BadValue {
        try {
            Path path = Path.of(text);
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new BadValue(BadValue.quoted(text) + " is not a directory");
            }
            return path;
        } catch (InvalidPathException noPath) {
            throw new BadValue(BadValue.quoted(text) + " is not a path");
        }
    }

    static Path file(String text) throws BadValue {
        try {
            return Path.of(text);
        } catch (InvalidPathException noPath) {
            throw new BadValue(BadValue.quoted(text) + " is not a path");
        }
    }

    static Duration heartbeat(String text) throws BadValue {
        Duration heartbeat = Quantity.duration(text);
        if (heartbeat.compareTo(HEARTBEAT_MIN) < 0) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " is too short: "
                            + Quantity.show(HEARTBEAT_MIN)
                            + " is the least");
        }
        return heartbeat;
    }

    static Duration electionTimeout(String text) throws BadValue {
        Duration timeout = Quantity.duration(text);
        if (timeout.compareTo(ELECTION_TIMEOUT_MAX) > 0) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " is too long: "
                            + Quantity.show(ELECTION_TIMEOUT_MAX)
                            + " is the most");
        }
        return timeout;
    }

    static long segmentBytes(String text) throws BadValue {
        return bytes(text, SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
    }

    static long tailBytes(String text) throws BadValue {
        return bytes(text, TAIL_BYTES_MIN, TAIL_BYTES_MAX);
    }

    static long rate(String text) throws BadValue {
        return bytes(text, RATE_MIN, RATE_MAX);
    }

    static long storeBytes(String text) throws BadValue {
        return bytes(text, STORE_BYTES_MIN, STORE_BYTES_MAX);
    }

    /** A time, or a number of revisions. */
    static HistoryKeep historyKeep(String text) throws BadValue {
        if (text.equals("0")) return new HistoryKeep.Forever();
        if (text.matches("[1-9][0-9]{0,17}")) return new HistoryKeep.Newest(Long.parseLong(text));
        Duration time = Quantity.duration(text);
        if (time.compareTo(HISTORY_KEEP_MIN) < 0 || time.compareTo(HISTORY_KEEP_MAX) > 0) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " is not from "
                            + Quantity.show(HISTORY_KEEP_MIN)
                            + " to "
                            + Quantity.show(HISTORY_KEEP_MAX));
        }
        return new HistoryKeep.Younger(time.toNanos());
    }

    private static long bytes(String text, long min, long max) throws BadValue {
        long bytes = Quantity.bytes(text);
        if (bytes < min || bytes > max) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " is not from "
                            + Quantity.show(min)
                            + " to "
                            + Quantity.show(max));
        }
        return bytes;
    }
}
