package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

final class ArgumentsTest {

    @Test
    void anyBytesSurviveTheWayThroughAString() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, Arguments.bytes(Arguments.string(bytes)));
        }
        byte[] text = "naïve 日本 🎉".getBytes(StandardCharsets.UTF_8);
        assertEquals("naïve 日本 🎉", Arguments.string(text));
        assertArrayEquals(text, Arguments.bytes("naïve 日本 🎉"));
    }

    @Test
    void theLastWordsOfTheCommandLineAreTheArguments(@TempDir Path directory) throws IOException {
        Path commandLine = directory.resolve("cmdline");
        Files.write(
                commandLine,
                "java\0-cp\0x\0Kvctl\0put\0\u00FF\0\0".getBytes(StandardCharsets.ISO_8859_1));
        String[] exact = Arguments.exact(new String[] {"put", "?", ""}, commandLine);
        assertArrayEquals(new String[] {"put", "\uDCFF", ""}, exact);
    }
}
