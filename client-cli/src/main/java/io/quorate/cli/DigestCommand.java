package io.quorate.cli;

import io.quorate.client.DigestComparison;
import io.quorate.client.DigestComparison.MemberDigest;
import io.quorate.client.DigestComparison.State;
import io.quorate.client.DigestComparison.Verdict;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;

@Command(
        name = "digest",
        description = "Compares what the members' states come to, at one entry of the log.",
        footer = {
            "",
            "Waits for the next comparison that begins after the command, some seconds.",
            "Members that hold the same keys, versions, leases and clients have the same DIGEST.",
            "One that differs from a majority is replaced by itself; if no majority is alike,",
            "nothing is written. Exit code 1 if any member differs, or has found that its rows",
            "are not what was written.",
            "",
            "Examples:",
            "  kvctl digest",
            "  kvctl digest -o json"
        })
final class DigestCommand extends Subcommand {

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        DigestComparison all = client.digests().compare();
        if (wantsJson()) {
            streams.line(json(all));
        } else {
            table(all).print(streams);
            streams.line(sentence(all));
        }
        return all.verdict() == Verdict.ALIKE ? ExitCode.DONE : ExitCode.NOT_FOUND_OR_REFUSED;
    }

    private static Table table(DigestComparison all) {
        var table = new Table("ID", "COUNTS", "REVISION", "DIGEST");
        for (MemberDigest member : all.members()) {
            boolean told = member.state() == State.TOLD;
            table.row(
                    member.state() == State.DAMAGED ? Table.Tone.BAD : Table.Tone.PLAIN,
                    member.node(),
                    member.voter() ? "voter" : "learner",
                    told ? Long.toString(member.revision()) : "",
                    told ? digest(member) : word(member.state()));
        }
        return table;
    }

    private static String digest(MemberDigest member) {
        return HexFormat.of().formatHex(member.digest().toArray());
    }

    private static String word(State state) {
        return switch (state) {
            case TOLD -> "told";
            case DAMAGED -> "damaged";
            case SILENT -> "silent";
            case OTHER -> "?";
        };
    }

    private static String sentence(DigestComparison all) {
        String at = "At entry " + all.index() + " ";
        return switch (all.verdict()) {
            case ALIKE -> all.index() == 0 ? "Nothing was compared yet." : at + "nobody differs.";
            case UNSOUND -> at + "not all are alike: who differs from the majority is replaced.";
            case DIVIDED -> at + "states differ and no majority is alike: nothing is written.";
            case OTHER -> at + "something is wrong that this kvctl does not know.";
        };
    }

    private static String json(DigestComparison all) {
        var json =
                new Json()
                        .object()
                        .field("index", all.index())
                        .field("verdict", all.verdict().name().toLowerCase(Locale.ROOT))
                        .field("sound", all.isSound())
                        .list("members");
        for (MemberDigest member : all.members()) {
            json.object()
                    .field("id", member.node())
                    .field("voter", member.voter())
                    .field("state", word(member.state()));
            if (member.state() == State.TOLD) {
                json.field("revision", member.revision()).field("digest", digest(member));
            }
            json.end();
        }
        return json.endList().header(all.header()).end().toString();
    }
}
