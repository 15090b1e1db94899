package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs every transcript of {@code src/test/resources/transcripts} and compares all that is seen.
 *
 * <p>{@code mvn test -Dtest=TranscriptTest -Dtranscripts=rewrite} writes what is seen into the
 * files instead: read the difference before committing it.
 */
class TranscriptTest {

    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");
    private static final String SEPARATOR = "----";

    @TestFactory
    Stream<DynamicTest> everyTranscriptHappensAsWritten() throws IOException {
        return transcripts().stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(), () -> happens(file)));
    }

    @Test
    void thereAreTranscripts() throws IOException {
        assertTrue(transcripts().size() >= 10);
    }

    private static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
    }

    private static void happens(Path file) {
        try {
            String written = Files.readString(file);
            String seen = replay(written);
            if ("rewrite".equals(System.getProperty("transcripts"))) {
                Files.writeString(file, seen);
            } else {
                assertEquals(written, seen, file + " happens otherwise");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks are parted by empty lines: comments and commands, a separator, what is seen. */
    private static String replay(String written) {
        var cluster = new TranscriptCluster();
        var seen = new StringBuilder();
        for (String block : written.strip().split("\n\n+", -1)) {
            if (!seen.isEmpty()) seen.append('\n');
            boolean hasCommand = false;
            var output = new StringBuilder();
            for (String line : block.split("\n", -1)) {
                if (line.equals(SEPARATOR)) break;
                seen.append(line).append('\n');
                if (line.startsWith("#")) continue;
                hasCommand = true;
                output.append(cluster.perform(line));
            }
            if (hasCommand) seen.append(SEPARATOR).append('\n').append(output);
        }
        return seen.toString();
    }
}
