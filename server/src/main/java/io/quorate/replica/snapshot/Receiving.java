package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.state.Store;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The side that needs a snapshot: asks for what it lacks of one that it was offered, a few chunks
 * at a time and each file in order, has it checked, and puts it in place. One that tells nothing
 * new is never taken.
 */
public final class Receiving {

    /** What receiving needs of the replica. */
    public interface Owner {

        /** Sends on; may be lost. */
        void send(NodeId to, SnapshotMessage message);

        /**
         * Up to here this node has what is committed, for its state: a snapshot must bring more.
         */
        long commitIndex();

        /** Whether this node wants a member's state. */
        boolean mayComeFrom(NodeId member);

        /** From here on nothing is applied until {@link #installed}. */
        void installing();

        /** This is the state now; the one before is closed afterwards. */
        void installed(Manifest manifest, Store store);

        /** Tells who watches. */
        void event(SnapshotEvent event);
    }

    private enum Phase {
        IDLE,
        BEGINNING,
        FETCHING,
        FINISHING,
        INSTALLING
    }

    /** A chunk on its way; one that overtook others waits here for its turn. */
    private static final class Asked {
        final int file;
        final long offset;
        final int length;
        long askedNanos;
        Optional<Bytes> content = Optional.empty();

        Asked(int file, long offset, int length, long askedNanos) {
            this.file = file;
            this.offset = offset;
            this.length = length;
            this.askedNanos = askedNanos;
        }
    }

    /** So many silences without a chunk are too many, though the sender lives. */
    private static final int STARVED_SILENCES = 10;

    private final Snapshots snapshots;
    private final Owner owner;
    private final SnapshotLimits limits;

    private Phase phase = Phase.IDLE;
    private NodeId source;
    private Manifest manifest;
    private Bytes id;
    private long beganNanos;
    private long heardNanos;
    private long offeredNanos;
    private long bytesReceived;
    private int damages;

    /** Of each file, what is here, and up to where it was asked for. */
    private long[] held = {};

    private long[] asked = {};
    private final ArrayDeque<Asked> window = new ArrayDeque<>();
    private int writing;
    private boolean mayHaveLeftovers = true;
    private long commitAtStart = -1;

    public Receiving(Snapshots snapshots, Owner owner, SnapshotLimits limits) {
        this.snapshots = snapshots;
        this.owner = owner;
        this.limits = limits;
    }

    /** A member offers a snapshot. */
    public void receive(long nowNanos, NodeId from, SnapshotMessage.Offer offer) {
        if (!owner.mayComeFrom(from)) return;
        Bytes offered = offer.manifest().id();
        if (phase != Phase.IDLE && offered.equals(id)) {
            offeredNanos = nowNanos;
            source = from;
            owner.send(from, new SnapshotMessage.Underway(offered));
        } else if (offer.manifest().applied().index() <= owner.commitIndex()) {
            owner.send(from, ended(offered, SnapshotMessage.Outcome.HELD));
        } else if (isToWait(nowNanos, offer.manifest())) {
            owner.send(from, new SnapshotMessage.Underway(offered));
        } else {
            begin(nowNanos, from, offered, offer.manifest());
        }
    }

    private static SnapshotMessage ended(Bytes id, SnapshotMessage.Outcome outcome) {
        return new SnapshotMessage.Ended(id, outcome);
    }

    /**
     * Whether an offer waits for the snapshot that comes. An older one always does, or two members
     * that send slowly, a deposed leader and its successor, would take each other's place for ever.
     */
    private boolean isToWait(long nowNanos, Manifest offered) {
        if (phase == Phase.IDLE) return false;
        boolean isOlder = offered.applied().index() < manifest.applied().index();
        return isOlder || isBusy(nowNanos);
    }

    /**
     * A sender of whom nothing is heard makes way for another offer; nothing else does. One that
     * repeats its offer lives: it has others to send to, and little to send with.
     */
    private boolean isBusy(long nowNanos) {
        return switch (phase) {
            case IDLE -> false;
            case FETCHING -> writing > 0 || silence(nowNanos) < limits.stallNanos();
            case BEGINNING, FINISHING, INSTALLING -> true;
        };
    }

    private long silence(long nowNanos) {
        return nowNanos - Math.max(heardNanos, offeredNanos);
    }

    /** Whether nothing is to be hoped for from a sender, be it silent or all promises. */
    private boolean isLost(long nowNanos) {
        return silence(nowNanos) >= limits.silenceNanos()
                || nowNanos - heardNanos >= STARVED_SILENCES * limits.silenceNanos();
    }

    private void begin(long nowNanos, NodeId from, Bytes offered, Manifest of) {
        phase = Phase.BEGINNING;
        source = from;
        id = offered;
        manifest = of;
        beganNanos = nowNanos;
        heardNanos = nowNanos;
        offeredNanos = nowNanos;
        bytesReceived = 0;
        damages = 0;
        window.clear();
        writing = 0;
        mayHaveLeftovers = false;
        snapshots.begin(of);
        owner.send(from, new SnapshotMessage.Underway(offered));
    }

    /** The disk is ready for chunks. */
    public void begun(long nowNanos, SnapshotAnswer.Begun answer) {
        if (phase != Phase.BEGINNING || !answer.snapshot().equals(id)) return;
        phase = Phase.FETCHING;
        heardNanos = nowNanos;
        held = answer.held().stream().mapToLong(Long::longValue).toArray();
        asked = held.clone();
        long bytesHeld = Arrays.stream(held).sum();
        owner.event(
                new SnapshotEvent.ReceivingBegan(
                        source, manifest.applied().index(), manifest.bytes(), bytesHeld));
        goOn(nowNanos);
    }

