package io.quorate.simulation;

import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Promise;
import io.quorate.core.raft.RaftMessage;

import java.util.List;
import java.util.Optional;

/** What a message promises to its receiver survives a crash of its sender from then on. */
final class Leaving {

    private final List<Seen> nodes;

    Leaving(List<Seen> nodes) {
        this.nodes = nodes;
    }

    /** A message leaves: what it promises must survive a crash. */
    void leaves(Seen seen, NodeId to, PeerMessage message) {
        switch (message) {
            case RaftMessage.RequestVote request -> promised(seen, request.term(), seen.id);
            case RaftMessage.RequestVoteReply reply -> {
                if (reply.voteGranted()) {
                    InvariantViolation.require(
                            seen.log.mayHaveVotedIn(reply.term()),
                            "%s votes in term %d, and has not made good what it lost",
                            seen.id,
                            reply.term());
                    promised(seen, reply.term(), to);
                    votedFor(seen, to, reply.term());
                }
            }
            case RaftMessage.AppendEntries append -> promised(seen, append.term(), seen.id);
            case RaftMessage.AppendEntriesReply reply -> {
                if (reply.success()) acknowledged(seen, reply);
            }
            default -> {}
        }
    }

    private void promised(Seen seen, long term, NodeId whom) {
        Promise durable = seen.log.durablePromise();
        boolean isDurable = durable.round() == term && durable.node().equals(Optional.of(whom));
        InvariantViolation.require(
                isDurable || durable.round() > term,
                "%s gives its vote of term %d to %s, and a crash would leave %s",
                seen.id,
                term,
                whom,
                durable);
    }

    /** "the voter denies its vote if its own log is more up-to-date" (section 5.4.1). */
    private void votedFor(Seen voter, NodeId to, long term) {
        if (voter.log.durablePromise().round() > term) return;
        // It has led already: what the voter holds beyond the candidate came from it.
        if (voter.log.durableLast().term() >= term) return;
        for (Seen candidate : nodes) {
            if (!candidate.id.equals(to) || candidate.term != term) continue;
            // Its journal lost records since it asked: it counts no votes until it is mended.
            if (candidate.log.isMending()) continue;
            InvariantViolation.require(
                    candidate.log.last().compareTo(voter.log.durableLast()) >= 0,
                    "%s, with a log up to %s, votes in term %d for %s, with one up to %s",
                    voter.id,
                    voter.log.durableLast(),
                    term,
                    to,
                    candidate.log.last());
        }
    }

    private void acknowledged(Seen seen, RaftMessage.AppendEntriesReply reply) {
        Promise durable = seen.log.durablePromise();
        InvariantViolation.require(
                durable.round() >= reply.term(),
                "%s follows in term %d, and a crash would leave it in %s",
                seen.id,
                reply.term(),
                durable);
        InvariantViolation.require(
                reply.term() < durable.round() || reply.matchIndex() <= seen.log.durableLastIndex(),
                "%s acknowledges %d, and a crash would leave %d",
                seen.id,
                reply.matchIndex(),
                seen.log.durableLastIndex());
    }
}
