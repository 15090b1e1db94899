package io.quorate.cli;

import io.quorate.client.ChangeResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

@Command(
        name = "replace",
        description = "Puts a new member in the place of one that is removed.",
        footer = {
            "",
            "For a node that is gone for good, or lost its disk: the old member counts until the",
            "new one has caught up. The new one needs a new id, and is started with 'kvd --join'.",
            "",
            "Examples:",
            "  kvctl member replace n2 n5=10.0.0.5:7201"
        })
final class MemberReplaceCommand extends MemberChange {

    @Parameters(index = "0", paramLabel = "NAME", description = "The id of the member that goes.")
    private String name;

    @Parameters(
            index = "1",
            paramLabel = "NEW=HOST:PORT",
            description = "The new id, and where the other members reach the node.")
    private String replacement;

    private Map<String, String> address() {
        return addresses(List.of(replacement));
    }

    @Override
    CompletableFuture<ChangeResult> ask(KvClient client) {
        var address = address().entrySet().iterator().next();
        return client.cluster().replace(name, address.getKey(), address.getValue());
    }

    @Override
    String told() {
        return "replaced " + name + " by " + address().keySet().iterator().next();
    }

    @Override
    String next(KvClient client) {
        return commands(client, address());
    }
}
