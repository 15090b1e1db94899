package io.quorate.adapter.grpc.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.quorate.adapter.grpc.MalformedMessage;
import io.quorate.adapter.grpc.Payloads;
import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.raft.RaftMessage;
import io.quorate.peer.v1.AppendEntries;
import io.quorate.peer.v1.AppendEntriesReply;
import io.quorate.peer.v1.EntryKind;
import io.quorate.peer.v1.LogEntry;
import io.quorate.peer.v1.PreVote;
import io.quorate.peer.v1.ReadIndex;
import io.quorate.peer.v1.RequestVote;
import io.quorate.peer.v1.RequestVoteReply;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Every message survives the wire; what stands for none is refused. */
class RaftCodecTest {

    private static final RaftCodec CODEC = new RaftCodec();

    private static final List<RaftMessage> ALL =
            List.of(
                    new RaftMessage.PreVote(3, new LogId(2, 9)),
                    new RaftMessage.PreVote(1, LogId.NONE),
                    new RaftMessage.PreVoteReply(0, false),
                    new RaftMessage.RequestVote(
                            Long.MAX_VALUE, new LogId(2, Long.MAX_VALUE), false),
                    new RaftMessage.RequestVote(4, new LogId(2, 3), true),
                    new RaftMessage.TimeoutNow(7),
                    new RaftMessage.Removed(7),
                    new RaftMessage.RequestVoteReply(3, true),
                    new RaftMessage.AppendEntries(
                            5,
                            new LogId(3, 7),
                            List.of(
                                    Entry.noOp(4, 8),
                                    Entry.command(4, 9, Bytes.utf8("put")),
                                    Entry.command(5, 10, Bytes.EMPTY)),
                            6,
                            11,
                            2),
                    new RaftMessage.AppendEntries(5, LogId.NONE, List.of(), 0, 0, 0),
                    new RaftMessage.AppendEntriesReply(5, true, 10, 11, 0, LogId.NONE, 300_000_000),
                    new RaftMessage.AppendEntriesReply(5, false, 0, 11, 7, new LogId(2, 6), 0),
                    new RaftMessage.ReadIndex(5, -1),
                    new RaftMessage.ReadIndexReply(5, Long.MIN_VALUE, true, 10));

    @Test
    void everyMessageComesBackAsItWas() throws Exception {
        for (RaftMessage message : ALL) {
            byte[] wire = CODEC.encode(new GroupId(4), message).toByteArray();
            var parsed = io.quorate.peer.v1.PeerMessage.parseFrom(wire);
            assertEquals(4, parsed.getGroup());
            assertEquals(message, CODEC.decode(parsed));
        }
    }

    /** The bound of what waits to be sent counts on it. */
    @Test
    void noMessageIsLargerOnTheWireThanItSays() {
        for (RaftMessage message : ALL) {
            int wire = CODEC.encode(new GroupId(1), message).getSerializedSize();
            int said = message.bytes();
            assertEquals(Math.max(wire, said), said, message.toString());
        }
    }

    @Test
    void payloadsShareTheirArrays() throws Exception {
        Bytes payload = Bytes.wrap("a value".getBytes(StandardCharsets.UTF_8), 2, 5);
        ByteString wire = Payloads.toWire(payload);
        assertEquals("value", wire.toStringUtf8());
        Bytes back = Payloads.fromWire(wire);
        assertEquals(payload, back);
        assertSame(payload.array(), back.array());
        ByteString rope = wire.concat(ByteString.copyFrom(new byte[500]));
        assertEquals(505, Payloads.fromWire(rope).size());
    }

    @Test
    void aMessageOfAnotherEngineIsNotEncoded() {
        PeerMessage other = () -> 1;
        assertThrows(IllegalArgumentException.class, () -> CODEC.encode(GroupId.FIRST, other));
    }

    @Test
    void whatHasNoGroupOrNoBodyIsRefused() {
        assertRefused(io.quorate.peer.v1.PeerMessage.getDefaultInstance());
        assertRefused(io.quorate.peer.v1.PeerMessage.newBuilder().setGroup(1).build());
        assertRefused(
                io.quorate.peer.v1.PeerMessage.newBuilder()
                        .setGroup(-1)
                        .setRaft(raft().setReadIndex(ReadIndex.newBuilder().setTerm(1)))
                        .build());
        assertRefused(raft());
    }

