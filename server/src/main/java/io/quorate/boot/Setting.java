package io.quorate.boot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting there is, once: its name as a flag, in the environment and in a file, its default
 * and its help all come from here.
 */
enum Setting {
    ID(
            Group.NODE,
            "NAME",
            is("n1"),
            "This node's name; one of those in --initial-cluster. Default: n1, without a cluster."),
    DATA_DIR(
            Group.NODE,
            "DIR",
            derived(),
            "Where the node keeps everything; made if missing. Default: quorate-data/NAME."),
    INITIAL_CLUSTER(
            Group.CLUSTER,
            "N=H:P,...",
            derived(),
            "Each member and the peer address where the others dial it; the same list on every"
                    + " member. Default: this node alone."),
    JOIN(
            Group.CLUSTER,
            "H:P,...",
            derived(),
            "Client addresses of members of a cluster that is there: this node, which is new, waits"
                    + " until `kvctl member add` adds it. Instead of --initial-cluster."),
    RESTORE_FROM(
            Group.CLUSTER,
            "FILE",
            derived(),
            "A file of `kvctl snapshot save`: the members of --initial-cluster, each given the same"
                    + " file and an empty --data-dir, begin a new cluster with what it holds. For"
                    + " the first start; left out at later ones."),
    CLUSTER_NAME(
            Group.CLUSTER,
            "NAME",
            is("quorate"),
            "Tells clusters apart: members of differently named ones refuse each other."),
    CLIENT_LISTEN(
            Group.ADDRESSES,
            "HOST:PORT",
            is("127.0.0.1:7101"),
            "Where clients are taken. Port 0 lets the system choose."),
    PEER_LISTEN(
            Group.ADDRESSES,
            "HOST:PORT",
            derived(),
            "Where the other members are taken. Default: this node's address in"
                    + " --initial-cluster, or else 127.0.0.1:7201."),
    HTTP_LISTEN(
            Group.ADDRESSES,
            "HOST:PORT",
            is("127.0.0.1:7301"),
            "Where /console, /livez, /readyz and /metrics are, for whoever reaches it. Port 0 lets"
                    + " the system choose."),
    ADVERTISE_CLIENT(
            Group.ADDRESSES,
            "HOST:PORT",
            derived(),
            "What clients are told to dial. Default: --client-listen; if that is a wildcard, its"
                    + " port on the host of this node's peer address."),
    ADVERTISE_PEER(
            Group.ADDRESSES,
            "HOST:PORT",
            derived(),
            "What the others dial, if a forwarded port makes it another than --peer-listen; must"
                    + " be this node's address in --initial-cluster, or in `kvctl member add`."),
    ENGINE(Group.CONSENSUS, "ENGINE", is("raft"), "How the members agree: raft."),
    ELECTION_TIMEOUT(
            Group.CONSENSUS,
            "DURATION",
            is("300ms"),
            "Without a word from the leader for this long, and up to twice as long, a member"
                    + " stands for election. More than twice --heartbeat."),
    LEADER_LEASE(
            Group.CONSENSUS,
            "on|off",
            is("off"),
            "Whether a leader answers linearizable reads without asking the others while they have"
                    + " promised to elect nobody. Trusts that no two members' clocks differ in rate"
                    + " by more than 5 percent."),
    HEARTBEAT(
            Group.CONSENSUS,
            "DURATION",
            is("50ms"),
            "How often an idle leader speaks; at least the time of a round trip."),
    JOURNAL_SEGMENT_SIZE(
            Group.STORAGE,
            "SIZE",
            is("64MiB"),
            "How large the journal's files are; they are filled ahead."),
    JOURNAL_TAIL(
            Group.STORAGE,
            "SIZE",
            is("128MiB"),
            "How much of the journal is kept for members that lag; one that lags more gets a"
                    + " snapshot."),
    HISTORY_KEEP(
            Group.STORAGE,
            "DURATION|N",
            is("0"),
            "How much of the past the leader keeps: a time, as in 24h, or a number of revisions;"
                    + " the same on every member. 0: all, until `kvctl compact` gives it up."),
    SNAPSHOT_RATE(
            Group.STORAGE,
            "SIZE",
            is("64MiB"),
            "How much of snapshots is sent in a second, to all members together; and as much to"
                    + " clients that save one."),
    SCRUB_RATE(
            Group.STORAGE,
            "SIZE",
            is("2MiB"),
            "How much of the store is read in a second, again and again, to find rows that are not"
                    + " what was written."),
    STORE_CACHE_SIZE(
            Group.STORAGE, "SIZE", is("32MiB"), "How much of the store's files is kept in memory."),
    STORE_MEMTABLE_SIZE(
            Group.STORAGE,
            "SIZE",
            is("48MiB"),
            "How much the store gathers in memory before it is in files."),
    CONSOLE_WRITES(
            Group.OPERATION,
            "on|off",
            is("off"),
            "Whether keys may be put and deleted on the page /console, by whoever reaches"
                    + " --http-listen."),
    LOG_LEVEL(
            Group.OPERATION,
            "LEVEL",
            is("info"),
            "How much is logged on standard error: error, warn, info, debug or trace."),
    CONFIG(
            Group.OPERATION,
            "FILE",
            derived(),
            "A file of settings, a line each, as in `data-dir: /var/lib/quorate`.");

    /** The headings of the help, in order. */
    enum Group {
        NODE("This node"),
        CLUSTER("Its cluster"),
        ADDRESSES("Addresses"),
        CONSENSUS("Consensus"),
        STORAGE("Storage"),
        OPERATION("Operation");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        String heading() {
            return heading;
        }
    }

    private final Group group;
    private final String shape;
    private final Optional<String> byDefault;
    private final String help;

    Setting(Group group, String shape, Optional<String> byDefault, String help) {
        this.group = group;
        this.shape = shape;
        this.byDefault = byDefault;
        this.help = help;
    }

    private static Optional<String> is(String text) {
        return Optional.of(text);
    }

    /** The default hangs on other settings. */
    private static Optional<String> derived() {
        return Optional.empty();
    }

    Group group() {
        return group;
    }

    /** What stands for its value in the help. */
    String shape() {
        return shape;
    }

    /** Its default; empty if the default hangs on other settings. */
    Optional<String> byDefault() {
        return byDefault;
    }

    /** What the help says of it. */
    String help() {
        return help;
    }

    /** Its name in a file, as in {@code data-dir}. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its name as a flag, as in {@code --data-dir}. */
    String flag() {
        return "--" + key();
    }

    /** Its name in the environment, as in {@code KVD_DATA_DIR}. */
    String variable() {
        return VARIABLE_PREFIX + name();
    }

    /** What the names in the environment begin with. */
    static final String VARIABLE_PREFIX = "KVD_";

    /** The setting of this key, spelled exactly. */
    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }

    static List<String> flags() {
        return Arrays.stream(values()).map(Setting::flag).toList();
    }

    static List<String> variables() {
        return Arrays.stream(values()).map(Setting::variable).toList();
    }
}
