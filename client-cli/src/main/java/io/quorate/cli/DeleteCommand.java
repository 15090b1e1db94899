package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.DeleteResult;
import io.quorate.client.Kv;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "delete",
        description = "Removes a key.",
        footer = {
            "",
            "If the key does not exist, the exit code is 1.",
            "",
            "Examples:",
            "  kvctl delete greeting",
            "  kvctl delete -- -key        a key that begins with '-'"
        })
final class DeleteCommand extends KvCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Override
    int run(Kv store, Streams streams) throws IOException {
        Bytes unwanted = bytes(key);
        DeleteResult result = store.delete(unwanted);
        if (wantsJson()) {
            var json = new Json().object().field("deleted", result.deleted());
            streams.line(json.header(result.header()).end().toString());
        } else if (result.deleted()) {
            streams.line("deleted, revision " + result.header().revision());
        } else {
            streams.err()
                    .println(
                            "kvctl delete: not found: there was no key '"
                                    + Text.escaped(unwanted)
                                    + "'; nothing was changed.");
        }
        return result.deleted() ? ExitCode.DONE : ExitCode.NOT_FOUND_OR_REFUSED;
    }
}
