package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.Kv;
import io.quorate.client.KvClient;
import io.quorate.client.Limits;
import io.quorate.client.PutResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

@Command(
        name = "put",
        description = "Stores a value under a key.",
        footer = {
            "",
            "A key is 1 to 8192 bytes, a value 0 to 1048576; both are any bytes at all. When the",
            "command has ended with exit code 0, the value is on the disks of a majority.",
            "",
            "Examples:",
            "  kvctl put greeting hello",
            "  kvctl put picture - < picture.png    the value from standard input, byte for byte",
            "  kvctl put --lease 17 owner me        goes when lease 17 ends",
            "  kvctl put --ttl 30s cached page      goes after 30 seconds",
            "  kvctl put -- -key -value             arguments that begin with '-'"
        })
final class PutCommand extends KvCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(
            index = "1",
            paramLabel = "VALUE",
            description = "The value; '-' reads it from standard input.")
    private String value;

    @Option(
            names = "--lease",
            paramLabel = "ID",
            defaultValue = "0",
            description = "A lease: the key is removed when that ends.")
    private long lease;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long the key lives unless it is put again: 1s to 720h.")
    private Optional<Duration> ttl;

    @Mixin private FenceOption fence;

    @Override
    KvClient prepared(KvClient client) {
        return fence.behind(client);
    }

    @Override
    int run(Kv store, Streams streams) throws IOException {
        if (ttl.isPresent() && lease != 0) throw usage("give either --lease or --ttl");
        PutResult result =
                ttl.isPresent()
                        ? store.put(bytes(key), value(streams), ttl.get())
                        : store.put(bytes(key), value(streams), lease);
        String text = "stored, revision " + result.header().revision();
        streams.line(
                wantsJson() ? new Json().object().header(result.header()).end().toString() : text);
        return ExitCode.DONE;
    }

    private Bytes value(Streams streams) throws IOException {
        if (!value.equals("-")) return bytes(value);
        try {
            return Bytes.wrap(streams.in().readNBytes(Limits.VALUE_BYTES_MAX + 1));
        } catch (IOException unreadable) {
            throw new IOException(
                    "standard input could not be read: "
                            + unreadable.getMessage()
                            + "; the put was not done.",
                    unreadable);
        }
    }
}
