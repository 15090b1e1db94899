package io.quorate.cli;

import io.quorate.client.KeyspaceLimits;

import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.OptionalLong;

/** The limits of a keyspace, as options. */
final class KeyspaceOptions {

    @Option(
            names = "--max-keys",
            paramLabel = "N",
            description = "How many keys it may hold; 0: any number.")
    private Optional<Long> keysMax = Optional.empty();

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "How many bytes its keys and values may have; 0: any number.")
    private Optional<Long> bytesMax = Optional.empty();

    @Option(
            names = "--max-value-bytes",
            paramLabel = "N",
            description = "How many bytes one value may have, up to 1048576; 0: that many.")
    private Optional<Long> valueBytesMax = Optional.empty();

    KeyspaceLimits limits() {
        return new KeyspaceLimits(limit(keysMax), limit(bytesMax), limit(valueBytesMax));
    }

    private static OptionalLong limit(Optional<Long> given) {
        return given.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }
}
