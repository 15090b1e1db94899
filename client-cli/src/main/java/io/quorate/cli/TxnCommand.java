package io.quorate.cli;

import io.quorate.client.KeyValue;
import io.quorate.client.Kv;
import io.quorate.client.KvClient;
import io.quorate.client.Txn;
import io.quorate.client.TxnResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

@Command(
        name = "txn",
        description = "Compares, and does one of two lists of operations, all at one revision.",
        footer = {
            "",
            "The transaction is the argument, or standard input: 'if' and compares, 'then' and",
            "'else' and operations, a statement a line or behind a semicolon, '#' for comments.",
            "Compares: value(K) version(K) create(K) mod(K) lease(K) with = != < > and an operand;",
            "exists(K), absent(K). All must hold for 'then' to be done.",
            "Operations: put K V; put --lease ID K V; get K; range START END; range --prefix P;",
            "delete K; delete START END; delete --prefix P. Each sees those before it. 'range'",
            "takes --limit N, --sort-by WHAT and --order asc|desc before its bounds.",
            "Words may stand in '...' or, with \\n, \\t, \\\", \\\\, \\xNN, in \"...\"; 'then' and",
            "'else' must where they are a key or a value.",
            "",
            "The exit code is 0 if 'then' was done and 6 if 'else' was.",
            "",
            "Examples:",
            "  kvctl txn 'if absent(owner) then put owner me else get owner'",
            "  kvctl txn 'put a 1; put b 2'        two keys at one revision",
            "  kvctl txn --session mine 'put a 3'  as part of a session, as with put",
            "  kvctl txn < transaction.txt"
        })
final class TxnCommand extends KvCommand {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TRANSACTION",
            description = "The transaction; from standard input if it is not given.")
    private Optional<String> text;

    @Mixin private FenceOption fence;

    @Override
    KvClient prepared(KvClient client) {
        return fence.behind(client);
    }

    @Override
    int run(Kv store, Streams streams) throws IOException {
        Txn txn = txn(streams);
        TxnResult result = store.txn(txn);
        if (wantsJson()) {
            var json = new Json().object();
            branch(json, result.branch());
            streams.line(json.header(result.header()).end().toString());
        } else {
            String done = result.succeeded() ? "success" : "failure";
            streams.line(done + ", revision " + result.header().revision());
            print(result.results(), streams);
        }
        return result.succeeded() ? ExitCode.DONE : ExitCode.COMPARE_FAILED;
    }

    private Txn txn(Streams streams) throws IOException {
        String given =
                text.isPresent() ? text.get() : Arguments.string(streams.in().readAllBytes());
        try {
            Txn txn = TxnText.read(given);
            if (!txn.equals(Txn.when())) return txn;
        } catch (TxnText.Unreadable unreadable) {
            throw usage(unreadable.getMessage());
        }
        throw usage("the transaction is empty");
    }

    private static void print(List<TxnResult.Each> results, Streams streams) throws IOException {
        for (TxnResult.Each each : results) {
            switch (each) {
                case TxnResult.Put _ -> streams.line("stored");
                case TxnResult.Deleted deleted -> streams.line("deleted " + deleted.count());
                case TxnResult.Read read -> {
                    streams.line("found " + read.kvs().size());
                    for (KeyValue kv : read.kvs()) {
                        streams.line(Text.escaped(kv.key()) + "\t" + Text.escaped(kv.value()));
                    }
                }
                case TxnResult.Branch nested -> print(nested.results(), streams);
            }
        }
    }

    private static void branch(Json json, TxnResult.Branch branch) {
        json.field("succeeded", branch.succeeded()).list("results");
        for (TxnResult.Each each : branch.results()) {
            json.object();
            switch (each) {
                case TxnResult.Put _ -> json.field("operation", "put");
                case TxnResult.Deleted deleted ->
                        json.field("operation", "delete").field("deleted", deleted.count());
                case TxnResult.Read read -> {
                    json.field("operation", "read").list("kvs");
                    for (KeyValue kv : read.kvs()) json.object().fields(kv).end();
                    json.endList();
                }
                case TxnResult.Branch nested -> {
                    json.field("operation", "txn");
                    branch(json, nested);
                }
            }
            json.end();
        }
        json.endList();
    }
}
