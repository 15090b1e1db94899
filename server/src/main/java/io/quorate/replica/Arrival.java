package io.quorate.replica;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.MembershipChange;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.session.Floor;
import io.quorate.core.state.DigestScan;
import io.quorate.replica.digest.Scrubbing;
import io.quorate.replica.history.PageRead;
import io.quorate.replica.snapshot.SnapshotAnswer;
import io.quorate.replica.watch.WatchSignal;

import java.util.List;
import java.util.Optional;

/** What can come to a replica between two turns. */
public sealed interface Arrival {

    /** What a client asks for. Only these are refused when a replica has too much to do. */
    sealed interface Request extends Arrival {}

    /**
     * A command to be replicated.
     *
     * @param command in the state machine's encoding, and valid: nothing is checked behind this
     *     point
     */
    record Write(Bytes command, WriteAnswer answer) implements Request {}

    /** A change of the membership. */
    record Change(MembershipChange change, ChangeAnswer answer) implements Request {}

    /**
     * A change of the leader.
     *
     * @param to the voter that is to lead; if none is named, the one whose log is longest
     */
    record Transfer(Optional<NodeId> to, ChangeAnswer answer) implements Request {}

    /** A read of the state machine, on the loop, as soon as what it asks for holds. */
    sealed interface Reading extends Request {

        /** Whoever waits for it. */
        ReadAnswer answer();
    }

    /** A read of the state as it is now. */
    record Read(Level level, ReadAnswer answer) implements Reading {}

    /**
     * A read of the state as it was at a revision, as soon as this node has applied that.
     *
     * @param revision at least 1; one that has not been made is {@link Failure.FutureRevision}, and
     *     one that is given up {@link Failure.Compacted}
     */
    record ReadPast(long revision, ReadAnswer answer) implements Reading {}

    /**
     * A read of the state as it is here, as soon as this node has applied a revision.
     *
     * @param revision at least 1; one that has not been made is {@link Failure.FutureRevision}
     */
    record ReadSince(long revision, ReadAnswer answer) implements Reading {}

    /**
     * A session's read of the state as it is here, as soon as it has come up to the session.
     *
     * @param floor what it must have reached; one that nothing can have reached is {@link
     *     Failure.FutureFloor}
     * @param waitNanosMax how long the read may wait for that; what it waits in vain is {@link
     *     Failure.Behind}
     */
    record ReadSession(Floor floor, long waitNanosMax, ReadAnswer answer) implements Reading {}

    /**
     * A read of the state as it is here, if it is known to be fresh enough, or as soon as it is.
     *
     * @param stalenessNanosMax every write that was acknowledged so long before the read came is to
     *     be in it
     */
    record ReadBounded(long stalenessNanosMax, ReadAnswer answer) implements Reading {}

    /** How current a read must be. */
    enum Level {
        /** It sees every write that was acknowledged before it arrived. */
        LINEARIZABLE,
        /** It sees what this node has applied. */
        EVENTUAL
    }

    /** Time went on. */
    record Tick() implements Arrival {}

    /** A peer's message. */
    record FromPeer(NodeId from, PeerMessage message) implements Arrival {}

    /**
     * A peer introduced itself, before its first message; or this node starts, and meets itself.
     *
     * @param incarnation of its data directory
     */
    record Met(NodeId node, long incarnation) implements Arrival {}

    /** The connection on which a peer sends to this node was closed. */
    record PeerClosed(NodeId peer) implements Arrival {}

    /** Everything up to this ticket is durable. */
    record Persisted(long ticket) implements Arrival {}

    /** Entries read back from the journal. */
    record Fetched(long ticket, List<Entry> entries) implements Arrival {}

    /** Whether the journal has room for what is to come. */
    record JournalRoom(boolean hasRoom) implements Arrival {}

    /** The state machine's state is durable through this entry. */
    record Flushed(LogId durableApplied) implements Arrival {}

    /** The shelf of states did what it was asked for. */
    record FromShelf(SnapshotAnswer answer) implements Arrival {}

    /** A scrub of the store has come further. */
    record Scrubbed(DigestScan scan, Scrubbing.Progress progress) implements Arrival {}

    /**
     * Somebody wants to know whether the members' states are alike: as some entry leaves them that
     * is applied from now on.
     */
    record AskDigests(DigestAnswer answer) implements Arrival {}

    /** A page of the past that is given up was read. */
    record HistoryRead(PageRead read) implements Arrival {}

    /** Something happened to a watch. */
    record OfWatch(WatchSignal signal) implements Arrival {}

    /** The node is stopping: what waits is answered, what comes is refused. */
    record Stop() implements Arrival {}
}
