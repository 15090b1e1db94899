package io.quorate.adapter.file;

import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.DiskFile;
import io.quorate.replica.journal.DiskFull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One directory of the file system. Immutable: it may be used by several threads. */
public final class FileDisk implements Disk {

    /**
     * How much of a new file is written and forced at once, in bytes: a large force would keep the
     * journal's own ones waiting.
     */
    private static final int ZEROS_BYTES = 1 << 20;

    private final Path directory;

    private FileDisk(Path directory) {
        this.directory = directory;
    }

    /** The directory, which is made if it is not there, durably. */
    public static FileDisk open(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            Path there = absolute;
            while (there.getParent() != null && !Files.exists(there)) there = there.getParent();
            Files.createDirectories(absolute);
            Path made = absolute;
            while (!made.equals(there)) {
                made = made.getParent();
                force(made);
            }
        }
        return new FileDisk(absolute);
    }

    @Override
    public List<Name> list() throws IOException {
        List<Name> names = new ArrayList<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                boolean isFile = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                names.add(new Name(path.getFileName().toString(), isFile));
            }
        }
        names.sort(Comparator.comparing(Name::name));
        return names;
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        Path path = directory.resolve(name);
        FileStore store = Files.getFileStore(directory);
        if (store.getUsableSpace() < bytes) {
            throw new DiskFull(
                    "no room for "
                            + bytes
                            + " bytes in "
                            + path
                            + ", only "
                            + store.getUsableSpace(),
                    null);
        }
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        var file = new ChannelFile(path, channel);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, bytes));
            for (long at = 0; at < bytes; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                file.write(at, zeros);
                file.force();
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return file;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path path = directory.resolve(name);
        return new ChannelFile(
                path,
                FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = directory.resolve(to);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(directory.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceDirectory() throws IOException {
        force(directory);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long newIdentity() {
        return new SecureRandom().nextLong();
    }
}
