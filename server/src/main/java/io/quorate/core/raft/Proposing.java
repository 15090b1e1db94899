package io.quorate.core.raft;

import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Proposal;
import io.quorate.core.engine.Refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes commands into the leader's log, as long as what it has proposed and not applied is within
 * bounds.
 */
final class Proposing {

    private final RaftState state;
    private final Transfer transfer;

    Proposing(RaftState state, Transfer transfer) {
        this.state = state;
        this.transfer = transfer;
    }

    /** "If command received from client: append entry to local log" (Figure 2, leaders). */
    void propose(List<Proposal> proposals) {
        if (!state.isLeader()) {
            refuse(proposals, new Refusal.NotLeader(state.leader()));
            return;
        }
        if (transfer.heir().isPresent()) {
            refuse(proposals, new Refusal.HandingOver(transfer.heir().get()));
            return;
        }
        if (!state.isVoter()) {
            // It leads only until its own removal is committed: what it took could be left behind.
            refuse(proposals, new Refusal.NotLeader(Optional.empty()));
            return;
        }
        var accepted = new ArrayList<Long>(proposals.size());
        var refused = new ArrayList<Proposal>(0);
        long term = state.currentTerm();
        var first = new LogId(term, state.log.lastIndex() + 1);
        for (int i = 0; i < proposals.size(); i++) {
            Proposal proposal = proposals.get(i);
            if (hasRoomFor(proposal)) {
                long index = state.log.lastIndex() + 1;
                state.log.append(Entry.command(term, index, proposal.command()));
                accepted.add(proposal.request());
            } else {
                refused.add(proposal);
            }
        }
        if (!accepted.isEmpty()) state.outbox.add(new Effect.Accepted(first, accepted));
        if (!refused.isEmpty()) refuse(refused, new Refusal.Overloaded());
    }

    /**
     * A command over the bound could never be sent. Whoever takes commands from callers bounds them
     * far below, so it is not worth a refusal of its own.
     */
    private boolean hasRoomFor(Proposal proposal) {
        int bytes = proposal.command().size();
        long unappliedEntries = state.log.lastIndex() - state.log.appliedIndex();
        return bytes <= state.config.bounds().entryBytesMax()
                && state.log.unappliedBytes() + bytes <= state.config.bounds().unappliedBytesMax()
                && unappliedEntries < state.config.bounds().unappliedEntriesMax();
    }

    private void refuse(List<Proposal> proposals, Refusal refusal) {
        List<Long> requests = proposals.stream().map(Proposal::request).toList();
        state.outbox.add(new Effect.RefuseProposals(requests, refusal));
    }
}
