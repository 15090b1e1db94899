package io.quorate.cli;

import io.quorate.client.ChangeResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.CompletableFuture;

@Command(
        name = "promote",
        description = "Makes learners voters, once they have caught up.",
        footer = {"", "Examples:", "  kvctl member promote n4"})
final class MemberPromoteCommand extends MemberChange {

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "A learner's id.")
    private List<String> names;

    @Override
    CompletableFuture<ChangeResult> ask(KvClient client) {
        return client.cluster().promote(names);
    }

    @Override
    String told() {
        return "promoted " + String.join(", ", names);
    }
}
