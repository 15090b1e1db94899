package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.MemberStatus;
import io.quorate.client.MemberStatus.Peer;
import io.quorate.client.MemberStatus.Phase;
import io.quorate.client.MemberStatus.Standing;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;

@Command(
        name = "list",
        description = "Shows the members, and what each counts for.",
        footer = {
            "",
            "COUNTS says whether a member votes or learns, and what it becomes if a change is",
            "under way. MATCH is up to where its log is known to be on its disk, LAG how far that",
            "is behind the leader's log; only a leader knows them. INCARNATION tells data",
            "directories apart.",
            "",
            "Examples:",
            "  kvctl member list",
            "  kvctl member list -o json"
        })
final class MemberListCommand extends Subcommand {

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        ClusterView view = ClusterView.ask(client, globals().endpoints());
        if (wantsJson()) {
            streams.line(json(view));
            return ExitCode.DONE;
        }
        table(view).print(streams);
        String note = note(view);
        if (!note.isEmpty()) streams.line(note);
        return ExitCode.DONE;
    }

    private static Table table(ClusterView view) {
        var table =
                new Table(
                        "ID",
                        "COUNTS",
                        "STATE",
                        "MATCH",
                        "LAG",
                        "INCARNATION",
                        "ADDRESS",
                        "PEER ADDRESS");
        for (Peer peer : view.best().members()) {
            boolean leads = peer.id().equals(view.best().leader());
            table.row(
                    leads ? Table.Tone.GOOD : peer.connected() ? Table.Tone.PLAIN : Table.Tone.BAD,
                    peer.id(),
                    counts(peer),
                    state(view, peer),
                    view.isLeader() ? Long.toString(peer.matchIndex()) : "?",
                    view.isLeader() ? Long.toString(lag(view, peer)) : "?",
                    incarnation(peer),
                    peer.clientAddress().isEmpty() ? "?" : peer.clientAddress(),
                    peer.peerAddress());
        }
        return table;
    }

    private static String counts(Peer peer) {
        String now = word(peer.standing());
        return peer.next() == peer.standing() ? now : now + " -> " + word(peer.next());
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case VOTER -> "voter";
            case LEARNER -> "learner";
            case GONE -> "removed";
            case OTHER -> "?";
        };
    }

    private static String state(ClusterView view, Peer peer) {
        if (peer.id().equals(view.best().leader())) return "leader";
        return peer.connected() ? "up" : "not connected";
    }

    private static long lag(ClusterView view, Peer peer) {
        return Math.max(0, view.best().lastIndex() - peer.matchIndex());
    }

    private static String incarnation(Peer peer) {
        return peer.incarnation() == 0 ? "?" : HexFormat.of().toHexDigits(peer.incarnation());
    }

    /** What a table of members does not say. */
    private static String note(ClusterView view) {
        MemberStatus best = view.best();
        if (!view.isLeader()) {
            return "No leader is known: this is what " + best.header().node() + " knows.";
        }
        return best.phase() == Phase.SETTLED || best.phase() == Phase.OTHER
                ? ""
                : "A change is under way: "
                        + (best.phase() == Phase.JOINT
                                ? "old and new voters decide together."
                                : "new voters catch up.");
    }

    private static String json(ClusterView view) {
        MemberStatus best = view.best();
        var json =
                new Json()
                        .object()
                        .field("phase", best.phase().name().toLowerCase(Locale.ROOT))
                        .field("leader", best.leader())
                        .field("seen_by", best.header().node())
                        .list("members");
        for (Peer peer : best.members()) {
            json.object()
                    .field("id", peer.id())
                    .field("standing", word(peer.standing()))
                    .field("next", word(peer.next()))
                    .field("leader", peer.id().equals(best.leader()))
                    .field("connected", peer.connected());
            if (view.isLeader()) {
                json.field("match_index", peer.matchIndex()).field("lag", lag(view, peer));
            }
            json.field("incarnation", incarnation(peer))
                    .field("client_address", peer.clientAddress())
                    .field("peer_address", peer.peerAddress())
                    .end();
        }
        json.endList().list("removed");
        for (String id : best.removedIds()) json.value(id);
        return json.endList().header(best.header()).end().toString();
    }
}
