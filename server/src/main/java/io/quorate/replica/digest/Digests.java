package io.quorate.replica.digest;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.Target;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestReports;
import io.quorate.core.state.DigestScan;
import io.quorate.core.state.DigestVerdict;
import io.quorate.core.state.KeyValueMachine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Whether this replica's state is what its log says. Each member notes what its state comes to as
 * one entry leaves it and tells the leader, who puts all that was told into the log: that entry is
 * the one of which they tell next. So all members see the same reports and come to the same
 * verdict, and a comparison costs one entry.
 *
 * <p>Only a member that differs from a majority is replaced, and only from that majority. What is
 * bad is its state, not its log: it goes on voting and acknowledging, but shows nobody its state,
 * does not lead, and gives no snapshots.
 */
public final class Digests {

    /** What it needs of the replica. */
    public interface Owner {

        /** Sends on; may be lost. */
        void send(NodeId to, DigestMessage message);

        /** Asks a member for a snapshot that ends behind what is applied here. */
        void askForState(NodeId member);

        /** Whether a snapshot is coming. */
        boolean isReceiving();

        /** From here on the state is not to be shown. */
        void condemned();

        /** Tells who watches. */
        void event(DigestEvent event);
    }

    /** How long a member has to begin sending its state before another is asked. */
    private static final long ASK_NANOS = 1_000_000_000L;

    /** Those who ask for a comparison and are not answered yet. */
    private static final int ASKING_MAX = 64;

    /** The entry after next is the first whose reports were all made after now. */
    private static final int COMPARISONS_TO_COME = 2;

    private static final class Asking {
        final Consumer<DigestStatus> answer;
        int left = COMPARISONS_TO_COME;

        Asking(Consumer<DigestStatus> answer) {
            this.answer = answer;
        }
    }

    private static final SortedSet<NodeId> NOBODY =
            Collections.unmodifiableSortedSet(new TreeSet<>());

    private final NodeId self;
    private final Bearings bearings;
    private final KeyValueMachine state;
    private final DigestLimits limits;
    private final Owner owner;
    private final Scrub scrub;
    private final Collecting collecting = new Collecting();
    private final List<Asking> asking = new ArrayList<>();

    private boolean isRotten;
    private long installedIndex;

    /** Whose states are right, if this one is given up for one of theirs; else nobody. */
    private SortedSet<NodeId> majority = NOBODY;

    private Optional<NodeId> asked = Optional.empty();
    private long askedNanos;
    private boolean hasProposed;
    private long proposedNanos;
    private boolean isUnderWay;

    public Digests(
            NodeId self,
            Bearings bearings,
            KeyValueMachine state,
            Scrubbing scrubbing,
            DigestLimits limits,
            Owner owner) {
        this.self = self;
        this.bearings = bearings;
        this.state = state;
        this.limits = limits;
        this.owner = owner;
        this.scrub = new Scrub(state, scrubbing, limits, this::scrubbed);
        // Nothing is applied to a state behind the entry that condemned it. One that has come
        // further is another, from somebody who had applied that entry and is in no doubt.
        if (state.isJustCompared()) takeToHeart();
    }

    /** The owner is ready to hear what is known from before. */
    public void begin() {
        if (!isSound()) condemn();
    }

    /** Whether the state may be shown, as far as is known here. */
    public boolean isSound() {
        return !isRotten && !isGivenUp();
    }

    /** Whether this state is given up for another's: nothing is applied to it any more. */
    public boolean isGivenUp() {
        return !majority.isEmpty();
    }

    /** Whether states differ and nobody can tell which is right: then nothing is to be written. */
    public boolean isDivided() {
        return state.digestVerdict() instanceof DigestVerdict.Divided;
    }

    /** Whether so many states would still be sound, as far as is known, if others voted. */
    public boolean allows(Target target) {
        return state.digestVerdict()
                .allows(bearings.members().target().voters().keySet(), target.voters().keySet());
    }

    /** Whether a snapshot may come from there. */
    public boolean mayComeFrom(NodeId member) {
        return majority.isEmpty() || majority.contains(member);
    }

    /** How it stands, for whoever watches. */
    public DigestStatus status() {
        return new DigestStatus(
                state.digestReports(),
                state.digestVerdict(),
                isSound(),
                state.applied().index(),
                state.digest(),
                scrub.bytes());
    }

