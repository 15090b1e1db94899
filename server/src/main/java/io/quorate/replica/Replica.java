package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Target;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.Store;
import io.quorate.replica.digest.DigestMessage;
import io.quorate.replica.digest.Digests;
import io.quorate.replica.history.Keeping;
import io.quorate.replica.history.PageRead;
import io.quorate.replica.history.Removal;
import io.quorate.replica.snapshot.Manifest;
import io.quorate.replica.snapshot.SnapshotMessage;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * One group's replica on this node: engine, state machine and everyone who waits, driven by turns.
 * Owned by one loop; never blocks, never calls itself.
 */
public final class Replica {

    private final GroupId group;
    private final Engine engine;
    private final Bearings bearings;
    private final KeyValueMachine state;
    private final ReplicaPorts ports;

    private final Proposing writes;
    private final Reads reads;
    private final PendingChanges changes = new PendingChanges();
    private final Promises promises = new Promises();
    private final Applying applying;
    private final Compaction compaction;
    private final Removal removal;
    private final Snapshotting snapshots;
    private final Fitness fitness = new Fitness();
    private final Digests digests;

    private final Admission admission;

    private long lastRequest;
    private Standing standing;
    private Members connected;
    private boolean isInstalling;
    private long nowNanos;

    public Replica(
            NodeId self,
            GroupId group,
            Engine engine,
            KeyValueMachine state,
            ReplicaPorts ports,
            Limits limits) {
        this.group = group;
        this.engine = engine;
        this.bearings = engine.bearings();
        this.state = state;
        this.ports = ports;
        var keeping = new Keeping(state, limits.history().keep());
        this.writes = new Proposing(new Clocking(bearings, state), keeping, ports.observer());
        this.removal = new Removal(state, ports.history(), limits.history());
        this.reads = new Reads(this.new Reading(), ports.observer());
        this.applying = new Applying(state, limits);
        this.snapshots = new Snapshotting(group, ports, limits.snapshots(), this.new Snapshotted());
        this.compaction =
                new Compaction(
                        group, ports.durability(), ports.flusher(), limits, snapshots::neededIndex);
        this.standing = Standing.of(bearings.round(), state);
        var judged = new Judged(group, ports, snapshots, state, this::conceal);
        this.digests =
                new Digests(self, bearings, state, ports.scrubbing(), limits.digests(), judged);
        this.admission = new Admission(bearings, fitness, applying, digests);
        digests.begin();
    }

    /** Refuses a request because as many as may be are in flight. */
    public void refuse(Arrival.Request request) {
        admission.refuse(request);
    }

    /** How it stands now: a copy, for whoever watches. */
    public ReplicaStatus status() {
        return new ReplicaStatus(
                engine.status(),
                state.applied().index(),
                state.revision(),
                requestsInFlight(),
                removal.status(),
                Underway.of(reads, ports.watches(), snapshots, digests));
    }

    /** Client requests that wait or are in flight. */
    public int requestsInFlight() {
        return writes.size() + reads.size() + changes.size();
    }

    /**
     * One turn: everything that waits is taken, in order; the turn's proposals and reads are given
     * to the engine together; then what the engine gathered leaves, what is committed is applied
     * and whoever waited for it is answered.
     *
     * @param now the loop's monotonic clock, in nanoseconds
     * @param arrivals what waits; empty afterwards
     */
    public void turn(long now, Queue<Arrival> arrivals) {
        nowNanos = now;
        for (Arrival next = arrivals.poll(); next != null; next = arrivals.poll()) {
            take(next);
        }
        writes.propose(nowNanos, admission.whyNotPropose()).ifPresent(this::step);
        reads.ask(nowNanos).ifPresent(ticket -> step(new Input.Read(ticket)));
        step(new Input.TurnEnds());
        connect();
        stand();
        apply();
        reads.applied(state.applied().index());
        ports.watches().turnEnds(bearings.round());
        ports.outbox().flush();
    }

    /** The engine keeps one object as long as the members are the same. */
    private void connect() {
        Members now = bearings.members();
        if (now == connected) return;
        connected = now;
        ports.outbox().connect(now);
    }

