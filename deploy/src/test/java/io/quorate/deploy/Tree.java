package io.quorate.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a directory holds: each path below it, and a checksum of each file. Two that are equal mean
 * that nothing was changed between.
 *
 * @param files path to checksum; a directory's checksum is 0
 */
record Tree(SortedMap<String, Long> files) {

    /** Reads a directory; a directory that is not there is empty. */
    static Tree of(Path root) {
        SortedMap<String, Long> files = new TreeMap<>();
        if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS)) return new Tree(files);
        try (var paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                files.put(root.relativize(path).toString(), checksum(path));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new Tree(files);
    }

    private static long checksum(Path path) throws IOException {
        if (!Files.isRegularFile(path)) return 0;
        var checksum = new CRC32C();
        checksum.update(Files.readAllBytes(path));
        return checksum.getValue();
    }

    /** Copies a directory and all in it. */
    static void copy(Path from, Path to) {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.toList()) Files.copy(path, to.resolve(from.relativize(path)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
