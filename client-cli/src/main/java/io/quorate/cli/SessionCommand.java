package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.Token;
import io.quorate.client.core.Floors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

@Command(
        name = "session",
        customSynopsis = {
            "kvctl session show FILE|TOKEN",
            "       kvctl session merge FILE|TOKEN FILE|TOKEN"
        },
        description = "Shows what a session has met, or joins two sessions.",
        footer = {
            "",
            "show    says in words what stands in a file that '--session' keeps, or in a token.",
            "merge   prints the token of whoever has met all that either session has.",
            "",
            "No member is asked. A token that was cut or mangled is refused.",
            "",
            "Examples:",
            "  kvctl session show mine",
            "  kvctl session merge mine theirs > both",
            "  kvctl get --session both greeting"
        })
final class SessionCommand extends Subcommand {

    enum Action {
        show,
        merge
    }

    @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}")
    private Action action;

    @Parameters(index = "1", paramLabel = "FILE|TOKEN", description = "A session.")
    private String first;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "FILE|TOKEN",
            description = "With merge: the other session.")
    private Optional<String> second;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        if ((action == Action.merge) != second.isPresent()) {
            throw usage("show takes one session, and merge takes two");
        }
        try {
            Token token = token(first);
            if (second.isPresent()) token = token.merge(token(second.get()));
            streams.line(
                    switch (action) {
                        case show -> wantsJson() ? json(token) : token.words();
                        case merge -> wantsJson() ? json(token) : token.toString();
                    });
            return ExitCode.DONE;
        } catch (IllegalArgumentException refused) {
            throw usage(refused.getMessage());
        }
    }

    private static Token token(String argument) throws IOException {
        Path file = Path.of(argument);
        if (Files.exists(file)) return SessionFile.read(file);
        if (argument.startsWith("q1.")) return Token.parse(argument);
        throw new IllegalArgumentException("there is no file " + argument);
    }

    private static String json(Token token) {
        Floors floors = token.floors();
        var json =
                new Json()
                        .object()
                        .field("token", token.toString())
                        .field("cluster_id", HexFormat.of().toHexDigits(floors.clusterId()))
                        .field("epoch", floors.epoch())
                        .list("groups");
        floors.groups()
                .forEach(
                        (group, floor) ->
                                json.object()
                                        .field("group", (long) group)
                                        .field("read", floor.read())
                                        .field("write", floor.write())
                                        .end());
        return json.endList().end().toString();
    }
}
