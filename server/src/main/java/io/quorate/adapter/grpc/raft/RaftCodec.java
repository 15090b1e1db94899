package io.quorate.adapter.grpc.raft;

import io.quorate.adapter.grpc.MalformedMessage;
import io.quorate.adapter.grpc.Payloads;
import io.quorate.adapter.grpc.PeerCodec;
import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.MembersCodec;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.raft.RaftMessage;
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
import io.quorate.peer.v1.EntryKind;
import io.quorate.peer.v1.LogEntry;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Raft on the wire. What a translation alone can see to be wrong is refused here: numbers beyond
 * the signed range, kinds that are not known, terms that fall within a log or lie beyond the
 * message's. The rest is the engine's to judge.
 */
public final class RaftCodec implements PeerCodec {

    /** One message's entries: above what a leader sends, below what a message may cost here. */
    static final int ENTRIES_MAX = 1 << 18;

    @Override
    public io.quorate.peer.v1.PeerMessage encode(GroupId group, PeerMessage message) {
        if (!(message instanceof RaftMessage raft)) {
            throw new IllegalArgumentException("not a message of Raft: " + message.getClass());
        }
        return io.quorate.peer.v1.PeerMessage.newBuilder()
                .setGroup(group.value())
                .setRaft(encode(raft))
                .build();
    }

    private static io.quorate.peer.v1.RaftMessage encode(RaftMessage message) {
        var wire = io.quorate.peer.v1.RaftMessage.newBuilder();
        return switch (message) {
            case PreVote(long term, LogId lastLog) ->
                    wire.setPreVote(
                                    io.quorate.peer.v1.PreVote.newBuilder()
                                            .setTerm(term)
                                            .setLastLogTerm(lastLog.term())
                                            .setLastLogIndex(lastLog.index()))
                            .build();
            case PreVoteReply(long term, boolean voteGranted) ->
                    wire.setPreVoteReply(
                                    io.quorate.peer.v1.PreVoteReply.newBuilder()
                                            .setTerm(term)
                                            .setVoteGranted(voteGranted))
                            .build();
            case RequestVote(long term, LogId lastLog, boolean handedOver) ->
                    wire.setRequestVote(
                                    io.quorate.peer.v1.RequestVote.newBuilder()
                                            .setTerm(term)
                                            .setHandedOver(handedOver)
                                            .setLastLogTerm(lastLog.term())
                                            .setLastLogIndex(lastLog.index()))
                            .build();
            case RequestVoteReply(long term, boolean voteGranted) ->
                    wire.setRequestVoteReply(
                                    io.quorate.peer.v1.RequestVoteReply.newBuilder()
                                            .setTerm(term)
                                            .setVoteGranted(voteGranted))
                            .build();
            case AppendEntries append -> wire.setAppendEntries(encode(append)).build();
            case AppendEntriesReply reply -> wire.setAppendEntriesReply(encode(reply)).build();
            case ReadIndex(long term, long context) ->
                    wire.setReadIndex(
                                    io.quorate.peer.v1.ReadIndex.newBuilder()
                                            .setTerm(term)
                                            .setContext(context))
                            .build();
            case ReadIndexReply(long term, long context, boolean confirmed, long index) ->
                    wire.setReadIndexReply(
                                    io.quorate.peer.v1.ReadIndexReply.newBuilder()
                                            .setTerm(term)
                                            .setContext(context)
                                            .setConfirmed(confirmed)
                                            .setIndex(index))
                            .build();
            case TimeoutNow(long term) ->
                    wire.setTimeoutNow(io.quorate.peer.v1.TimeoutNow.newBuilder().setTerm(term))
                            .build();
            case Removed(long term) ->
                    wire.setRemoved(io.quorate.peer.v1.Removed.newBuilder().setTerm(term)).build();
        };
    }

