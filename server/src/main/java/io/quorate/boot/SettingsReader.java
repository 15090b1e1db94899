package io.quorate.boot;

import io.quorate.core.NodeId;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns texts into a {@link KvdConfig}, or says everything that is wrong with them at once. */
final class SettingsReader {

    private static final String LOOPBACK = "127.0.0.1";
    private static final HostPort PEER_LISTEN = new HostPort(LOOPBACK, 7201);

    private final Map<Setting, Given> given;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Map<Setting, Given> given) {
        this.given = given;
    }

    /** What a reading of the settings comes to. */
    sealed interface Reading {
        /** They make sense. */
        record Sound(KvdConfig config) implements Reading {}

        /** They do not: a line each, at least one. */
        record Unsound(List<String> problems) implements Reading {}
    }

    /** Reads the settings that were given; each that is missing takes its default. */
    static Reading read(Map<Setting, Given> given) {
        var reader = new SettingsReader(given);
        return reader.config()
                .<Reading>map(Reading.Sound::new)
                .orElseGet(() -> new Reading.Unsound(List.copyOf(reader.problems)));
    }

    private Optional<KvdConfig> config() {
        var name = read(Setting.CLUSTER_NAME, Parse::name);
        var engine = read(Setting.ENGINE, Parse::engine);
        var segment = read(Setting.JOURNAL_SEGMENT_SIZE, Parse::segmentBytes);
        var tail = read(Setting.JOURNAL_TAIL, Parse::tailBytes);
        var rate = read(Setting.SNAPSHOT_RATE, Parse::rate);
        var scrub = read(Setting.SCRUB_RATE, Parse::rate);
        var keep = read(Setting.HISTORY_KEEP, Parse::historyKeep);
        var cache = read(Setting.STORE_CACHE_SIZE, Parse::storeBytes);
        var memtable = read(Setting.STORE_MEMTABLE_SIZE, Parse::storeBytes);
        var consoleWrites = read(Setting.CONSOLE_WRITES, Parse::consoleWrites);
        var level = read(Setting.LOG_LEVEL, Parse::logLevel);
        var dataDir = read(Setting.DATA_DIR, Parse::directory);
        var election = read(Setting.ELECTION_TIMEOUT, Parse::electionTimeout);
        var lease = read(Setting.LEADER_LEASE, Parse::lease);
        var heartbeat = read(Setting.HEARTBEAT, Parse::heartbeat);
        if (election.isPresent() && heartbeat.isPresent()) {
            checkTimes(election.get(), heartbeat.get());
        }
        var id = read(Setting.ID, Parse::nodeId);
        var members = read(Setting.INITIAL_CLUSTER, Parse::members);
        if (id.isPresent() && members.isPresent()) checkMember(id.get(), members.get());
        var join = read(Setting.JOIN, Parse::addresses);
        if (join.isPresent()) checkJoin();
        var restoreFrom = read(Setting.RESTORE_FROM, Parse::file);
        if (restoreFrom.isPresent()) checkRestore();
        var addresses = readAddresses(id, members);
        if (addresses.isEmpty() || !problems.isEmpty()) return Optional.empty();
        return Optional.of(
                new KvdConfig(
                        id.orElseThrow(),
                        name.orElseThrow(),
                        join.isPresent()
                                ? 0
                                : KvdConfig.clusterId(
                                        name.orElseThrow(), addresses.get().cluster()),
                        addresses.get().cluster(),
                        join.orElse(List.of()),
                        restoreFrom,
                        dataDir.orElseGet(() -> Path.of("quorate-data", id.orElseThrow().name())),
                        addresses.get().client(),
                        addresses.get().peer(),
                        addresses.get().http(),
                        addresses.get().advertiseClient(),
                        engine.orElseThrow(),
                        election.orElseThrow(),
                        lease.orElseThrow(),
                        heartbeat.orElseThrow(),
                        segment.orElseThrow(),
                        tail.orElseThrow(),
                        keep.orElseThrow(),
                        rate.orElseThrow(),
                        scrub.orElseThrow(),
                        cache.orElseThrow(),
                        memtable.orElseThrow(),
                        consoleWrites.orElseThrow(),
                        level.orElseThrow()));
    }

    /** A setting's value; empty if it has none, or one that makes no sense and is now a problem. */
    private <T> Optional<T> read(Setting setting, Parse.Parser<T> parser) {
        Given text = given.get(setting);
        if (text == null) {
            if (setting.byDefault().isEmpty()) return Optional.empty();
            text = new Given(setting.byDefault().get(), Given.DEFAULT);
        }
        try {
            if (text.text().isBlank()) {
                throw new BadValue("is empty; it wants " + setting.shape());
            }
            if (text.text().chars().anyMatch(Character::isISOControl)) {
                throw new BadValue(BadValue.quoted(text.text()) + " has a control character");
            }
            return Optional.of(parser.parse(text.text().strip()));
        } catch (BadValue bad) {
            problems.add(text.origin() + ": " + bad.getMessage());
            return Optional.empty();
        }
    }

    private void problem(Setting setting, String what) {
        Given text = given.get(setting);
        problems.add((text == null ? setting.flag() : text.origin()) + ": " + what);
    }

    private void checkTimes(Duration election, Duration heartbeat) {
        if (election.compareTo(heartbeat.multipliedBy(2)) > 0) return;
        problem(
                Setting.ELECTION_TIMEOUT,
                Quantity.show(election)
                        + " is not more than twice the heartbeat of "
                        + Quantity.show(heartbeat)
                        + ": one lost message would cost the leader its place");
    }

    private void checkMember(NodeId id, SortedMap<NodeId, HostPort> members) {
        if (!given.containsKey(Setting.ID)) {
            problem(
                    Setting.ID,
                    "with --initial-cluster, say which of " + members.keySet() + " this is");
        } else if (!members.containsKey(id)) {
            problem(Setting.ID, "'" + id + "' is not in the initial cluster " + members.keySet());
        }
    }

    private void checkJoin() {
        if (given.containsKey(Setting.INITIAL_CLUSTER)) {
            problem(
                    Setting.JOIN,
                    "a node either joins a cluster or is in its --initial-cluster: give one of the"
                            + " two");
        } else if (!given.containsKey(Setting.ID)) {
            problem(Setting.ID, "with --join, say the name that this node is to be added under");
        }
    }

    private void checkRestore() {
        if (!given.containsKey(Setting.JOIN)) return;
        problem(
                Setting.RESTORE_FROM,
                "a node that joins gets the state from the cluster: give one of the two");
    }

    /** Where a node listens and what others dial. */
    private record Addresses(
            HostPort client,
            HostPort peer,
            HostPort http,
            HostPort advertiseClient,
            SortedMap<NodeId, HostPort> cluster) {}

    private Optional<Addresses> readAddresses(
            Optional<NodeId> id, Optional<SortedMap<NodeId, HostPort>> members) {
        var client = read(Setting.CLIENT_LISTEN, HostPort::parse);
        var http = read(Setting.HTTP_LISTEN, HostPort::parse);
        var peerGiven = read(Setting.PEER_LISTEN, Parse::peerListen);
        var advertisePeer = read(Setting.ADVERTISE_PEER, Parse::dialled);
        var advertiseClient = read(Setting.ADVERTISE_CLIENT, Parse::dialled);
        if (!problems.isEmpty()) return Optional.empty();

        HostPort member = members.map(all -> all.get(id.orElseThrow())).orElse(null);
        HostPort peer = peerGiven.orElse(member == null ? PEER_LISTEN : member);
        if (member == null) {
            member = advertisePeer.orElse(peer.isWildcard() ? peer.withHost(LOOPBACK) : peer);
        }
        checkPeerAddress(peer, member, advertisePeer);
        if (client.orElseThrow().port() == 0 && advertiseClient.isEmpty()) {
            problem(
                    Setting.CLIENT_LISTEN,
                    "has port 0: add --advertise-client, or nobody can be told where clients go");
        }
        checkListeners(client.orElseThrow(), peer, http.orElseThrow());
        if (!problems.isEmpty()) return Optional.empty();
        checkResolves(Setting.CLIENT_LISTEN, client.orElseThrow());
        checkResolves(Setting.PEER_LISTEN, peer);
        checkResolves(Setting.HTTP_LISTEN, http.orElseThrow());
        return Optional.of(
                new Addresses(
                        client.orElseThrow(),
                        peer,
                        http.orElseThrow(),
                        advertiseClient.orElse(reachable(client.orElseThrow(), member)),
                        members.orElse(new TreeMap<>(Map.of(id.orElseThrow(), member)))));
    }

    private static HostPort reachable(HostPort listen, HostPort member) {
        return listen.isWildcard() ? listen.withHost(member.host()) : listen;
    }

    /** What others dial has to lead to where this node listens. */
    private void checkPeerAddress(HostPort peer, HostPort member, Optional<HostPort> advertised) {
        if (advertised.isPresent()) {
            if (advertised.get().canonical().equals(member.canonical())) return;
            problem(
                    Setting.ADVERTISE_PEER,
                    advertised.get() + " contradicts --initial-cluster, which says " + member);
        } else if (peer.port() != member.port()) {
            problem(
                    Setting.PEER_LISTEN,
                    peer
                            + " contradicts --initial-cluster, which says "
                            + member
                            + "; if that port is forwarded here, add --advertise-peer "
                            + member);
        }
    }

    private void checkListeners(HostPort client, HostPort peer, HostPort http) {
        checkApart(Setting.PEER_LISTEN, peer, Setting.CLIENT_LISTEN, client);
        checkApart(Setting.HTTP_LISTEN, http, Setting.CLIENT_LISTEN, client);
        checkApart(Setting.HTTP_LISTEN, http, Setting.PEER_LISTEN, peer);
    }

    private void checkApart(Setting setting, HostPort one, Setting otherSetting, HostPort other) {
        if (!one.collidesWith(other)) return;
        problem(setting, one + " is taken by " + otherSetting.flag() + " " + other);
    }

    private void checkResolves(Setting setting, HostPort address) {
        if (!address.toSocketAddress().isUnresolved()) return;
        problem(setting, "the host '" + address.host() + "' is not known to this machine");
    }
}