    /** Asks for more as far as the window lets; when all is here, has it checked. */
    private void goOn(long nowNanos) {
        List<SnapshotFile> files = manifest.files();
        for (int file = 0; file < files.size(); file++) {
            while (asked[file] < files.get(file).bytes()) {
                if (window.size() + writing >= limits.windowChunks()) return;
                long left = files.get(file).bytes() - asked[file];
                int length = (int) Math.min(left, limits.chunkBytes());
                var next = new Asked(file, asked[file], length, nowNanos);
                window.add(next);
                asked[file] += length;
                ask(next);
            }
        }
        if (!window.isEmpty() || writing > 0) return;
        phase = Phase.FINISHING;
        snapshots.finish(id);
    }

    private void ask(Asked chunk) {
        owner.send(source, new SnapshotMessage.Want(id, chunk.file, chunk.offset, chunk.length));
    }

    /** A chunk came. What was not asked for, came twice or is damaged changes nothing. */
    public void receive(long nowNanos, SnapshotMessage.Chunk chunk) {
        if (phase != Phase.FETCHING || !chunk.snapshot().equals(id) || !chunk.isSound()) return;
        for (Asked waiting : window) {
            if (waiting.file == chunk.file()
                    && waiting.offset == chunk.offset()
                    && waiting.length == chunk.content().size()
                    && waiting.content.isEmpty()) {
                waiting.content = Optional.of(chunk.content());
                heardNanos = nowNanos;
                bytesReceived += waiting.length;
            }
        }
        while (!window.isEmpty() && window.peek().content.isPresent()) {
            Asked first = window.poll();
            writing++;
            snapshots.write(id, first.file, first.offset, first.content.get());
        }
    }

    /** A chunk was written. */
    public void written(long nowNanos, SnapshotAnswer.Written answer) {
        if (phase != Phase.FETCHING || !answer.snapshot().equals(id)) return;
        writing--;
        int file = answer.file();
        if (answer.held() < held[file]) {
            damages++;
            String name = manifest.files().get(file).name();
            owner.event(new SnapshotEvent.DamagedFile(source, name));
            if (damages > limits.damagesMax()) {
                giveUp("its files arrive damaged");
                return;
            }
            asked[file] = answer.held();
        }
        held[file] = answer.held();
        goOn(nowNanos);
    }

    /** The disk does not take it. */
    public void failed(SnapshotAnswer.Failed answer) {
        if (phase != Phase.IDLE && answer.snapshot().equals(id)) giveUp(answer.why());
    }

    private void giveUp(String why) {
        owner.send(source, ended(id, SnapshotMessage.Outcome.FAILED));
        owner.event(new SnapshotEvent.NotInstalled(source, why));
        stop();
        snapshots.drop();
    }

    private void stop() {
        phase = Phase.IDLE;
        window.clear();
        writing = 0;
    }

    /** Whether nothing comes. */
    public boolean isIdle() {
        return phase == Phase.IDLE;
    }

    /** How far the one that comes is. */
    public Optional<SnapshotProgress> progress() {
        if (phase == Phase.IDLE) return Optional.empty();
        long here = phase == Phase.BEGINNING ? 0 : Arrays.stream(held).sum();
        return Optional.of(new SnapshotProgress(source, manifest.bytes(), here));
    }

    /** It was checked. If it still tells something new, it is put in place. */
    public void finished(SnapshotAnswer.Finished answer) {
        if (phase != Phase.FINISHING || !answer.snapshot().equals(id)) return;
        if (answer.why().isPresent()) {
            giveUp(answer.why().get());
        } else if (!owner.mayComeFrom(source)) {
            giveUp("its sender's state is not sound");
        } else if (!isNews()) {
            hasAlready();
        } else {
            phase = Phase.INSTALLING;
            owner.installing();
            snapshots.install(id);
        }
    }

    private boolean isNews() {
        return manifest.applied().index() > owner.commitIndex();
    }

    private void hasAlready() {
        owner.send(source, ended(id, SnapshotMessage.Outcome.HELD));
        owner.event(new SnapshotEvent.NotInstalled(source, "the log brought as much meanwhile"));
        stop();
        snapshots.drop();
    }

    /** It is what a restart finds from here on. */
    public void installed(long nowNanos, SnapshotAnswer.Installed answer) {
        stop();
        owner.installed(manifest, answer.store());
        owner.send(source, ended(id, SnapshotMessage.Outcome.HELD));
        owner.event(
                new SnapshotEvent.Installed(
                        source, manifest.applied().index(), bytesReceived, nowNanos - beganNanos));
        snapshots.retire();
    }

    /** Time went on: what did not come is asked for again, or given up. */
    public void tick(long nowNanos) {
        switch (phase) {
            case IDLE -> dropLeftovers();
            case FETCHING -> {
                if (!isNews()) {
                    hasAlready();
                } else if (writing == 0 && isLost(nowNanos)) {
                    owner.event(new SnapshotEvent.NotInstalled(source, "nothing comes any more"));
                    stop();
                } else {
                    askAgain(nowNanos);
                }
            }
            case BEGINNING, FINISHING, INSTALLING -> {}
        }
    }

    private void askAgain(long nowNanos) {
        for (Asked waiting : window) {
            boolean isLate = nowNanos - waiting.askedNanos >= limits.requestNanos();
            if (waiting.content.isPresent() || !isLate) continue;
            waiting.askedNanos = nowNanos;
            ask(waiting);
        }
    }

    /** What came before a restart is of no use once the log grows without it. */
    private void dropLeftovers() {
        if (!mayHaveLeftovers) return;
        if (commitAtStart < 0) commitAtStart = owner.commitIndex();
        if (owner.commitIndex() == commitAtStart) return;
        mayHaveLeftovers = false;
        snapshots.drop();
    }
}
