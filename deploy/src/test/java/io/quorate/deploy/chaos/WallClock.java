package io.quorate.deploy.chaos;

import io.quorate.deploy.Distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of one member, which libfaketime makes it read wrong, by an offset that changes
 * while it runs. Its monotonic clock stays true: that one does not jump on any machine.
 */
final class WallClock {

    /** The directory of the library, of a machine that has it. */
    private static final Optional<Path> LIBRARY = library();

    private static final String LIBRARY_INSIDE = "/opt/faketime";
    private static final String OFFSET_INSIDE = "/run/clock";
    private static final String OFFSET = "offset";

    /** By how much the wall clocks are off: each member's is another one. */
    private static final List<String> USUAL = List.of("+0", "-3y", "+2y");

    private final Path directory;
    private final String usual;

    /**
     * A clock that is off from the start.
     *
     * @param directory of its own
     * @param usual by how much it is off while nothing befalls it, as libfaketime puts it: -2y
     */
    private WallClock(Path directory, String usual) {
        this.directory = directory;
        this.usual = usual;
        set(usual);
    }

    /** The clock of one member of a round's cluster, where clocks can be made wrong. */
    static Optional<WallClock> ofMember(String round, int number) {
        if (!isFakeable()) return Optional.empty();
        Path directory = Distribution.freshDirectory(round + "-clock-" + number);
        return Optional.of(new WallClock(directory, USUAL.get(number % USUAL.size())));
    }

    /** Whether clocks can be made wrong on this machine. */
    static boolean isFakeable() {
        return LIBRARY.isPresent();
    }

    private static Optional<Path> library() {
        Optional<Path> found = find();
        boolean isRequired = "required".equals(System.getenv("QUORATE_TOOLS"));
        if (found.isEmpty() && isRequired) throw new AssertionError("no libfaketime");
        Loud.unless(found.isPresent(), "CLOCKS THAT JUMP (apt-get install faketime)");
        return found;
    }

    private static Optional<Path> find() {
        try (DirectoryStream<Path> ofSystems =
                Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
            for (Path system : ofSystems) {
                Path library = system.resolve("faketime");
                if (Files.exists(library.resolve("libfaketimeMT.so.1")))
                    return Optional.of(library);
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What a container must have mounted, read-only: from where to where. */
    Map<Path, String> mounts() {
        return Map.of(LIBRARY.orElseThrow(), LIBRARY_INSIDE, directory, OFFSET_INSIDE);
    }

    /** And in its environment. */
    static Map<String, String> environmentInside() {
        return environment(LIBRARY_INSIDE, OFFSET_INSIDE);
    }

    /** What a process of this machine must have in its environment. */
    Map<String, String> environment() {
        return environment(LIBRARY.orElseThrow().toString(), directory.toString());
    }

    private static Map<String, String> environment(String library, String offset) {
        return Map.of(
                "LD_PRELOAD", library + "/libfaketimeMT.so.1",
                "FAKETIME_TIMESTAMP_FILE", offset + "/" + OFFSET,
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0"); // with it, timed waits of a JVM end at once
    }

    void strike(Blow blow) {
        switch (blow) {
            case AHEAD -> set("+5h");
            case BEHIND -> set("-7h");
            case KILL, STOP, PAUSE, CUT, DEAF, MUTE, SLOW, FULL ->
                    throw new IllegalArgumentException(blow + " is not of the clock");
        }
    }

    void mend() {
        set(usual);
    }

    /** Whole at every moment, since it may be read at any. */
    private void set(String offset) {
        try {
            Path next = directory.resolve("next");
            Files.writeString(next, offset + "\n");
            Files.move(
                    next,
                    directory.resolve(OFFSET),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cannotWrite) {
            throw new UncheckedIOException(cannotWrite);
        }
    }
}
