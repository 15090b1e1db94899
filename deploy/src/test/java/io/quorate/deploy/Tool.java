package io.quorate.deploy;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Programs of the system that some tests need. Where {@code QUORATE_TOOLS} is {@code required}, as
 * {@code .ci/run} has it, a missing one fails the test; elsewhere the test says so aloud and is
 * skipped.
 */
final class Tool {

    private Tool() {}

    /**
     * Where a program is.
     *
     * @param debian the package of Debian's that has it
     */
    static Path of(String program, String debian) {
        Optional<Path> found =
                Arrays.stream(System.getenv("PATH").split(":"))
                        .map(directory -> Path.of(directory, program))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (found.isPresent()) return found.get();
        String missing =
                "%s is missing (apt-get install %s): what needs it is NOT TESTED"
                        .formatted(program, debian);
        if ("required".equals(System.getenv("QUORATE_TOOLS"))) throw new AssertionError(missing);
        System.err.println("\n*** " + missing + " ***\n");
        return Assumptions.abort(missing);
    }
}