    @Test
    void termsAndIndexesBeyondTheSignedRangeAreRefused() {
        assertRefused(raft().setReadIndex(ReadIndex.newBuilder().setTerm(-1)));
        assertRefused(raft().setReadIndex(ReadIndex.newBuilder().setTerm(0)));
        assertRefused(raft().setPreVote(PreVote.newBuilder().setTerm(0)));
        assertRefused(
                raft().setRequestVoteReply(RequestVoteReply.newBuilder().setTerm(Long.MIN_VALUE)));
        assertRefused(
                raft().setAppendEntriesReply(AppendEntriesReply.newBuilder().setMatchIndex(-1)));
        assertRefused(raft().setAppendEntriesReply(AppendEntriesReply.newBuilder().setRound(-1)));
        assertRefused(
                raft().setAppendEntriesReply(AppendEntriesReply.newBuilder().setRejectedIndex(-1)));
        assertRefused(append().setLeaderCommit(-1));
        assertRefused(append().setRound(-1));
        assertRefused(append().setHeldByAll(-1));
        assertRefused(append().setPrevLogIndex(-1));
    }

    @Test
    void aCandidateWhoseLogIsOfItsOwnTermIsRefused() {
        assertRefused(
                raft().setRequestVote(
                                RequestVote.newBuilder()
                                        .setTerm(3)
                                        .setLastLogTerm(3)
                                        .setLastLogIndex(1)));
        assertRefused(
                raft().setPreVote(
                                PreVote.newBuilder()
                                        .setTerm(3)
                                        .setLastLogTerm(4)
                                        .setLastLogIndex(1)));
    }

    @Test
    void aTermWithoutAnIndexIsRefused() {
        assertRefused(append().setPrevLogTerm(1));
        assertRefused(append().setPrevLogIndex(1));
    }

    @Test
    void entriesThatNoLeaderSendsAreRefused() {
        assertRefused(append().addEntries(entry(2)).addEntries(entry(1)));
        assertRefused(append().addEntries(entry(6)));
        assertRefused(append().addEntries(entry(0)));
        assertRefused(append().addEntries(entry(-1)));
        assertRefused(append().setPrevLogIndex(1).setPrevLogTerm(3).addEntries(entry(2)));
        assertRefused(append().setPrevLogIndex(1).setPrevLogTerm(6));
        assertRefused(
                append().setPrevLogIndex(Long.MAX_VALUE).setPrevLogTerm(1).addEntries(entry(2)));
        assertRefused(append().addEntries(entry(2).setKind(EntryKind.ENTRY_KIND_UNSPECIFIED)));
        assertRefused(append().addEntries(entry(2).setKindValue(99)));
        assertRefused(
                append().addEntries(
                                entry(2).setKind(EntryKind.NO_OP)
                                        .setPayload(ByteString.copyFromUtf8("x"))));
    }

    @Test
    void moreEntriesThanAMessageMayHoldAreRefused() {
        var many = append();
        for (int i = 0; i <= RaftCodec.ENTRIES_MAX; i++) many.addEntries(entry(2));
        assertRefused(many);
    }

    /**
     * A truncated message fails to parse or to decode; it never becomes another message's entries.
     */
    @Test
    void aMessageCutAnywhereNeverBreaksTheDecoder() throws Exception {
        byte[] whole = CODEC.encode(GroupId.FIRST, ALL.get(5)).toByteArray();
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            try {
                CODEC.decode(io.quorate.peer.v1.PeerMessage.parseFrom(cut));
            } catch (InvalidProtocolBufferException | MalformedMessage e) {
                refused++;
            }
        }
        assertEquals(whole.length, refused);
    }

    private static io.quorate.peer.v1.RaftMessage.Builder raft() {
        return io.quorate.peer.v1.RaftMessage.newBuilder();
    }

    private static AppendEntries.Builder append() {
        return AppendEntries.newBuilder().setTerm(5);
    }

    private static LogEntry.Builder entry(long term) {
        return LogEntry.newBuilder().setTerm(term).setKind(EntryKind.COMMAND);
    }

    private static void assertRefused(AppendEntries.Builder append) {
        assertRefused(raft().setAppendEntries(append));
    }

    private static void assertRefused(io.quorate.peer.v1.RaftMessage.Builder message) {
        assertRefused(
                io.quorate.peer.v1.PeerMessage.newBuilder().setGroup(1).setRaft(message).build());
    }

    private static void assertRefused(io.quorate.peer.v1.PeerMessage message) {
        assertThrows(MalformedMessage.class, () -> CODEC.decode(message));
    }
}
