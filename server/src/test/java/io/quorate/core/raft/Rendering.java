package io.quorate.core.raft;

import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Member;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Refusal;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;
import io.quorate.core.raft.RaftMessage.PreVote;
import io.quorate.core.raft.RaftMessage.PreVoteReply;
import io.quorate.core.raft.RaftMessage.ReadIndex;
import io.quorate.core.raft.RaftMessage.ReadIndexReply;
import io.quorate.core.raft.RaftMessage.Removed;
import io.quorate.core.raft.RaftMessage.RequestVote;
import io.quorate.core.raft.RaftMessage.RequestVoteReply;
import io.quorate.core.raft.RaftMessage.TimeoutNow;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Effects and messages as one line of text each: what tests expect and transcripts show. */
final class Rendering {

    private Rendering() {}

    static List<String> of(List<Effect> effects) {
        return effects.stream().map(Rendering::of).toList();
    }

    static String of(Effect effect) {
        return switch (effect) {
            case Effect.Send(var to, PeerMessage message) -> "send " + to + " " + of(message);
            case Effect.SendOnceDurable(long ticket, var to, PeerMessage message) ->
                    "once #" + ticket + " send " + to + " " + of(message);
            case Effect.Persist(long ticket, List<Durable> records) ->
                    "persist #"
                            + ticket
                            + " "
                            + joined(records.stream().map(Rendering::of).toList());
            case Effect.Apply(List<Entry> entries) -> "apply " + entries(entries);
            case Effect.Accepted(LogId first, List<Long> requests) ->
                    "accepted " + requests + " from " + of(first);
            case Effect.LeadershipEnded() -> "abandoned";
            case Effect.RefuseProposals(List<Long> requests, Refusal refusal) ->
                    "refuse " + requests + " " + of(refusal);
            case Effect.Reconfigured(long request, long index) ->
                    "reconfigured " + request + " at " + index;
            case Effect.Transferred(long request, var leader) ->
                    "transferred " + request + " to " + leader;
            case Effect.RefuseRequest(long request, Refusal refusal) ->
                    "refuse " + request + " " + of(refusal);
            case Effect.ServeRead(long ticket, long index) ->
                    "serve read " + ticket + " at " + index;
            case Effect.RefuseRead(long ticket, Refusal refusal) ->
                    "refuse read " + ticket + " " + of(refusal);
            case Effect.FetchEntries(long ticket, long from, long to, int bytesMax) ->
                    "fetch #" + ticket + " " + from + ".." + to;
            case Effect.SendSnapshot(var to) -> "snapshot to " + to;
            case Effect.Released(long index) -> "released " + index;
            case Effect.Note(Event event) -> of(event);
        };
    }

    private static String joined(List<String> parts) {
        return String.join(" ", parts);
    }

    private static String of(Durable record) {
        return switch (record) {
            case Durable.Promised(Promise promise) ->
                    "promise="
                            + promise.round()
                            + promise.node().map(node -> "/" + node).orElse("");
            case Durable.Written(List<Entry> entries) -> "write=" + entries(entries);
            case Durable.Rebased(LogId base) -> "rebase=" + base.term() + "/" + base.index();
            case Durable.Truncated(long from) -> "truncate=" + from;
            case Durable.Mended() -> "mended";
        };
    }

