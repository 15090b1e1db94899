package io.quorate.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What kvctl talks through. Standard output is a stream of bytes whose failures are seen, not a
 * {@code PrintStream}, which swallows them.
 *
 * @param err messages for people; always UTF-8, flushed by whoever writes
 * @param inIsTerminal whether a person types standard input
 * @param outIsTerminal whether a person reads standard output
 * @param errIsTerminal whether a person reads standard error
 * @param environment the environment variables
 */
public record Streams(
        InputStream in,
        OutputStream out,
        PrintWriter err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {

    private static final int BUFFER_BYTES = 64 * 1024;

    /** The process's own. */
    static Streams ofProcess() {
        var err = new FileOutputStream(FileDescriptor.err);
        return new Streams(
                new FileInputStream(FileDescriptor.in),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                new PrintWriter(err, true, StandardCharsets.UTF_8),
                isTerminal(0),
                isTerminal(1),
                isTerminal(2),
                System.getenv());
    }

    /** Asks the kernel's own view, where there is one: {@code System.console} is slow to load. */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException noProc) {
            return System.console() != null && System.console().isTerminal();
        }
    }

    /** Whether a person types, and reads what is written. */
    boolean isTalk() {
        return inIsTerminal && outIsTerminal;
    }

    /** Whether to colour what goes to standard output. */
    boolean colours() {
        return outIsTerminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Writes a line of text to standard output. */
    void line(String text) throws BrokenStream {
        write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes to standard output. */
    void write(byte[] bytes) throws BrokenStream {
        try {
            out.write(bytes);
        } catch (IOException failed) {
            throw new BrokenStream(failed);
        }
    }

    /** Hands what was written to the operating system. */
    void flush() throws BrokenStream {
        try {
            out.flush();
        } catch (IOException failed) {
            throw new BrokenStream(failed);
        }
    }

    /** Standard output does not take what is written. */
    static final class BrokenStream extends IOException {

        private static final long serialVersionUID = 1L;

        BrokenStream(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** Whether the reader has merely gone, as {@code head} does. */
        boolean readerIsGone() {
            return String.valueOf(getMessage()).contains("Broken pipe");
        }
    }
}
