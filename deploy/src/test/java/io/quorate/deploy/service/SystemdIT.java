package io.quorate.deploy.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.deploy.Distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The unit for systemd, by systemd's own check, where there is one. */
class SystemdIT {

    private static final Path UNIT =
            Distribution.home().getParent().resolveSibling("systemd/kvd.service");

    @TempDir private Path directory;

    @Test
    void systemdFindsNothingWrong() throws IOException, InterruptedException {
        String unit = atThisDistribution();
        assertEquals("", complaints(unit));
        String slipped = unit.replace("RestartPreventExitStatus", "RestartPreventsExitStatus");
        assertNotEquals("", complaints(slipped), "a slip is found");
    }

    /** It is checked that the program is there, so that has to be the one under test. */
    private static String atThisDistribution() throws IOException {
        String unit = Files.readString(UNIT);
        return unit.replace("/opt/quorate/", Distribution.home() + "/");
    }

    private String complaints(String unit) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("kvd.service"), unit);
        Process check;
        try {
            check =
                    new ProcessBuilder("systemd-analyze", "verify", "--man=no", file.toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException notInstalled) {
            System.err.println("\n**** NO systemd-analyze: kvd.service IS NOT CHECKED ****\n");
            return abort("no systemd-analyze");
        }
        String output = new String(check.getInputStream().readAllBytes(), UTF_8);
        check.waitFor();
        return output;
    }
}
