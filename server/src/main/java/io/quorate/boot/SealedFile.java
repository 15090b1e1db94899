package io.quorate.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small text file that is either wholly the old one or wholly the new one, whatever happens while
 * it is written, and whose last line is a checksum of the others.
 */
final class SealedFile {

    /** The largest such file that is read, in bytes. */
    static final int BYTES_MAX = 256 * 1024;

    private static final String SEAL = "crc32c: ";

    private SealedFile() {}

    /** What is at a path. */
    sealed interface Content {
        /** Nothing is there. */
        record Missing() implements Content {}

        /** A text is there, but its seal does not match it. */
        record Broken(String text) implements Content {}

        /** The text, without its seal, as it was written. */
        record Sound(String text) implements Content {}
    }

    /** Puts a text in a path's place, durably: when this returns, a power cut cannot undo it. */
    static void write(Path path, String text) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + seal(text) + "\n");
        try (var channel =
                FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(path.toAbsolutePath().getParent());
    }

    /** Makes what was created, renamed or deleted in a directory survive a power cut. */
    static void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Content read(Path path) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(path)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (NoSuchFileException none) {
            return new Content.Missing();
        }
        Optional<String> text = bytes.length > BYTES_MAX ? Optional.empty() : decode(bytes);
        if (text.isEmpty()) return new Content.Broken("");
        int at = text.get().lastIndexOf(SEAL);
        if (at < 0) return new Content.Broken(text.get());
        String sealed = text.get().substring(0, at);
        return text.get().substring(at).equals(seal(sealed) + "\n")
                ? new Content.Sound(sealed)
                : new Content.Broken(text.get());
    }

    private static Optional<String> decode(byte[] bytes) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    private static String seal(String text) {
        var checksum = new CRC32C();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%s%08x", SEAL, checksum.getValue());
    }
}
