package io.quorate.cli;

import io.quorate.cli.Roll.Said;
import io.quorate.client.KvClient;
import io.quorate.client.MemberStatus;
import io.quorate.client.MemberStatus.Peer;
import io.quorate.client.MemberStatus.Role;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.Locale;

@Command(
        name = "status",
        description = "Shows each member: who leads, who lags, who is down.",
        footer = {
            "",
            "Asks every endpoint, and every member that those name. Needs no quorum; works while",
            "members are down. LAG is how many log entries a member's applied index is behind the",
            "highest commit index that any member knows.",
            "",
            "Examples:",
            "  kvctl status",
            "  kvctl status --endpoints 10.0.0.1:7101 -o json"
        })
final class StatusCommand extends Subcommand {

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        Roll roll = Roll.call(client, globals().endpoints());
        if (wantsJson()) streams.line(json(roll));
        else table(roll).print(streams);
        return roll.anyAnswered() ? ExitCode.DONE : ExitCode.UNREACHABLE;
    }

    private static Table table(Roll roll) {
        var table =
                new Table(
                        "ID",
                        "ROLE",
                        "TERM",
                        "LEADER",
                        "COMMIT",
                        "APPLIED",
                        "LAG",
                        "ADDRESS",
                        "PEER ADDRESS",
                        "VERSION");
        for (Said one : roll.said()) {
            String id = roll.nameOf(one).orElse("?");
            if (one.status().isEmpty()) {
                table.row(
                        Table.Tone.BAD,
                        id,
                        "down",
                        "",
                        "",
                        "",
                        "",
                        "",
                        one.address(),
                        one.problem());
                continue;
            }
            MemberStatus status = one.status().get();
            String peer =
                    status.members().stream()
                            .filter(member -> member.id().equals(id))
                            .map(Peer::peerAddress)
                            .findFirst()
                            .orElse("");
            table.row(
                    tone(status.role()),
                    id,
                    status.role().name().toLowerCase(Locale.ROOT),
                    Long.toString(status.header().term()),
                    status.leader().isEmpty() ? "none" : status.leader(),
                    Long.toString(status.commitIndex()),
                    Long.toString(status.appliedIndex()),
                    Long.toString(roll.lag(status)),
                    one.address(),
                    peer,
                    status.version());
        }
        return table;
    }

    static Table.Tone tone(Role role) {
        return switch (role) {
            case LEADER -> Table.Tone.GOOD;
            case MENDING -> Table.Tone.BAD;
            case FOLLOWER, CANDIDATE, LEARNER, OUTSIDER, OTHER -> Table.Tone.PLAIN;
        };
    }

    private static String json(Roll roll) {
        var json = new Json().object().list("members");
        for (Said one : roll.said()) {
            json.object().field("address", one.address()).field("up", one.status().isPresent());
            if (one.status().isPresent())
                fields(json, one.status().get(), roll.lag(one.status().get()));
            else json.field("problem", one.problem());
            json.end();
        }
        return json.endList().end().toString();
    }

    private static void fields(Json json, MemberStatus status, long lag) {
        json.field("id", status.header().node())
                .field("role", status.role().name().toLowerCase(Locale.ROOT))
                .field("term", status.header().term())
                .field("leader", status.leader())
                .field("commit_index", status.commitIndex())
                .field("applied_index", status.appliedIndex())
                .field("lag", lag)
                .field("last_index", status.lastIndex())
                .field("first_index", status.firstIndex())
                .field("journal_bytes", status.journalBytes())
                .field("store_bytes", status.storeBytes())
                .field("compacted_revision", status.compactedRevision())
                .field("removed_revision", status.removedRevision())
                .field("version", status.version())
                .field("engine", status.engine())
                .list("members");
        for (Peer peer : status.members()) {
            json.object()
                    .field("id", peer.id())
                    .field("client_address", peer.clientAddress())
                    .field("peer_address", peer.peerAddress())
                    .field("learner", peer.learner())
                    .field("connected", peer.connected())
                    .field("match_index", peer.matchIndex())
                    .end();
        }
        json.endList().header(status.header());
    }
}