    private void take(Arrival arrival) {
        switch (arrival) {
            case Arrival.Write write -> {
                Optional<Failure> obstacle = admission.whyNotWrite();
                if (obstacle.isPresent()) write.answer().failed(obstacle.get());
                else writes.gather(write);
            }
            case Arrival.Reading read -> {
                Optional<Failure> obstacle = admission.whyNotRead();
                if (obstacle.isPresent()) read.answer().failed(obstacle.get());
                else reads.take(nowNanos, read);
            }
            case Arrival.Change change -> change(change);
            case Arrival.Transfer transfer -> {
                long request = ++lastRequest;
                changes.transferring(request, transfer.answer());
                step(new Input.TransferLeadership(request, transfer.to()));
            }
            case Arrival.Tick _ -> {
                step(new Input.Tick());
                reads.tick(nowNanos);
                snapshots.tick(nowNanos);
                ports.watches().tick(nowNanos, bearings.leader().isPresent());
                handOverIfUnfit();
                digests.tick(nowNanos);
                digests.propose(nowNanos)
                        .ifPresent(command -> writes.gather(command, digests::proposed));
                writes.expire(nowNanos);
                if (admission.whyNotWrite().isEmpty()) writes.tick(nowNanos);
                removal.tick(nowNanos);
            }
            case Arrival.FromPeer peer -> {
                switch (peer.message()) {
                    case SnapshotMessage message ->
                            snapshots.receive(nowNanos, peer.from(), message);
                    case DigestMessage message -> digests.receive(peer.from(), message);
                    case PeerMessage message -> step(new Input.Received(peer.from(), message));
                }
            }
            case Arrival.FromShelf shelf -> snapshots.take(nowNanos, shelf.answer());
            case Arrival.Scrubbed of -> digests.read(nowNanos, of.scan(), of.progress());
            case Arrival.AskDigests ask ->
                    digests.ask(status -> ask.answer().compared(status, stand()));
            case Arrival.Met met -> step(new Input.Met(met.node(), met.incarnation()));
            case Arrival.HistoryRead(PageRead read) -> removal.take(read);
            case Arrival.OfWatch of -> ports.watches().take(of.signal());
            case Arrival.PeerClosed closed -> step(new Input.ConnectionClosed(closed.peer()));
            case Arrival.Persisted persisted -> {
                promises.durable(persisted.ticket(), this::send);
                step(new Input.Persisted(persisted.ticket()));
            }
            case Arrival.Fetched fetched ->
                    step(new Input.Fetched(fetched.ticket(), fetched.entries()));
            case Arrival.JournalRoom room -> fitness.room(nowNanos, room.hasRoom());
            case Arrival.Flushed flushed -> compaction.flushed(flushed.durableApplied());
            case Arrival.Stop _ -> stop();
        }
    }

    /** What a change comes to depends on the members now, so it is settled within the step. */
    private void change(Arrival.Change change) {
        switch (admission.judge(change.change())) {
            case Admission.Ruling.No(Failure why) -> change.answer().failed(why);
            case Admission.Ruling.Try(Target target) -> {
                long request = ++lastRequest;
                changes.reconfiguring(request, change.answer());
                step(new Input.Reconfigure(request, target));
            }
        }
    }

    /** A leader that gets nothing done lets another lead; nobody waits for what comes of it. */
    private void handOverIfUnfit() {
        if (!bearings.leads()) {
            fitness.follows(nowNanos);
            return;
        }
        fitness.leads(nowNanos, bearings.commitIndex(), bearings.lastIndex());
        switch (fitness.next(nowNanos, bearings.round())) {
            case LEAD_ON -> {}
            case HAND_OVER -> step(new Input.TransferLeadership(++lastRequest, Optional.empty()));
            case RESIGN -> step(new Input.Resign());
        }
    }

    private void step(Input input) {
        for (Effect effect : engine.step(nowNanos, input)) interpret(effect);
    }

    private void interpret(Effect effect) {
        switch (effect) {
            case Effect.Send send -> ports.outbox().send(group, send.to(), send.message());
            case Effect.SendOnceDurable promise -> promises.add(promise, this::send);
            case Effect.Persist persist -> ports.durability().persist(group, persist);
            case Effect.Apply apply -> applying.commit(apply.entries());
            case Effect.Accepted accepted -> writes.accepted(accepted.first(), accepted.requests());
            case Effect.LeadershipEnded _ -> {
                writes.leadershipEnded(nowNanos);
                changes.abandonMemberships(new Failure.OutcomeUnknown("the leader stepped down"));
            }
            case Effect.RefuseProposals refuse ->
                    writes.refused(refuse.requests(), Failure.of(refuse.refusal()));
            case Effect.Reconfigured done ->
                    changes.done(done.request(), stand(), bearings.leader());
            case Effect.Transferred done ->
                    changes.done(done.request(), stand(), Optional.of(done.leader()));
            case Effect.RefuseRequest refuse ->
                    changes.refused(refuse.request(), Failure.of(refuse.refusal()));
            case Effect.ServeRead serve -> reads.confirmed(serve.ticket(), serve.index());
            case Effect.RefuseRead refuse ->
                    reads.refused(refuse.ticket(), Failure.of(refuse.refusal()));
            case Effect.FetchEntries fetch -> ports.durability().fetch(group, fetch);
            case Effect.SendSnapshot send -> snapshots.begin(nowNanos, send.to());
            case Effect.Released released -> compaction.released(released.index());
            case Effect.Note note -> ports.observer().event(note.event());
        }
    }