    /** Bytes that the scrub under way has read; 0 if none is. */
    public long scrubBytes() {
        return scrub.bytes();
    }

    /** Answers when the states as some entry from now on leaves them have been compared. */
    public void ask(Consumer<DigestStatus> answer) {
        boolean comesToNothing = isGivenUp() || asking.size() >= ASKING_MAX;
        if (comesToNothing) answer.accept(status());
        else asking.add(new Asking(answer));
    }

    /** The node is stopping: nobody waits any more. */
    public void stop() {
        asking.forEach(one -> one.answer.accept(status()));
        asking.clear();
    }

    /** Time went on. */
    public void tick(long nowNanos) {
        scrub.tick(nowNanos);
        if (!isGivenUp() || owner.isReceiving()) return;
        if (asked.isPresent() && nowNanos - askedNanos < ASK_NANOS) return;
        askedNanos = nowNanos;
        asked = Optional.of(nextToAsk());
        owner.askForState(asked.get());
    }

    private NodeId nextToAsk() {
        for (NodeId member : majority) {
            if (asked.isEmpty() || member.compareTo(asked.get()) > 0) return member;
        }
        return majority.first();
    }

    /** The command by which a leader has all states compared, if one is due. */
    public Optional<Bytes> propose(long nowNanos) {
        boolean isDue = !hasProposed || nowNanos - proposedNanos >= limits.periodNanos();
        if (limits.periodNanos() == Long.MAX_VALUE || !bearings.leads()) return Optional.empty();
        if (isUnderWay || !isDue) return Optional.empty();
        hasProposed = true;
        proposedNanos = nowNanos;
        isUnderWay = true;
        DigestReports all = collecting.of(bearings.members());
        return Optional.of(CommandCodec.encode(new Command.CompareDigests(all)));
    }

    /** What was proposed is applied, or nobody knows what becomes of it. */
    public void proposed() {
        isUnderWay = false;
    }

    /** A command was applied, as the last of its batch, that compares. */
    public void applied(long index, Bytes command) {
        if (!CommandCodec.comparesDigests(command)) return;
        boolean wasSound = isSound();
        owner.event(new DigestEvent.Compared(state.digestReports().index(), state.digestVerdict()));
        takeToHeart();
        if (wasSound && !isSound()) condemn();
        // A state that is given up may be replaced before what it came to is in the log.
        if (!isGivenUp()) tell(index);
        answerWhoAsked();
    }

    /**
     * Reports of an entry that a snapshot brought here are of the state before it. Whoever is
     * called unsound by no majority has said so himself: if that is forgotten, since the node was
     * started again, it is to be said until the state is replaced.
     */
    private void takeToHeart() {
        if (!(state.digestVerdict() instanceof DigestVerdict.Unsound(var nodes, var alike))) return;
        if (!nodes.contains(self) || state.digestReports().index() <= installedIndex) return;
        isRotten |= alike.isEmpty();
        majority = alike;
    }

    private void condemn() {
        owner.event(new DigestEvent.Condemned(majority));
        owner.condemned();
    }

    private void tell(long index) {
        Said said =
                isRotten ? new Said.Damaged() : new Said.Comes(state.revision(), state.digest());
        collecting.take(index, self, said);
        if (bearings.leads()) return;
        bearings.leader().ifPresent(leader -> owner.send(leader, new DigestMessage(index, said)));
    }

    private void answerWhoAsked() {
        for (Asking one : List.copyOf(asking)) {
            if (--one.left > 0 && !isGivenUp()) continue;
            asking.remove(one);
            one.answer.accept(status());
        }
    }

    /** A member tells what its state comes to. */
    public void receive(NodeId from, DigestMessage message) {
        collecting.take(message.index(), from, message.said());
    }

    /** Rows were read. */
    public void read(long nowNanos, DigestScan scan, Scrubbing.Progress progress) {
        scrub.read(nowNanos, scan, progress);
    }

    private void scrubbed(DigestEvent.Scrubbed over) {
        owner.event(over);
        if (over.result() != DigestEvent.Result.ROTTEN) return;
        boolean wasSound = isSound();
        isRotten = true;
        if (wasSound) condemn();
    }

    /** The state is another's now. */
    public void installed() {
        if (!isSound()) owner.event(new DigestEvent.Replaced());
        isRotten = false;
        majority = NOBODY;
        asked = Optional.empty();
        installedIndex = state.applied().index();
        scrub.breakOff();
    }
}
