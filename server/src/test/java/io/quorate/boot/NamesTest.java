package io.quorate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a JVM remembers of names is settled by its first question, so it is looked at in a process
 * of its own, and as the JVM itself sees it.
 */
class NamesTest {

    static final class Settled {

        private Settled() {}

        public static void main(String[] arguments) throws ReflectiveOperationException {
            Names.forgetSoon();
            Class<?> policy = Class.forName("sun.net.InetAddressCachePolicy");
            Object known = policy.getMethod("get").invoke(null);
            Object unknown = policy.getMethod("getNegative").invoke(null);
            System.out.print(known + " " + unknown + " " + Integer.getInteger(Names.KNOWN_SECONDS));
        }
    }

    @Test
    void addressesAndThatThereIsNoneAreRememberedForASecond()
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-exports",
                                "java.base/sun.net=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Settled.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("1 1 1", output);
    }
}
