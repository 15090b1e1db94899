package io.quorate.cli;

import io.quorate.client.ChangeResult;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

@Command(
        name = "add",
        description = "Adds members; they vote once they have caught up.",
        footer = {
            "",
            "Several are added as one change. Each must be started with 'kvd --join', before or",
            "after this command.",
            "",
            "Examples:",
            "  kvctl member add n4=10.0.0.4:7201",
            "  kvctl member add n4=10.0.0.4:7201 n5=10.0.0.5:7201 --wait --timeout 1m",
            "  kvctl member add --learner n4=10.0.0.4:7201"
        })
final class MemberAddCommand extends MemberChange {

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME=HOST:PORT",
            description = "A new id, and where the other members reach the node.")
    private List<String> members;

    @Option(names = "--learner", description = "They get the log, but no vote.")
    private boolean learner;

    @Override
    CompletableFuture<ChangeResult> ask(KvClient client) {
        Map<String, String> addresses = addresses(members);
        return learner
                ? client.cluster().addLearners(addresses)
                : client.cluster().addVoters(addresses);
    }

    @Override
    String told() {
        return "added " + String.join(", ", addresses(members).keySet());
    }

    @Override
    String next(KvClient client) {
        return commands(client, addresses(members));
    }
}
