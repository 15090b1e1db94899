package io.quorate.core.raft;

import io.quorate.core.engine.LogId;
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

import java.util.Optional;

/**
 * What no server that keeps to the protocol sends: forged, damaged, or of a broken server. Who the
 * sender is by this server's membership does not count: "servers process incoming RPC requests
 * without consulting their current configurations" (thesis 4.1), since those may be out of date.
 */
final class Validity {

    private Validity() {}

    /** Why a message makes no sense at a server in this term, if it does not. */
    static Optional<String> whyMalformed(RaftMessage message, long currentTerm) {
        if (message.term() < 0) return Optional.of("term " + message.term());
        if (message.term() - currentTerm > RaftConfig.TERM_JUMP_MAX) {
            return Optional.of("term " + message.term() + " is absurd in term " + currentTerm);
        }
        return switch (message) {
            case PreVote request -> whyNoCandidate(request.term(), request.lastLog());
            case RequestVote request -> whyNoCandidate(request.term(), request.lastLog());
            case AppendEntries append -> Following.whyMalformed(append);
            case AppendEntriesReply reply -> whyMalformed(reply);
            case ReadIndexReply reply ->
                    reply.index() < 0 ? Optional.of("index " + reply.index()) : Optional.empty();
            case PreVoteReply reply -> Optional.empty();
            case RequestVoteReply reply -> Optional.empty();
            case ReadIndex request -> Optional.empty();
            case TimeoutNow request -> Optional.empty();
            case Removed told -> Optional.empty();
        };
    }

    private static Optional<String> whyNoCandidate(long term, LogId lastLog) {
        if (lastLog.index() < 0 || lastLog.term() < 0 || lastLog.term() >= term) {
            return Optional.of("a candidate of term " + term + " with a log up to " + lastLog);
        }
        return Optional.empty();
    }

    private static Optional<String> whyMalformed(AppendEntriesReply reply) {
        boolean isNegative =
                reply.matchIndex() < 0
                        || reply.round() < 0
                        || reply.rejectedIndex() < 0
                        || reply.promiseNanos() < 0
                        || reply.agreement().index() < 0
                        || reply.agreement().term() < 0;
        return isNegative ? Optional.of("a negative index, term, round or time") : Optional.empty();
    }
}
