package io.quorate.boot;

import io.quorate.adapter.file.FileStates;
import io.quorate.boot.DataDirectoryRefused.Reason;
import io.quorate.core.Bytes;
import io.quorate.core.NodeId;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A node's directory, open and locked: it is this node's, of this cluster, and no other process has
 * it.
 *
 * <pre>
 *   lock       held while the directory is open
 *   identity   whose it is; written last when the directory is made, so that it proves the rest
 *   peers      the incarnations of the peers that this node met
 *   journal/   the log
 *   store/     the state machine
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String JOURNAL = "journal";
    private static final String STORE = "store";

    /** What may be in a directory that is not a data directory yet; a new ext4 has lost+found. */
    private static final Set<String> BEFORE_IDENTITY =
            new TreeSet<>(List.of(LOCK, JOURNAL, STORE, Identity.FILE + ".new", "lost+found"));

    private static final Set<PosixFilePermission> OWNER_ALONE =
            PosixFilePermissions.fromString("rwx------");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final FileChannel lockFile;
    private final Identity identity;
    private final KnownPeers knownPeers;
    private final List<String> warnings;

    private DataDirectory(
            Path path,
            FileChannel lockFile,
            Identity identity,
            KnownPeers knownPeers,
            List<String> warnings) {
        this.path = path;
        this.lockFile = lockFile;
        this.identity = identity;
        this.knownPeers = knownPeers;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Opens a node's directory; makes it if there is none, or an empty one.
     *
     * @throws DataDirectoryRefused if it is not this node's to use, with the reason
     */
    public static DataDirectory open(Path path, NodeId node, long clusterId)
            throws DataDirectoryRefused {
        try {
            List<String> warnings = new ArrayList<>();
            make(path);
            refuseForeign(path);
            FileChannel lockFile = lock(path);
            try {
                closeToOthers(path, warnings);
                Identity identity = identify(path, node, clusterId);
                KnownPeers peers = KnownPeers.read(path);
                return new DataDirectory(path, lockFile, identity, peers, warnings);
            } catch (IOException refused) {
                lockFile.close();
                throw refused;
            }
        } catch (DataDirectoryRefused refused) {
            throw refused;
        } catch (IOException failed) {
            throw new DataDirectoryRefused(
                    Reason.NOT_WRITABLE, path, "cannot be read and written: " + failed, failed);
        }
    }

    /** Puts into a directory that is being made what it is to begin with. */
    interface Filling {
        void fill(Path journal, Path store) throws IOException;
    }

    /**
     * Makes a node's directory, which is to be empty or not there, with what it begins with. It is
     * the node's when that is complete, and otherwise empty again.
     *
     * @param snapshot the name of what it begins with
     * @throws DataDirectoryRefused if it is a node's already, or not this node's to use
     * @throws IOException if the filling fails
     */
    static void makeFilled(Path path, NodeId node, long clusterId, Bytes snapshot, Filling filling)
            throws IOException {
        make(path);
        refuseForeign(path);
        try (FileChannel _ = lock(path)) {
            closeToOthers(path, new ArrayList<>());
            if (Identity.read(path).isPresent()) {
                throw new DataDirectoryRefused(
                        Reason.IN_USE,
                        path,
                        "is a node's already, and what is restored begins in an empty one; to start"
                                + " that node again, leave out --restore-from");
            }
            makeParts(path);
            try {
                filling.fill(path.resolve(JOURNAL), path.resolve(STORE));
            } catch (IOException failed) {
                var parts = FileStates.open(path);
                for (String part : List.of(JOURNAL, STORE)) parts.deleteDirectory(part);
                throw failed;
            }
            new Identity(clusterId, node, drawIncarnation(), Optional.of(snapshot)).write(path);
        }
    }

    /**
     * The cluster that a directory belongs to; empty if it is no node's yet.
     *
     * @throws DataDirectoryRefused if it cannot be told
     */
    public static OptionalLong clusterId(Path path) throws DataDirectoryRefused {
        return identity(path)
                .map(identity -> OptionalLong.of(identity.clusterId()))
                .orElse(OptionalLong.empty());
    }

    /**
     * The name of the snapshot that a directory's cluster began with; empty if there was none, or
     * if it is no node's yet.
     *
     * @throws DataDirectoryRefused if it cannot be told
     */
    static Optional<Bytes> restored(Path path) throws DataDirectoryRefused {
        return identity(path).flatMap(Identity::restored);
    }

    private static Optional<Identity> identity(Path path) throws DataDirectoryRefused {
        try {
            return Identity.read(path);
        } catch (DataDirectoryRefused refused) {
            throw refused;
        } catch (IOException failed) {
            throw new DataDirectoryRefused(
                    Reason.NOT_WRITABLE, path, "cannot be read and written: " + failed, failed);
        }
    }

    private static void make(Path path) throws IOException {
        if (Files.isDirectory(path)) return;
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new DataDirectoryRefused(
                    Reason.NOT_A_DIRECTORY, path, "there is something that is not a directory");
        }
        Path parent = path.toAbsolutePath().getParent();
        make(parent);
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        SealedFile.syncDirectory(parent);
    }

    /** A slip such as {@code --data-dir /home} must not change what is there. */
    private static void refuseForeign(Path path) throws IOException {
        if (Files.exists(path.resolve(Identity.FILE))) return;
        try (var files = Files.list(path)) {
            Optional<String> stranger =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> !BEFORE_IDENTITY.contains(name))
                            .findAny();
            if (stranger.isEmpty()) return;
            throw new DataDirectoryRefused(
                    Reason.FOREIGN,
                    path,
                    "holds files such as '"
                            + stranger.get()
                            + "' but no '"
                            + Identity.FILE
                            + "', so it is not a node's; name an empty or a new one");
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = null;
        }
        if (lock != null) return channel;
        channel.close();
        throw new DataDirectoryRefused(Reason.LOCKED, path, "is locked by another kvd that runs");
    }

    /** What is in it is for its owner alone; what cannot be closed to all others is refused. */
    private static void closeToOthers(Path path, List<String> warnings) throws IOException {
        Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        if (!open.retainAll(OWNER_ALONE)) return;
        String found = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        try {
            Files.setPosixFilePermissions(path, OWNER_ALONE);
            warnings.add("data directory " + path + " was open to others (" + found + "); closed");
        } catch (IOException notOurs) {
            if (found.endsWith("---")) {
                warnings.add("data directory " + path + " is open to its group (" + found + ")");
                return;
            }
            throw new DataDirectoryRefused(
                    Reason.EXPOSED,
                    path,
                    "is open to everybody (" + found + ") and that cannot be changed",
                    notOurs);
        }
    }

    private static Identity identify(Path path, NodeId node, long clusterId) throws IOException {
        Optional<Identity> found = Identity.read(path);
        if (found.isEmpty()) {
            makeParts(path);
            var identity = new Identity(clusterId, node, drawIncarnation());
            identity.write(path);
            return identity;
        }
        Identity identity = found.get();
        if (!identity.node().equals(node)) {
            throw new DataDirectoryRefused(
                    Reason.ANOTHER_NODE,
                    path,
                    "belongs to node " + identity.node() + ", and this is node " + node);
        }
        if (identity.clusterId() != clusterId) {
            throw new DataDirectoryRefused(
                    Reason.ANOTHER_CLUSTER,
                    path,
                    String.format(
                            "belongs to cluster %016x, and this is cluster %016x:"
                                    + " --initial-cluster or --cluster-name is not what it was when"
                                    + " the directory was made",
                            identity.clusterId(), clusterId));
        }
        for (String part : List.of(JOURNAL, STORE)) {
            if (Files.isDirectory(path.resolve(part))) continue;
            throw new DataDirectoryRefused(
                    Reason.DAMAGED,
                    path,
                    "its '" + part + "' is gone: a node that forgot its votes must not take part");
        }
        return identity;
    }

    /** Makes what a data directory has beside its identity, which comes last. */
    private static void makeParts(Path path) throws IOException {
        for (String part : List.of(JOURNAL, STORE)) {
            Path directory = path.resolve(part);
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            }
            try (var files = Files.list(directory)) {
                if (files.findAny().isEmpty()) continue;
            }
            throw new DataDirectoryRefused(
                    Reason.DAMAGED,
                    path,
                    "holds a '"
                            + part
                            + "' but its '"
                            + Identity.FILE
                            + "' is gone; if a restore was cut short, empty it and restore again");
        }
        SealedFile.syncDirectory(path);
    }

    private static long drawIncarnation() {
        long drawn = RANDOM.nextLong();
        return drawn == 0 ? 1 : drawn;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Where the journal lives. */
    public Path journal() {
        return path.resolve(JOURNAL);
    }

    /** Where the state machine lives. */
    public Path store() {
        return path.resolve(STORE);
    }

    /** Drawn when the directory was made, and never 0. */
    public long incarnation() {
        return identity.incarnation();
    }

    /** The incarnations of the peers that this node met. */
    public KnownPeers knownPeers() {
        return knownPeers;
    }

    /** What an operator should know about the directory, a line each. */
    public List<String> warnings() {
        return warnings;
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
