package io.quorate.cli;

import io.quorate.client.Fence;
import io.quorate.client.KvClient;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.Optional;

/** The fence that a write is behind. */
final class FenceOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--fence",
            paramLabel = "TOKEN",
            description = {
                "A lock's fence, as 'kvctl lock' gives it: the write is done only while the lock",
                "is held."
            })
    private Optional<String> token;

    /** The client, whose writes are behind the fence if there is one. */
    KvClient behind(KvClient client) {
        if (token.isEmpty()) return client;
        try {
            return client.with(client.options().withFence(Fence.parse(token.get())));
        } catch (IllegalArgumentException mangled) {
            throw new ParameterException(command.commandLine(), mangled.getMessage(), mangled);
        }
    }
}
