package io.quorate.core.engine;

import io.quorate.core.NodeId;

import java.util.List;

/** What an engine asks its driver to do. The driver does effects in the order they come. */
public sealed interface Effect {

    /** Send now. Promises nothing about this node's disk. */
    record Send(NodeId to, PeerMessage message) implements Effect {}

    /**
     * Send as soon as the ticket, and so every earlier one, is durable: the message is a promise.
     */
    record SendOnceDurable(long ticket, NodeId to, PeerMessage message) implements Effect {}

    /**
     * Make these durable, in order, all under one ticket.
     *
     * @param ticket grows by one with each persist; {@link Input.Persisted} returns it
     */
    record Persist(long ticket, List<Durable> records) implements Effect {}

    /** Apply these to the state machine: committed, durable here, contiguous, ascending. */
    record Apply(List<Entry> entries) implements Effect {}

    /**
     * These requests' commands were given the indexes from {@code first.index()} on, one after the
     * other, all in the term {@code first.term()}. They are not committed yet.
     */
    record Accepted(LogId first, List<Long> requests) implements Effect {}

    /**
     * This node leads no more. What became of what it accepted and has not applied yet, the log
     * will say that goes on: an entry of the same index and term is it, one of another term means
     * that it never takes effect.
     */
    record LeadershipEnded() implements Effect {}

    /** These requests' commands never reached the log. */
    record RefuseProposals(List<Long> requests, Refusal refusal) implements Effect {}

    /**
     * The first entry of the change that this request asked for is committed: it will be carried to
     * its end, by this leader or a later one, unless a later request changes its aim.
     *
     * @param index where that entry stands
     */
    record Reconfigured(long request, long index) implements Effect {}

    /** As this request asked, this node leads no more and another does. */
    record Transferred(long request, NodeId leader) implements Effect {}

    /**
     * This request, for a change of the membership or of the leader, was not and will not be done.
     */
    record RefuseRequest(long request, Refusal refusal) implements Effect {}

    /** The reads under this ticket are linearizable on a state that has applied this index. */
    record ServeRead(long ticket, long index) implements Effect {}

    /** The reads under this ticket cannot be served. */
    record RefuseRead(long ticket, Refusal refusal) implements Effect {}

    /**
     * Read entries back from the journal; {@link Input.Fetched} brings them.
     *
     * @param from the first index wanted
     * @param to the last index wanted
     * @param bytesMax stop after this many bytes, but bring at least one entry
     */
    record FetchEntries(long ticket, long from, long to, int bytesMax) implements Effect {}

    /**
     * No member will ask for entries up to this index again: this node need not keep them for
     * others.
     */
    record Released(long index) implements Effect {}

    /**
     * This member's next entry is gone from the journal: it needs a snapshot of the state machine,
     * and {@link Input.SnapshotEnded} says what came of it. Asked for once more while one is on its
     * way, it changes nothing.
     */
    record SendSnapshot(NodeId to) implements Effect {}

    /** Something an operator wants to know of. */
    record Note(Event event) implements Effect {}
}
