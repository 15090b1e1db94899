package io.quorate.cli;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Help texts on their way to standard output, through a writer that would swallow failures. */
final class StreamWriter extends Writer {

    private final Streams streams;
    private Optional<Streams.BrokenStream> failure = Optional.empty();

    StreamWriter(Streams streams) {
        this.streams = streams;
    }

    /** Brings a failure to light, if there was one. */
    void check() throws Streams.BrokenStream {
        if (failure.isPresent()) throw failure.get();
    }

    @Override
    public void write(char[] characters, int offset, int length) {
        if (failure.isPresent()) return;
        try {
            streams.write(new String(characters, offset, length).getBytes(StandardCharsets.UTF_8));
        } catch (Streams.BrokenStream broken) {
            failure = Optional.of(broken);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
