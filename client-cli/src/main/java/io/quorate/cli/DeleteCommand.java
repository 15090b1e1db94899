package io.quorate.cli;

import io.quorate.client.DeleteResult;
import io.quorate.client.Keys;
import io.quorate.client.Kv;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;

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

    @Mixin private KeyOptions named;

    @Mixin private FenceOption fence;

    @Override
    KvClient prepared(KvClient client) {
        return fence.behind(client);
    }

    @Override
    int run(Kv store, Streams streams) throws IOException {
        Keys unwanted = named.keys();
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

    private static String words(Keys keys) {
        return switch (keys) {
            case Keys.One one -> "key '" + Text.escaped(one.key()) + "'";
            case Keys.Range _ -> "key in the range";
        };
    }
}
