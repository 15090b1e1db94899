package io.quorate.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the distribution under test is, and where its tests keep their files. */
public final class Distribution {

    private static final Path HOME =
            Path.of(System.getProperty("quorate.distribution", "target/quorate")).toAbsolutePath();

    private Distribution() {}

    /** The unpacked distribution. */
    public static Path home() {
        return HOME;
    }

    /** The project that the distribution was built from. */
    static Path project() {
        return HOME.resolve("../../..").normalize();
    }

    /** A launcher, as in {@code bin/kvd}. */
    static Path program(String name) {
        Path program = HOME.resolve("bin").resolve(name);
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(program + " is missing: run mvn package first");
        }
        return program;
    }

    /**
     * An empty directory for one test's data and logs, on the disk of the build and not in {@code
     * /tmp}, which may be memory.
     */
    public static Path freshDirectory(String test) {
        Path directory = HOME.resolveSibling("it").resolve(test);
        deleteTree(directory);
        try {
            return Files.createDirectories(directory);
        } catch (IOException cannotMake) {
            throw new UncheckedIOException(cannotMake);
        }
    }

    /** Deletes a directory and all in it, if it is there. */
    static void deleteTree(Path root) {
        if (Files.notExists(root)) return;
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        } catch (IOException cannotDelete) {
            throw new UncheckedIOException(cannotDelete);
        }
    }
}