    private static io.quorate.peer.v1.AppendEntries encode(AppendEntries append) {
        var wire =
                io.quorate.peer.v1.AppendEntries.newBuilder()
                        .setTerm(append.term())
                        .setPrevLogIndex(append.prevLog().index())
                        .setPrevLogTerm(append.prevLog().term())
                        .setLeaderCommit(append.leaderCommit())
                        .setRound(append.round())
                        .setHeldByAll(append.heldByAll());
        for (Entry entry : append.entries()) {
            wire.addEntries(
                    LogEntry.newBuilder()
                            .setTerm(entry.term())
                            .setKind(encode(entry.kind()))
                            .setPayload(Payloads.toWire(entry.payload())));
        }
        return wire.build();
    }

    private static EntryKind encode(Entry.Kind kind) {
        return switch (kind) {
            case NO_OP -> EntryKind.NO_OP;
            case COMMAND -> EntryKind.COMMAND;
            case MEMBERSHIP -> EntryKind.MEMBERSHIP;
        };
    }

    private static io.quorate.peer.v1.AppendEntriesReply encode(AppendEntriesReply reply) {
        return io.quorate.peer.v1.AppendEntriesReply.newBuilder()
                .setTerm(reply.term())
                .setSuccess(reply.success())
                .setMatchIndex(reply.matchIndex())
                .setRound(reply.round())
                .setRejectedIndex(reply.rejectedIndex())
                .setAgreementTerm(reply.agreement().term())
                .setAgreementIndex(reply.agreement().index())
                .setPromiseNanos(reply.promiseNanos())
                .build();
    }

    @Override
    public PeerMessage decode(io.quorate.peer.v1.PeerMessage message) throws MalformedMessage {
        if (message.getGroup() <= 0) throw new MalformedMessage("group " + message.getGroup());
        if (!message.hasRaft()) throw new MalformedMessage("not a message of Raft");
        return decode(message.getRaft());
    }

    private static RaftMessage decode(io.quorate.peer.v1.RaftMessage message)
            throws MalformedMessage {
        return switch (message.getBodyCase()) {
            case PRE_VOTE -> {
                var body = message.getPreVote();
                yield new PreVote(
                        term(body.getTerm()),
                        candidatesLast(
                                body.getTerm(), body.getLastLogTerm(), body.getLastLogIndex()));
            }
            case PRE_VOTE_REPLY -> {
                var body = message.getPreVoteReply();
                yield new PreVoteReply(natural("term", body.getTerm()), body.getVoteGranted());
            }
            case REQUEST_VOTE -> {
                var body = message.getRequestVote();
                yield new RequestVote(
                        term(body.getTerm()),
                        candidatesLast(
                                body.getTerm(), body.getLastLogTerm(), body.getLastLogIndex()),
                        body.getHandedOver());
            }
            case REQUEST_VOTE_REPLY -> {
                var body = message.getRequestVoteReply();
                yield new RequestVoteReply(natural("term", body.getTerm()), body.getVoteGranted());
            }
            case APPEND_ENTRIES -> decode(message.getAppendEntries());
            case APPEND_ENTRIES_REPLY -> decode(message.getAppendEntriesReply());
            case READ_INDEX -> {
                var body = message.getReadIndex();
                yield new ReadIndex(term(body.getTerm()), body.getContext());
            }
            case READ_INDEX_REPLY -> {
                var body = message.getReadIndexReply();
                yield new ReadIndexReply(
                        natural("term", body.getTerm()),
                        body.getContext(),
                        body.getConfirmed(),
                        natural("index", body.getIndex()));
            }
            case TIMEOUT_NOW -> new TimeoutNow(term(message.getTimeoutNow().getTerm()));
            case REMOVED -> new Removed(natural("term", message.getRemoved().getTerm()));
            case BODY_NOT_SET -> throw new MalformedMessage("a message of Raft without a body");
        };
    }