    private void send(Effect.SendOnceDurable promise) {
        ports.outbox().send(group, promise.to(), promise.message());
    }

    private void apply() {
        while (!applying.isIdle() && !isInstalling && !digests.isGivenUp()) {
            Optional<Integer> count = applying.applyBatch(this::applied);
            if (count.isEmpty()) {
                fitness.stalled(nowNanos);
                ports.observer().storeStalled();
                return;
            }
            fitness.applied();
            ports.watches().applied();
            stand();
            ports.observer().applied(count.get(), state.applied().index());
            step(new Input.Applied(state.applied().index()));
        }
    }

    private void applied(Entry entry, Outcome outcome) {
        compaction.applied(entry);
        writes.applied(entry, outcome, standing);
        if (entry.kind() == Entry.Kind.COMMAND) digests.applied(entry.index(), entry.payload());
    }

    /** Looks where it stands; one object as long as it stands there. */
    private Standing stand() {
        long round = bearings.round();
        if (!standing.isAt(round, state)) standing = Standing.of(round, state);
        return standing;
    }

    /** What the replica does for reads. */
    private final class Reading implements Reads.Server {

        @Override
        public Standing standing() {
            return standing;
        }

        @Override
        public void serve(ReadAnswer answer, Standing shown) {
            answer.serve(state, shown);
        }

        @Override
        public Optional<NodeId> leader() {
            return bearings.leads() ? Optional.empty() : bearings.leader();
        }
    }

    /** What the replica does for a snapshot. */
    private final class Snapshotted implements Snapshotting.Owner {

        @Override
        public void snapshotEnded(NodeId to, Optional<LogId> base) {
            step(new Input.SnapshotEnded(to, base));
        }

        @Override
        public void snapshotInstalling() {
            isInstalling = true;
        }

        /**
         * From here on the state is the snapshot's. What was given to be applied and is in it is
         * not applied any more: whoever waits for it is told that nobody knows here.
         */
        @Override
        public void snapshotInstalled(Manifest manifest, Store store) {
            isInstalling = false;
            fitness.applied();
            state.moveTo(store);
            digests.installed();
            fitness.sound();
            ports.watches().installed();
            removal.installed();
            applying.skipTo(manifest.applied().index());
            compaction.installed(manifest.applied());
            abandon(new Failure.OutcomeUnknown("the state was replaced by a snapshot"));
            step(
                    new Input.SnapshotInstalled(
                            state.applied(), state.members().orElse(Members.NONE)));
            stand();
        }

        /** A state that is given up is no hindrance to one that ends behind it. */
        @Override
        public long commitIndex() {
            return digests.isGivenUp() ? state.applied().index() : bearings.commitIndex();
        }

        @Override
        public boolean mayComeFrom(NodeId member) {
            return digests.mayComeFrom(member);
        }

        @Override
        public OptionalLong givenUpTo() {
            return digests.isSound()
                    ? OptionalLong.of(state.applied().index())
                    : OptionalLong.empty();
        }

        @Override
        public long releasedIndex() {
            return compaction.releasedIndex();
        }
    }

    /** The state is not to be shown to anybody until it is replaced. */
    private void conceal() {
        fitness.unsound();
        reads.refuseAll(new Failure.StateUnsound());
        ports.watches().condemned();
        snapshots.stopSending();
        abandon(new Failure.OutcomeUnknown("the state here is not sound"));
    }

    private void abandon(Failure failure) {
        writes.abandon(failure);
        changes.abandonMemberships(failure);
    }

    private void stop() {
        admission.stop();
        digests.stop();
        ports.watches().stop();
        reads.refuseAll(new Failure.ShuttingDown());
        abandon(new Failure.OutcomeUnknown("the node is stopping"));
        changes.abandonAll(new Failure.OutcomeUnknown("the node is stopping"));
    }
}
