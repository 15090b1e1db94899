package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.CountResult;
import io.quorate.client.KeyValue;
import io.quorate.client.Kv;
import io.quorate.client.RangePage;
import io.quorate.client.RangeQuery;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Optional;

@Command(
        name = "range",
        customSynopsis = {
            "kvctl range [OPTIONS] --prefix PREFIX",
            "       kvctl range [OPTIONS] START [END]"
        },
        description =
                "Prints the keys of a range and their values, at one revision, in byte order if"
                        + " nothing else is said.",
        footer = {
            "",
            "One line a key: the key, a tab, the value. Control characters, backslashes and bytes",
            "that are not UTF-8 are printed as \\xNN; '-o json' prints one object a line, with",
            "every byte in base64.",
            "",
            "Examples:",
            "  kvctl range --prefix user/           all keys that begin with user/",
            "  kvctl range a m                      from a up to and without m",
            "  kvctl range a                        from a to the last key",
            "  kvctl range --prefix '' --limit 10   the first ten keys of all",
            "  kvctl range --keys-only --prefix user/",
            "  kvctl range --prefix user/ --sort-by mod --order desc --limit 10   changed last",
            "  kvctl range --prefix user/ --min-mod-revision 1000                 since then",
            "  kvctl range --count --prefix user/   how many there are"
        })
final class RangeCommand extends KvCommand {

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "All keys that begin with this.")
    private Optional<String> prefix;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "START",
            description = "The first key; '' is the first there is.")
    private Optional<String> start;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "END",
            description = "The key that ends the range and is not part of it.")
    private Optional<String> end;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many keys at most; 0: no limit.")
    private long limit;

    @Option(names = "--keys-only", description = "Print the keys alone.")
    private boolean keysOnly;

    @Option(names = "--count", description = "Print how many keys there are, and nothing else.")
    private boolean countOnly;

    @Mixin private RangeOptions options;

    @Override
    int run(Kv store, Streams streams) throws IOException {
        if (keysOnly && countOnly) throw usage("give either --keys-only or --count");
        if (countOnly) return count(store.count(query()), streams);
        boolean more = false;
        long printed = 0;
        try (var pages = store.pages(query())) {
            while (pages.hasNext()) {
                RangePage page = pages.next();
                for (KeyValue kv : page.kvs()) streams.line(line(kv));
                printed += page.kvs().size();
                more |= page.more();
            }
        }
        streams.flush();
        if (more && streams.errIsTerminal()) {
            streams.err()
                    .println("kvctl range: there are more keys than the " + printed + " shown.");
        }
        return ExitCode.DONE;
    }

    private int count(CountResult result, Streams streams) throws IOException {
        String json =
                new Json()
                        .object()
                        .field("count", result.count())
                        .header(result.header())
                        .end()
                        .toString();
        streams.line(wantsJson() ? json : Long.toString(result.count()));
        return ExitCode.DONE;
    }

    private RangeQuery query() {
        try {
            RangeQuery whole = options.of(named());
            return keysOnly ? whole.keysOnly() : whole;
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong.getMessage());
        }
    }

    private RangeQuery named() {
        if (limit < 0) throw usage("--limit is not negative: " + limit);
        if (prefix.isPresent() == start.isPresent()) {
            throw usage("give either --prefix PREFIX or START [END]");
        }
        if (prefix.isPresent()) {
            return RangeQuery.prefix(bytes(prefix.get())).limitedTo(limit);
        }
        Bytes first = bytes(start.orElseThrow());
        Bytes last = end.map(Subcommand::bytes).orElse(Bytes.EMPTY);
        if (!last.isEmpty() && first.compareTo(last) > 0) {
            throw usage("START comes after END: the range can hold no key");
        }
        return RangeQuery.between(first, last).limitedTo(limit);
    }

    private String line(KeyValue kv) {
        if (wantsJson()) {
            var json = new Json().object();
            return (keysOnly ? json.field("key", kv.key()) : json.fields(kv)).end().toString();
        }
        String key = Text.escaped(kv.key());
        return keysOnly ? key : key + "\t" + Text.escaped(kv.value());
    }
}
