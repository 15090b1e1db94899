package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.DeleteResult;
import io.quorate.client.Keys;
import io.quorate.client.Kv;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

@Command(
        name = "delete",
        customSynopsis = {
            "kvctl delete [OPTIONS] KEY",
            "       kvctl delete [OPTIONS] --prefix PREFIX",
            "       kvctl delete [OPTIONS] --range START END"
        },
        description = "Removes a key, or the keys of a range as one change.",
        footer = {
            "",
            "If there is no such key, the exit code is 1. One change removes at most 10,000 keys",
            "and 2 MiB of values.",
            "",
            "Examples:",
            "  kvctl delete greeting",
            "  kvctl delete --prefix user/     all keys that begin with user/",
            "  kvctl delete --range a m        from a up to and without m",
            "  kvctl delete -- -key            a key that begins with '-'"
        })
final class DeleteCommand extends KvCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "KEY", description = "The key.")
    private Optional<String> key;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "All keys that begin with this.")
    private Optional<String> prefix;

    @Option(
            names = "--range",
            arity = "2",
            paramLabel = "START END",
            hideParamSyntax = true,
            description = "All keys from START up to and without END; '' is no bound.")
    private List<String> range = List.of();

    @Override
    int run(Kv store, Streams streams) throws IOException {
        Keys unwanted = keys();
        DeleteResult result = store.delete(unwanted);
        if (wantsJson()) {
            var json = new Json().object().field("deleted", result.deleted());
            json.field("count", result.count());
            streams.line(json.header(result.header()).end().toString());
        } else if (result.deleted()) {
            String count = unwanted instanceof Keys.One ? "" : " " + result.count() + " keys";
            streams.line("deleted" + count + ", revision " + result.header().revision());
        } else {
            streams.err()
                    .println(
                            "kvctl delete: not found: there was no "
                                    + words(unwanted)
                                    + "; nothing was changed.");
        }
        return result.deleted() ? ExitCode.DONE : ExitCode.NOT_FOUND_OR_REFUSED;
    }

    private Keys keys() {
        int given = (key.isPresent() ? 1 : 0) + (prefix.isPresent() ? 1 : 0);
        if (given + (range.isEmpty() ? 0 : 1) != 1) {
            throw usage("give one of KEY, --prefix PREFIX and --range START END");
        }
        if (key.isPresent()) return Keys.of(bytes(key.get()));
        if (prefix.isPresent()) return Keys.prefix(bytes(prefix.get()));
        Bytes first = bytes(range.getFirst());
        Bytes last = bytes(range.getLast());
        if (!last.isEmpty() && first.compareTo(last) > 0) {
            throw usage("START comes after END: the range can hold no key");
        }
        return Keys.between(first, last);
    }

    private static String words(Keys keys) {
        return switch (keys) {
            case Keys.One one -> "key '" + Text.escaped(one.key()) + "'";
            case Keys.Range _ -> "key in the range";
        };
    }
}
