package io.quorate.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of kvctl in this process: its exit code and what it wrote. */
record Ran(int code, byte[] outBytes, String err) {

    static Ran kvctl(String... args) {
        return with(Map.of(), new byte[0], args);
    }

    static Ran with(Map<String, String> environment, byte[] in, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new StringWriter();
        int code = Kvctl.run(args, streams(environment, in, out, err, false));
        return new Ran(code, out.toByteArray(), err.toString());
    }

    static Ran onTerminal(Map<String, String> environment, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new StringWriter();
        int code = Kvctl.run(args, streams(environment, new byte[0], out, err, true));
        return new Ran(code, out.toByteArray(), err.toString());
    }

    static Ran into(OutputStream out, String... args) {
        var err = new StringWriter();
        int code = Kvctl.run(args, streams(Map.of(), new byte[0], out, err, false));
        return new Ran(code, new byte[0], err.toString());
    }

    /** Streams that nobody reads. */
    static Streams streams() {
        return streams(
                Map.of(), new byte[0], OutputStream.nullOutputStream(), new StringWriter(), false);
    }

    private static Streams streams(
            Map<String, String> environment,
            byte[] in,
            OutputStream out,
            StringWriter err,
            boolean terminal) {
        return new Streams(
                new ByteArrayInputStream(in),
                out,
                new PrintWriter(err),
                terminal,
                terminal,
                terminal,
                environment);
    }

    String out() {
        return new String(outBytes, StandardCharsets.UTF_8);
    }
}
