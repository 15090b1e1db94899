package io.quorate.boot;

import io.quorate.boot.DataDirectoryRefused.Reason;
import io.quorate.boot.SealedFile.Content;
import io.quorate.core.NodeId;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The incarnation of each peer that this node ever met, kept across restarts. A peer that comes
 * with another one has lost its disk, and with it the votes that it gave: it must not take part.
 *
 * <p>Safe to share between threads; {@link #record} blocks on the disk.
 */
public final class KnownPeers {

    /** The most peers that are remembered: a cluster has far fewer, over all its life. */
    public static final int PEERS_MAX = 1_024;

    private static final String FILE = "peers";
    private static final Pattern LINE = Pattern.compile("(\\S+) ([0-9a-f]{16})");

    private final Path file;
    private final Map<NodeId, Long> incarnations;

    private KnownPeers(Path file, Map<NodeId, Long> incarnations) {
        this.file = file;
        this.incarnations = incarnations;
    }

    static KnownPeers read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        Map<NodeId, Long> incarnations = new TreeMap<>();
        switch (SealedFile.read(file)) {
            case Content.Missing _ -> {}
            case Content.Broken _ -> throw damaged(directory);
            case Content.Sound sound -> {
                for (String line : sound.text().lines().toList()) {
                    Matcher parts = LINE.matcher(line);
                    if (!parts.matches() || !NodeId.isValid(parts.group(1))) {
                        throw damaged(directory);
                    }
                    incarnations.put(
                            new NodeId(parts.group(1)), Long.parseUnsignedLong(parts.group(2), 16));
                }
            }
        }
        return new KnownPeers(file, incarnations);
    }

    private static String line(NodeId peer, long incarnation) {
        return String.format(Locale.ROOT, "%s %016x\n", peer, incarnation);
    }

    private static DataDirectoryRefused damaged(Path directory) {
        return new DataDirectoryRefused(
                Reason.DAMAGED,
                directory,
                "its file '" + FILE + "' is damaged, so a peer that lost its disk would go unseen");
    }

    /** The incarnation in which a peer was met; empty if it never was. */
    public synchronized OptionalLong incarnationOf(NodeId peer) {
        Long incarnation = incarnations.get(peer);
        return incarnation == null ? OptionalLong.empty() : OptionalLong.of(incarnation);
    }

    /**
     * Remembers a peer, durably: when this returns, a power cut cannot undo it. Does nothing if it
     * is known in this incarnation already.
     *
     * @throws IOException if it could not be written; the peer is as unknown as before
     * @throws IllegalArgumentException if the peer is known in another incarnation
     * @throws IllegalStateException if there are {@link #PEERS_MAX} already
     */
    public synchronized void record(NodeId peer, long incarnation) throws IOException {
        Long known = incarnations.get(peer);
        if (known != null && known == incarnation) return;
        if (known != null) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s is known in incarnation %016x, not %016x",
                            peer, known, incarnation));
        }
        if (incarnations.size() >= PEERS_MAX) {
            throw new IllegalStateException("more than " + PEERS_MAX + " peers");
        }
        Map<NodeId, Long> next = new TreeMap<>(incarnations);
        next.put(peer, incarnation);
        var text = new StringBuilder();
        next.forEach((id, drawn) -> text.append(line(id, drawn)));
        SealedFile.write(file, text.toString());
        incarnations.put(peer, incarnation);
    }
}
