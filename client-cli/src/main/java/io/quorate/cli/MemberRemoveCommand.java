package io.quorate.cli;

import io.quorate.client.ChangeResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.CompletableFuture;

@Command(
        name = "remove",
        description = "Removes members; their ids are never used again.",
        footer = {
            "",
            "Stop the node when the change is over. A leader that is removed leads until then, and",
            "lets another lead. To take back a member that is still catching up, remove it.",
            "",
            "Examples:",
            "  kvctl member remove n2"
        })
final class MemberRemoveCommand extends MemberChange {

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "A member's id.")
    private List<String> names;

    @Override
    CompletableFuture<ChangeResult> ask(KvClient client) {
        return client.cluster().remove(names);
    }

    @Override
    String told() {
        return "removed " + String.join(", ", names);
    }
}
