package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.GetResult;
import io.quorate.client.KeyValue;
import io.quorate.client.Kv;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;

@Command(
        name = "get",
        description = "Prints the value of a key: its bytes as they are, then a newline.",
        footer = {
            "",
            "If the key does not exist, nothing is printed and the exit code is 1.",
            "",
            "Examples:",
            "  kvctl get greeting",
            "  kvctl get --raw picture > picture.png       no newline: byte for byte",
            "  kvctl get -o json greeting                  with revisions, and who answered",
            "  kvctl get --consistency eventual greeting   what the nearest member holds",
            "  kvctl get --revision 17 greeting            what it was at revision 17",
            "  kvctl get --max-staleness 2s greeting       what it was at most two seconds ago",
            "  kvctl get --session mine greeting           at least what this session has met",
            "  kvctl get --explain greeting                and, in words, what was promised of it"
        })
final class GetCommand extends KvCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Option(names = "--raw", description = "Print no newline after the value.")
    private boolean raw;

    @Option(
            names = "--explain",
            description = "Say on standard error who answered, and what the answer shows.")
    private boolean explain;

    @Override
    int run(Kv store, Streams streams) throws IOException {
        Bytes wanted = bytes(key);
        GetResult result = store.get(wanted);
        if (explain) streams.err().println(Receipt.words(result.header()));
        if (wantsJson()) streams.line(json(result));
        if (result.kv().isEmpty()) {
            if (!wantsJson()) streams.err().println(notFound("get", wanted, result));
            return ExitCode.NOT_FOUND_OR_REFUSED;
        }
        if (!wantsJson()) print(result.kv().get(), streams);
        return ExitCode.DONE;
    }

    private void print(KeyValue kv, Streams streams) throws IOException {
        streams.write(kv.value().toArray());
        if (!raw) streams.write(new byte[] {'\n'});
    }

    private static String json(GetResult result) {
        var json = new Json().object().field("found", result.kv().isPresent());
        result.kv().ifPresent(json::fields);
        return json.header(result.header()).end().toString();
    }

    private static String notFound(String verb, Bytes key, GetResult result) {
        return "kvctl "
                + verb
                + ": not found: there is no key '"
                + Text.escaped(key)
                + "' at revision "
                + result.header().revision()
                + ".";
    }
}
