package io.quorate.boot;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Members;
import io.quorate.replica.history.HistoryKeep;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node is to be: checked, complete and immutable.
 *
 * @param id this node; a key of {@code initialCluster}
 * @param clusterName tells clusters apart that have the same members
 * @param clusterId what the name and the members come to, with the snapshot that they began with if
 *     they did; 0 for a node that joins a cluster until that was asked; goes into every handshake
 * @param initialCluster each first member and the peer address that it is dialled at; of a node
 *     that joins, itself alone
 * @param join client addresses of members of the cluster that this node joins; none, for a first
 *     member
 * @param restoreFrom the saved snapshot that this node and the other first members begin with, at
 *     their first start; none, if they begin with nothing or have begun already
 * @param dataDir where the node keeps everything; may not exist yet
 * @param clientListen where clients are taken; port 0 lets the system choose
 * @param peerListen where the other members are taken
 * @param httpListen where probes and metrics are; port 0 lets the system choose
 * @param advertiseClient what clients are told to dial
 * @param engine how the members agree
 * @param electionTimeout the least silence after which a follower campaigns
 * @param leaderLease whether leaders read under a lease
 * @param heartbeat how often an idle leader speaks
 * @param journalSegmentBytes how large the journal's files are
 * @param journalTailBytes how much of the journal is kept for members that lag
 * @param historyKeep how much of the past is kept
 * @param snapshotBytesPerSecond how much of snapshots is sent in a second
 * @param scrubBytesPerSecond how much of the store is read in a second to find what has rotted
 * @param storeCacheBytes how much of the store's files is kept in memory
 * @param storeMemtableBytes how much the store gathers in memory before it is in files
 * @param consoleWrites whether keys may be changed on the console
 * @param logLevel how much is logged
 */
public record KvdConfig(
        NodeId id,
        String clusterName,
        long clusterId,
        SortedMap<NodeId, HostPort> initialCluster,
        List<HostPort> join,
        Optional<Path> restoreFrom,
        Path dataDir,
        HostPort clientListen,
        HostPort peerListen,
        HostPort httpListen,
        HostPort advertiseClient,
        EngineKind engine,
        Duration electionTimeout,
        LeaderLease leaderLease,
        Duration heartbeat,
        long journalSegmentBytes,
        long journalTailBytes,
        HistoryKeep historyKeep,
        long snapshotBytesPerSecond,
        long scrubBytesPerSecond,
        long storeCacheBytes,
        long storeMemtableBytes,
        ConsoleWrites consoleWrites,
        LogLevel logLevel) {

    /** The consensus engines that this version has. */
    public enum EngineKind {
        RAFT
    }

    /** Whether a leader may read without asking the others. */
    public enum LeaderLease {
        OFF,
        ON
    }

    /** Whether the console's page may change keys. */
    public enum ConsoleWrites {
        OFF,
        ON
    }

    /** How much is logged, least first. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** What the other members dial to reach this one. */
    public HostPort advertisePeer() {
        return initialCluster.get(id);
    }

    /** Whether this node is to be added to a cluster that is there already. */
    public boolean isJoining() {
        return !join.isEmpty();
    }

    /** The same in this cluster, which is not the one that the settings alone come to. */
    public KvdConfig inCluster(long id) {
        return new KvdConfig(
                this.id,
                clusterName,
                id,
                initialCluster,
                join,
                restoreFrom,
                dataDir,
                clientListen,
                peerListen,
                httpListen,
                advertiseClient,
                engine,
                electionTimeout,
                leaderLease,
                heartbeat,
                journalSegmentBytes,
                journalTailBytes,
                historyKeep,
                snapshotBytesPerSecond,
                scrubBytesPerSecond,
                storeCacheBytes,
                storeMemtableBytes,
                consoleWrites,
                logLevel);
    }

    /**
     * The members that the group begins with. Only until the log says otherwise: from then on the
     * members and their addresses are what it says.
     */
    public Members firstMembers() {
        if (isJoining()) return Members.NONE;
        var addresses = new TreeMap<NodeId, String>();
        initialCluster.forEach((member, address) -> addresses.put(member, address.toString()));
        return Members.ofVoters(addresses);
    }

    /**
     * The first eight bytes of the SHA-256 of the cluster's name and its sorted members: whoever
     * was given another list or another name is in another cluster.
     */
    static long clusterId(String clusterName, SortedMap<NodeId, HostPort> initialCluster) {
        var text = new StringBuilder(clusterName);
        for (Map.Entry<NodeId, HostPort> member : initialCluster.entrySet()) {
            text.append('\n').append(member.getKey()).append('=');
            text.append(member.getValue().canonical());
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
