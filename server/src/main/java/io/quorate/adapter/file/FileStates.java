package io.quorate.adapter.file;

import io.quorate.replica.journal.Disk;
import io.quorate.replica.snapshot.StateDisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of directories of the file system. For one thread. */
public final class FileStates implements StateDisk {

    private final Path path;
    private final FileDisk root;

    private FileStates(Path path, FileDisk root) {
        this.path = path;
        this.root = root;
    }

    /** The directory, which is made if it is not there, durably. */
    public static FileStates open(Path directory) throws IOException {
        return new FileStates(directory.toAbsolutePath().normalize(), FileDisk.open(directory));
    }

    @Override
    public Disk root() {
        return root;
    }

    @Override
    public Disk directory(String name) throws IOException {
        return FileDisk.open(path.resolve(name));
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        Path directory = path.resolve(name);
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) return;
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) Files.delete(one);
    }
}
