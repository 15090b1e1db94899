package io.quorate.replica;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Proposal;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Outcome;
import io.quorate.replica.history.Keeping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The writes on their way into the log: what a turn has gathered is proposed at its end, together,
 * and whoever asked is answered when the entry is applied.
 */
final class Proposing {

    private final Clocking clocking;
    private final Keeping keeping;
    private final Observer observer;
    private final PendingWrites pending = new PendingWrites();
    private List<Arrival.Write> gathered = new ArrayList<>();
    private long lastRequest;

    /** Commands under way that no caller waits for. */
    private int own;

    Proposing(Clocking clocking, Keeping keeping, Observer observer) {
        this.clocking = clocking;
        this.keeping = keeping;
        this.observer = observer;
    }

    /** Writes that callers wait for, without those of this turn. */
    int size() {
        return pending.size() - own;
    }

    void gather(Arrival.Write write) {
        gathered.add(write);
    }

    /**
     * Gathers a command of the replica's own.
     *
     * @param over called when it is applied, or nobody knows what becomes of it
     */
    void gather(Bytes command, Runnable over) {
        gather(own(command, over));
    }

    /** No caller waits for it, so it is no request in flight. */
    private Arrival.Write own(Bytes command, Runnable over) {
        own++;
        Runnable ended =
                () -> {
                    own--;
                    over.run();
                };
        return new Arrival.Write(
                command,
                new WriteAnswer() {
                    @Override
                    public void done(Outcome outcome, Standing standing) {
                        ended.run();
                    }

                    @Override
                    public void failed(Failure failure) {
                        ended.run();
                    }
                });
    }

    /** This node leads no more; whoever waits for what it accepted waits on, for a while. */
    void leadershipEnded(long nowNanos) {
        pending.leadershipEnded(nowNanos);
    }

    /** Nobody waits for ever for what became of what an earlier leadership accepted. */
    void expire(long nowNanos) {
        var unknown = new Failure.OutcomeUnknown("the leader stepped down");
        int expired = pending.expire(nowNanos, unknown);
        if (expired > 0) observer.failed(unknown, expired);
    }

    /** Says the time if something is due that no other entry brings about, and what grew old. */
    void tick(long nowNanos) {
        keeping.due(nowNanos, clocking.at(nowNanos))
                .map(CommandCodec::encode)
                .ifPresent(command -> gather(command, () -> {}));
        if (clocking.isDue(nowNanos)) gather(clocking.whenDue(nowNanos, this::own));
    }

    /**
     * What the turn proposes; empty if nothing.
     *
     * @param obstacle what keeps this node from proposing: then everyone who waits hears that
     */
    Optional<Input.Propose> propose(long nowNanos, Optional<Failure> obstacle) {
        clocking.look(nowNanos);
        if (gathered.isEmpty()) return Optional.empty();
        List<Arrival.Write> taken = gathered;
        gathered = new ArrayList<>();
        if (obstacle.isPresent()) {
            observer.failed(obstacle.get(), taken.size());
            for (Arrival.Write write : taken) write.answer().failed(obstacle.get());
            return Optional.empty();
        }
        List<Proposal> proposals = new ArrayList<>(taken.size() + 1);
        for (Arrival.Write write : clocking.timed(nowNanos, taken, this::own)) {
            long request = ++lastRequest;
            pending.proposed(request, write.answer());
            proposals.add(new Proposal(request, write.command()));
        }
        return proposals.isEmpty() ? Optional.empty() : Optional.of(new Input.Propose(proposals));
    }

    void accepted(LogId first, List<Long> requests) {
        pending.accepted(first, requests);
    }

    void refused(List<Long> requests, Failure failure) {
        observer.failed(failure, requests.size());
        pending.refused(requests, failure);
    }

    /** Ends the wait of everyone whose command is in the log. */
    void abandon(Failure failure) {
        observer.failed(failure, pending.abandon(failure));
    }

    void applied(Entry entry, Outcome outcome, Standing standing) {
        pending.applied(entry, outcome, standing);
    }
}
