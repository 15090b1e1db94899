package io.quorate.core.raft;

import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.PeerMessage;

import java.util.List;

/**
 * The messages of Raft: the RPCs of Figure 2, cut into requests and replies that travel on their
 * own; pre-vote (thesis 9.6), ReadIndex (thesis 6.4) and TimeoutNow (thesis 3.10).
 */
public sealed interface RaftMessage extends PeerMessage {

    /** What any message costs beside its entries, in bytes; an upper estimate. */
    int OVERHEAD_BYTES = 64;

    /** The sender's term; of a pre-vote, the term that is asked about. */
    long term();

    @Override
    default int bytes() {
        return OVERHEAD_BYTES;
    }

    /**
     * Would you vote for me?
     *
     * @param term the term that the sender would campaign in
     * @param lastLog the last entry of the sender's log
     */
    record PreVote(long term, LogId lastLog) implements RaftMessage {}

    /**
     * The answer to a {@link PreVote}.
     *
     * @param term the term that was asked about if granted, else the sender's own
     */
    record PreVoteReply(long term, boolean voteGranted) implements RaftMessage {}

    /**
     * RequestVote RPC, arguments (Figure 2).
     *
     * @param handedOver whether the leader of the term before wants the sender to lead, so that its
     *     being live is no reason against it (thesis 4.2.3)
     */
    record RequestVote(long term, LogId lastLog, boolean handedOver) implements RaftMessage {

        RequestVote(long term, LogId lastLog) {
            this(term, lastLog, false);
        }
    }

    /** RequestVote RPC, results (Figure 2). */
    record RequestVoteReply(long term, boolean voteGranted) implements RaftMessage {}

    /**
     * AppendEntries RPC, arguments (Figure 2); without entries it is a heartbeat.
     *
     * @param prevLog the entry right before the new ones
     * @param entries contiguous from {@code prevLog.index() + 1}
     * @param leaderCommit the leader's commitIndex
     * @param round the latest round of read confirmation begun in this term; 0 if none
     * @param heldByAll every member holds the log durably up to here
     */
    record AppendEntries(
            long term,
            LogId prevLog,
            List<Entry> entries,
            long leaderCommit,
            long round,
            long heldByAll)
            implements RaftMessage {

        @Override
        public int bytes() {
            int sum = OVERHEAD_BYTES;
            for (int i = 0; i < entries.size(); i++) sum += entries.get(i).bytes();
            return sum;
        }
    }

    /**
     * AppendEntries RPC, results (Figure 2).
     *
     * @param matchIndex if successful: the log here is durable and agrees with the leader's up to
     *     this index; 0 claims nothing
     * @param round the round of the message that is answered
     * @param rejectedIndex if not successful: {@code prevLog.index()} of the message; 0 if the
     *     message was of a term that has passed
     * @param agreement if not successful: the last entry here, at or before the rejected index,
     *     whose term is not above the rejected one: nothing after it can agree
     * @param promiseNanos for how long, from the message that is answered, the sender elects nobody
     *     whatever comes, but whom the leader hands over to; 0 if it promises nothing
     */
    record AppendEntriesReply(
            long term,
            boolean success,
            long matchIndex,
            long round,
            long rejectedIndex,
            LogId agreement,
            long promiseNanos)
            implements RaftMessage {

        static AppendEntriesReply success(long term, long matchIndex, long round) {
            return new AppendEntriesReply(term, true, matchIndex, round, 0, LogId.NONE, 0);
        }

        static AppendEntriesReply rejection(
                long term, long round, long rejectedIndex, LogId agreement) {
            return new AppendEntriesReply(term, false, 0, round, rejectedIndex, agreement, 0);
        }

        AppendEntriesReply promising(long nanos) {
            return new AppendEntriesReply(
                    term, success, matchIndex, round, rejectedIndex, agreement, nanos);
        }
    }

    /**
     * From which index on may a read be served?
     *
     * @param context fresh for each request; the reply repeats it
     */
    record ReadIndex(long term, long context) implements RaftMessage {}

    /**
     * The answer to a {@link ReadIndex}.
     *
     * @param confirmed whether the sender was the leader after the request had come
     * @param index if confirmed: a state that has applied it is recent enough
     */
    record ReadIndexReply(long term, long context, boolean confirmed, long index)
            implements RaftMessage {}

    /**
     * Campaign at once: the leader of this term wants the receiver to lead (thesis 3.10). Repeated
     * or late it is harmless.
     */
    record TimeoutNow(long term) implements RaftMessage {}

    /** The sender knows that the receiver was removed from the cluster, for good. */
    record Removed(long term) implements RaftMessage {}
}