    private static String of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotLeader(var leader) ->
                    "NotLeader" + leader.map(node -> " (" + node + " leads)").orElse("");
            case Refusal.Overloaded() -> "Overloaded";
            case Refusal.NotConfirmed() -> "NotConfirmed";
            case Refusal.ChangeInProgress() -> "ChangeInProgress";
            case Refusal.TermNotBegun() -> "TermNotBegun";
            case Refusal.HandingOver(var to) -> "HandingOver to " + to;
            case Refusal.UnfitChange(var problem, var node) ->
                    problem + node.map(id -> " " + id).orElse("");
            case Refusal.WouldLoseQuorum() -> "WouldLoseQuorum";
            case Refusal.NotHandedOver(var leader) ->
                    "NotHandedOver" + leader.map(node -> " (" + node + " leads)").orElse("");
        };
    }

    private static String of(Event event) {
        return switch (event) {
            case Event.RoleChanged(var role, long round) -> "note " + role + " in term " + round;
            case Event.LeaderChanged(long round, var leader) ->
                    "note term "
                            + round
                            + leader.map(node -> " is led by " + node).orElse(" has no leader");
            case Event.CampaignBegan(long round, String why) ->
                    "note campaign for term " + round + ": " + why;
            case Event.SteppedDown(long round, String why) ->
                    "note stepped down in term " + round + ": " + why;
            case Event.MembersChanged(long index, var members) ->
                    "note members at " + index + ": " + of(members);
            case Event.HandOverBegan(long round, var to) ->
                    "note term " + round + " is handed over to " + to;
            case Event.HandOverFailed(long round, var to) ->
                    "note term " + round + " was not handed over to " + to;
            case Event.Removed(var by) -> "note removed, says " + by;
            case Event.HoleFound(long round, LogId last) ->
                    "note hole behind " + of(last) + ", enters term " + round;
            case Event.Mended(LogId last) -> "note mended, the log ends with " + of(last);
            case Event.MalformedMessage(var from, String why) ->
                    "note malformed message from " + from + ": " + why;
        };
    }

    static String of(PeerMessage message) {
        if (!(message instanceof RaftMessage raft)) return message.toString();
        return switch (raft) {
            case PreVote(long term, LogId last) -> "PreVote term=" + term + " last=" + of(last);
            case RequestVote(long term, LogId last, boolean handedOver) ->
                    "RequestVote term="
                            + term
                            + " last="
                            + of(last)
                            + (handedOver ? " handed over" : "");
            case PreVoteReply(long term, boolean granted) ->
                    "PreVoteReply term=" + term + (granted ? " granted" : " denied");
            case RequestVoteReply(long term, boolean granted) ->
                    "RequestVoteReply term=" + term + (granted ? " granted" : " denied");
            case TimeoutNow(long term) -> "TimeoutNow term=" + term;
            case Removed(long term) -> "Removed term=" + term;
            case AppendEntries append -> of(append);
            case AppendEntriesReply reply -> of(reply);
            case ReadIndex(long term, long context) ->
                    "ReadIndex term=" + term + " context=" + context;
            case ReadIndexReply(long term, long context, boolean confirmed, long index) ->
                    "ReadIndexReply term="
                            + term
                            + " context="
                            + context
                            + (confirmed ? " index=" + index : " not confirmed");
        };
    }

    private static String of(AppendEntries append) {
        return "AppendEntries term="
                + append.term()
                + " prev="
                + of(append.prevLog())
                + (append.entries().isEmpty() ? "" : " entries=" + entries(append.entries()))
                + " commit="
                + append.leaderCommit()
                + (append.round() == 0 ? "" : " round=" + append.round())
                + (append.heldByAll() == 0 ? "" : " heldByAll=" + append.heldByAll());
    }

    private static String of(AppendEntriesReply reply) {
        return "AppendEntriesReply term="
                + reply.term()
                + (reply.success()
                        ? " match=" + reply.matchIndex()
                        : " rejected=" + reply.rejectedIndex() + " agree<=" + of(reply.agreement()))
                + (reply.round() == 0 ? "" : " round=" + reply.round())
                + (reply.promiseNanos() == 0 ? "" : " promises=" + reply.promiseNanos());
    }

    /**
     * Members as {@code n1 n2@7 (n3) n4+ n5-}: one whose incarnation is recorded, a learner, one
     * that is to vote, one that is to go.
     */
    static String of(Members members) {
        var text =
                new StringBuilder(
                        switch (members.phase()) {
                            case SETTLED -> "{";
                            case CATCHING_UP -> "catching up{";
                            case JOINT -> "joint{";
                        });
        String separator = "";
        for (Member member : members.members()) {
            text.append(separator).append(of(member));
            separator = " ";
        }
        return text.append('}').toString();
    }

    private static String of(Member member) {
        boolean isLearner = member.now() == Member.Standing.LEARNER;
        var incarnation = member.incarnation();
        String id = member.id() + (incarnation.isEmpty() ? "" : "@" + incarnation.getAsLong());
        String name = isLearner ? "(" + id + ")" : id;
        if (member.now() == member.next()) return name;
        return name
                + switch (member.next()) {
                    case VOTER -> "+";
                    case LEARNER -> "~";
                    case GONE -> "-";
                };
    }

    /** Term and index, as {@code term/index}. */
    static String of(LogId id) {
        return id.term() + "/" + id.index();
    }

    /** Entries as {@code [term/index:command ...]}; long runs by their ends alone. */
    static String entries(List<Entry> entries) {
        if (entries.size() > 8) {
            return "["
                    + of(entries.getFirst())
                    + " .. "
                    + of(entries.getLast())
                    + " ("
                    + entries.size()
                    + ")]";
        }
        return entries.stream().map(Rendering::of).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String of(Entry entry) {
        return of(entry.id())
                + switch (entry.kind()) {
                    case NO_OP -> "";
                    case COMMAND -> ":" + text(entry);
                    case MEMBERSHIP -> ":" + of(Members.of(entry));
                };
    }

    private static String text(Entry entry) {
        return new String(entry.payload().toArray(), StandardCharsets.UTF_8);
    }
}
