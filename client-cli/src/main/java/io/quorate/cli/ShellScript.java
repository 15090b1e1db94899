package io.quorate.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a shell that nobody types: standard input. Ctrl-C ends the command, and the rest.
 */
final class ShellScript implements Shell.Lines {

    private final BufferedReader in;
    private final Interruption interruption;

    ShellScript(InputStream in, Interruption interruption) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.interruption = interruption;
    }

    @Override
    public Optional<String> next() throws IOException {
        return interruption.hasHappened() ? Optional.empty() : Optional.ofNullable(in.readLine());
    }

    @Override
    public Interruption interruption() {
        return interruption;
    }
}
