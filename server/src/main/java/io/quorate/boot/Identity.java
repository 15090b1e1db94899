package io.quorate.boot;

import io.quorate.boot.DataDirectoryRefused.Reason;
import io.quorate.boot.SealedFile.Content;
import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.replica.snapshot.ContentHash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose data directory it is. Written once, when the directory is made.
 *
 * @param clusterId the cluster's
 * @param node the node's name
 * @param incarnation drawn when the directory was made: a node whose disk was wiped has another
 * @param restored the name of the snapshot that the cluster began with, if it began with one
 */
record Identity(long clusterId, NodeId node, long incarnation, Optional<Bytes> restored) {

    /** Of a cluster that began with nothing. */
    Identity(long clusterId, NodeId node, long incarnation) {
        this(clusterId, node, incarnation, Optional.empty());
    }

    /** The layout of the data directory that this version writes. */
    static final int FORMAT = 1;

    static final String FILE = "identity";

    private static final Pattern FORMAT_LINE =
            Pattern.compile("quorate data directory, format ([0-9]{1,9})\n.*", Pattern.DOTALL);
    private static final Pattern BODY =
            Pattern.compile(
                    """
                    [^\n]*
                    cluster-id: ([0-9a-f]{16})
                    node-id: ([^\n]*)
                    incarnation: ([0-9a-f]{16})
                    (?:restored: ([0-9a-f]{64})
                    )?""");

    void write(Path directory) throws IOException {
        SealedFile.write(
                directory.resolve(FILE),
                String.format(
                        Locale.ROOT,
                        """
                        quorate data directory, format %d
                        cluster-id: %016x
                        node-id: %s
                        incarnation: %016x
                        %s""",
                        FORMAT,
                        clusterId,
                        node,
                        incarnation,
                        restored.map(name -> "restored: " + ContentHash.hex(name) + "\n")
                                .orElse("")));
    }

    /** Reads a directory's identity; empty if it has none yet. */
    static Optional<Identity> read(Path directory) throws IOException {
        return switch (SealedFile.read(directory.resolve(FILE))) {
            case Content.Missing _ -> Optional.empty();
            case Content.Broken broken -> {
                refuseNewer(directory, broken.text());
                throw damaged(directory);
            }
            case Content.Sound sound -> {
                refuseNewer(directory, sound.text());
                Matcher body = BODY.matcher(sound.text());
                if (!body.matches() || !NodeId.isValid(body.group(2))) throw damaged(directory);
                yield Optional.of(
                        new Identity(
                                Long.parseUnsignedLong(body.group(1), 16),
                                new NodeId(body.group(2)),
                                Long.parseUnsignedLong(body.group(3), 16),
                                Optional.ofNullable(body.group(4))
                                        .map(HexFormat.of()::parseHex)
                                        .map(Bytes::wrap)));
            }
        };
    }

    /** A later format may seal its files otherwise, so this is asked before the seal counts. */
    private static void refuseNewer(Path directory, String text) throws DataDirectoryRefused {
        Matcher format = FORMAT_LINE.matcher(text);
        if (!format.matches() || Integer.parseInt(format.group(1)) <= FORMAT) return;
        throw new DataDirectoryRefused(
                Reason.NEWER,
                directory,
                "has format "
                        + format.group(1)
                        + " of a later version; this version reads up to format "
                        + FORMAT);
    }

    private static DataDirectoryRefused damaged(Path directory) {
        return new DataDirectoryRefused(
                Reason.DAMAGED,
                directory,
                "its file '" + FILE + "' is damaged, so it cannot be told whose it is");
    }
}
