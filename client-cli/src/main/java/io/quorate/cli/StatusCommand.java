package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.MemberStatus;
import io.quorate.client.MemberStatus.Peer;
import io.quorate.client.MemberStatus.Role;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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

    /** What an address said: its status, or why there is none. */
    private record Said(String address, Optional<MemberStatus> status, String problem) {}

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        Map<String, Said> said = new LinkedHashMap<>();
        ask(client, globals().endpoints(), said);
        ask(client, membersNotAsked(said), said);
        List<Said> shown = new ArrayList<>(said.values());
        boolean anyAnswered = shown.stream().anyMatch(one -> one.status().isPresent());
        boolean byDefault = globals().endpoints().equals(List.of(defaults()));
        if (anyAnswered && byDefault) shown.removeIf(one -> isNoMember(one, said));
        if (wantsJson()) streams.line(json(shown));
        else table(shown).print(streams);
        return anyAnswered ? ExitCode.DONE : ExitCode.UNREACHABLE;
    }

    private static String[] defaults() {
        return Globals.ENDPOINTS_DEFAULT.split(",");
    }

    private static void ask(KvClient client, List<String> addresses, Map<String, Said> said) {
        Map<String, CompletableFuture<MemberStatus>> asked = new LinkedHashMap<>();
        for (String address : addresses) asked.put(address, client.statusAsync(address));
        asked.forEach((address, future) -> said.put(address, said(address, future)));
    }

    private static Said said(String address, CompletableFuture<MemberStatus> future) {
        try {
            return new Said(address, Optional.of(future.join()), "");
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof KvException why)) throw failed;
            String facts = why.facts().replace(address + ": ", "");
            return new Said(address, Optional.empty(), facts);
        }
    }

    private static List<String> membersNotAsked(Map<String, Said> said) {
        var addresses = new ArrayList<String>();
        for (Said one : said.values()) {
            for (Peer peer : one.status().map(MemberStatus::members).orElse(List.of())) {
                String address = peer.clientAddress();
                boolean isNew = !said.containsKey(address) && !addresses.contains(address);
                if (!address.isEmpty() && isNew && !isAnswered(peer.id(), said)) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    private static boolean isAnswered(String id, Map<String, Said> said) {
        return said.values().stream()
                .anyMatch(
                        one ->
                                one.status()
                                        .filter(status -> status.header().node().equals(id))
                                        .isPresent());
    }

    /** An endpoint that was not asked for by name, is down, and that no member names. */
    private static boolean isNoMember(Said one, Map<String, Said> said) {
        return one.status().isEmpty() && nameOf(one, said).isEmpty();
    }

    /** The id of the member at an address, from itself or from another. */
    private static Optional<String> nameOf(Said one, Map<String, Said> said) {
        if (one.status().isPresent()) return one.status().map(status -> status.header().node());
        return said.values().stream()
                .flatMap(other -> other.status().stream())
                .flatMap(status -> status.members().stream())
                .filter(peer -> peer.clientAddress().equals(one.address()))
                .map(Peer::id)
                .findFirst();
    }

    private static Table table(List<Said> shown) {
        long commitMax = commitMax(shown);
        Map<String, Said> all = new LinkedHashMap<>();
        shown.forEach(one -> all.put(one.address(), one));
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
        for (Said one : shown) {
            String id = nameOf(one, all).orElse("?");
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
                    Long.toString(Math.max(0, commitMax - status.appliedIndex())),
                    one.address(),
                    peer,
                    status.version());
        }
        return table;
    }

    private static Table.Tone tone(Role role) {
        return switch (role) {
            case LEADER -> Table.Tone.GOOD;
            case MENDING -> Table.Tone.BAD;
            case FOLLOWER, CANDIDATE, LEARNER, OUTSIDER, OTHER -> Table.Tone.PLAIN;
        };
    }

    private static long commitMax(List<Said> shown) {
        return shown.stream()
                .flatMap(one -> one.status().stream())
                .mapToLong(MemberStatus::commitIndex)
                .max()
                .orElse(0);
    }

    private static String json(List<Said> shown) {
        long commitMax = commitMax(shown);
        var json = new Json().object().list("members");
        for (Said one : shown) {
            json.object().field("address", one.address()).field("up", one.status().isPresent());
            if (one.status().isPresent()) fields(json, one.status().get(), commitMax);
            else json.field("problem", one.problem());
            json.end();
        }
        return json.endList().end().toString();
    }

    private static void fields(Json json, MemberStatus status, long commitMax) {
        json.field("id", status.header().node())
                .field("role", status.role().name().toLowerCase(Locale.ROOT))
                .field("term", status.header().term())
                .field("leader", status.leader())
                .field("commit_index", status.commitIndex())
                .field("applied_index", status.appliedIndex())
                .field("lag", Math.max(0, commitMax - status.appliedIndex()))
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
