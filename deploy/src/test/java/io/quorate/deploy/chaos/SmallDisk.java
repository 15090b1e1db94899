package io.quorate.deploy.chaos;

import io.quorate.deploy.Distribution;
import io.quorate.deploy.Machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A disk of one member's own that can be full: a file system in a file, mounted by root, since no
 * other one can be filled without harm to whoever shares it.
 */
final class SmallDisk implements AutoCloseable {

    /** The journal's segments and a store of a round take a fifth of it. */
    private static final String SIZE = "768M";

    /** The user of the image, to whom the volume of a container belongs. */
    private static final String OWNER = "7101:7101";

    private static final boolean POSSIBLE = possible();

    private final Path image;
    private final Path mounted;
    private final Path filler;
    private final Undone made;

    /**
     * A disk with room.
     *
     * @param directory of its own, and empty
     */
    private SmallDisk(Path directory) {
        image = directory.resolve("image");
        mounted = directory.resolve("mounted");
        filler = mounted.resolve("filler");
        try {
            Files.createDirectory(mounted);
        } catch (IOException cannotMake) {
            throw new UncheckedIOException(cannotMake);
        }
        Machine.run("truncate", "--size", SIZE, image.toString());
        Machine.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        Machine.run("mount", "-o", "loop", image.toString(), mounted.toString());
        made = new Undone(this::remove);
        Machine.run("chown", OWNER, mounted.toString());
    }

    /** The disk of one member of a round's cluster, where there can be such. */
    static Optional<SmallDisk> ofMember(String round, int number) {
        if (!isPossible()) return Optional.empty();
        return Optional.of(new SmallDisk(Distribution.freshDirectory(round + "-disk-" + number)));
    }

    /** Whether there can be such disks on this machine. */
    static boolean isPossible() {
        return POSSIBLE;
    }

    private static boolean possible() {
        try (var tried = new SmallDisk(Files.createTempDirectory("quorate-disk"))) {
            return tried.mounted.toFile().getUsableSpace() > 0;
        } catch (IOException | UncheckedIOException | AssertionError cannot) {
            Loud.unless(false, "FULL DISKS (root, mkfs.ext4, mount, loop devices)");
            return false;
        }
    }

    Path directory() {
        return mounted;
    }

    /** Leaves no room: writes to it until there is none. */
    void fill() {
        Machine.can(List.of("dd", "if=/dev/zero", "of=" + filler, "bs=1M"));
    }

    /** Makes room again. */
    void clear() {
        Machine.run("rm", "--force", filler.toString());
    }

    @Override
    public void close() {
        made.now();
    }

    /** Lazily: whoever has it still is about to end. */
    private void remove() {
        Machine.run("umount", "--lazy", mounted.toString());
        Machine.run("rm", "--force", image.toString());
    }
}