    private static AppendEntries decode(io.quorate.peer.v1.AppendEntries body)
            throws MalformedMessage {
        long term = term(body.getTerm());
        LogId prev = logId("prev_log", body.getPrevLogTerm(), body.getPrevLogIndex());
        if (prev.term() > term) {
            throw new MalformedMessage("prev_log_term " + prev.term() + " in term " + term);
        }
        return new AppendEntries(
                term,
                prev,
                entries(body, prev),
                natural("leader_commit", body.getLeaderCommit()),
                natural("round", body.getRound()),
                natural("held_by_all", body.getHeldByAll()));
    }

    private static List<Entry> entries(io.quorate.peer.v1.AppendEntries body, LogId prev)
            throws MalformedMessage {
        int count = body.getEntriesCount();
        if (count == 0) return List.of();
        if (count > ENTRIES_MAX || prev.index() > Long.MAX_VALUE - count) {
            throw new MalformedMessage(count + " entries after " + prev.index());
        }
        var entries = new Entry[count];
        long lastTerm = prev.term();
        for (int i = 0; i < count; i++) {
            LogEntry wire = body.getEntries(i);
            long term = term(wire.getTerm());
            if (term < lastTerm || term > body.getTerm()) {
                throw new MalformedMessage(
                        "an entry of term "
                                + term
                                + " after term "
                                + lastTerm
                                + " in a message of term "
                                + body.getTerm());
            }
            lastTerm = term;
            entries[i] = entry(new LogId(term, prev.index() + 1 + i), wire);
        }
        return Collections.unmodifiableList(Arrays.asList(entries));
    }

    private static Entry entry(LogId id, LogEntry wire) throws MalformedMessage {
        return switch (wire.getKind()) {
            case NO_OP -> {
                if (!wire.getPayload().isEmpty()) {
                    throw new MalformedMessage("a no-op with a payload");
                }
                yield Entry.noOp(id.term(), id.index());
            }
            case COMMAND -> new Entry(id, Entry.Kind.COMMAND, Payloads.fromWire(wire.getPayload()));
            case MEMBERSHIP -> {
                Bytes payload = Payloads.fromWire(wire.getPayload());
                if (MembersCodec.read(payload).isEmpty()) {
                    throw new MalformedMessage("not a membership, of " + payload.size() + " bytes");
                }
                yield new Entry(id, Entry.Kind.MEMBERSHIP, payload);
            }
            case ENTRY_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    throw new MalformedMessage("entry kind " + wire.getKindValue());
        };
    }

    private static AppendEntriesReply decode(io.quorate.peer.v1.AppendEntriesReply body)
            throws MalformedMessage {
        return new AppendEntriesReply(
                natural("term", body.getTerm()),
                body.getSuccess(),
                natural("match_index", body.getMatchIndex()),
                natural("round", body.getRound()),
                natural("rejected_index", body.getRejectedIndex()),
                logId("agreement", body.getAgreementTerm(), body.getAgreementIndex()),
                natural("promise_nanos", body.getPromiseNanos()));
    }

    private static LogId candidatesLast(long term, long lastLogTerm, long lastLogIndex)
            throws MalformedMessage {
        LogId last = logId("last_log", lastLogTerm, lastLogIndex);
        if (last.term() >= term) {
            throw new MalformedMessage(
                    "a candidate of term " + term + " with a last_log_term of " + last.term());
        }
        return last;
    }

    private static LogId logId(String name, long term, long index) throws MalformedMessage {
        natural(name + "_term", term);
        natural(name + "_index", index);
        if ((term == 0) != (index == 0)) {
            throw new MalformedMessage(name + " of term " + term + " at index " + index);
        }
        return index == 0 ? LogId.NONE : new LogId(term, index);
    }

    private static long term(long term) throws MalformedMessage {
        if (term <= 0) throw new MalformedMessage("term " + Long.toUnsignedString(term));
        return term;
    }

    private static long natural(String name, long value) throws MalformedMessage {
        if (value < 0) throw new MalformedMessage(name + " " + Long.toUnsignedString(value));
        return value;
    }
}
