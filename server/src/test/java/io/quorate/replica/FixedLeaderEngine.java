package io.quorate.replica;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership;
import io.quorate.core.engine.PeerMessage;
import io.quorate.core.engine.Proposal;
import io.quorate.core.engine.Recovered;
import io.quorate.core.engine.Refusal;
import io.quorate.core.vote.Quorums;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The second engine that keeps the contract honest: one leader for ever, and slots that are
 * persisted, sent and acknowledged in falling order, as no Raft would. Nothing below may notice.
 */
final class FixedLeaderEngine implements Engine {

    /** What it says to its peers: take this slot; I hold it; everything up to here is chosen. */
    sealed interface Message extends PeerMessage {
        record Accept(Entry entry) implements Message {}

        record Accepted(long index) implements Message {}

        record Chosen(long upTo) implements Message {}

        @Override
        default int bytes() {
            return 64;
        }
    }

    private static final long ROUND = 1;

    private final NodeId self;
    private final NodeId leader;
    private final Members members;
    private final Membership membership;
    private final TreeMap<Long, Entry> slots = new TreeMap<>();
    private final TreeMap<Long, SortedSet<NodeId>> holders = new TreeMap<>();
    private final TreeMap<Long, Long> slotOfTicket = new TreeMap<>();
    private final SortedSet<Long> durable = new TreeSet<>();
    private List<Proposal> proposals = new ArrayList<>();
    private List<Effect> effects = new ArrayList<>();
    private long lastTicket;
    private long chosen;
    private long applied;
    private long nextTellNanos;

    FixedLeaderEngine(NodeId self, NodeId leader, Recovered recovered) {
        this.self = self;
        this.leader = leader;
        this.members = recovered.members();
        this.membership = Quorums.of(members);
        this.applied = recovered.base().index();
        this.chosen = applied;
        for (Entry entry : recovered.tail()) {
            slots.put(entry.index(), entry);
            durable.add(entry.index());
            if (isLeader()) holds(self, entry.index());
        }
    }

    @Override
    public List<Effect> step(long nowNanos, Input input) {
        effects = new ArrayList<>();
        switch (input) {
            case Input.Tick _ -> tick(nowNanos);
            case Input.Received received -> take(received.from(), (Message) received.message());
            case Input.Propose propose -> propose(propose.proposals());
            case Input.Read read ->
                    effects.add(
                            isLeader()
                                    ? new Effect.ServeRead(read.ticket(), chosen)
                                    : new Effect.RefuseRead(read.ticket(), notLeader()));
            case Input.Persisted persisted -> persisted(persisted.ticket());
            case Input.TurnEnds _ -> emit();
            case Input.Reconfigure asked -> refuse(asked.request());
            case Input.TransferLeadership asked -> refuse(asked.request());
            case Input.Applied _,
                    Input.Fetched _,
                    Input.SnapshotEnded _,
                    Input.SnapshotInstalled _,
                    Input.Met _,
                    Input.ConnectionClosed _,
                    Input.Resign _ -> {}
        }
        return effects;
    }

    /** Its members and its leader are for ever. */
    private void refuse(long request) {
        effects.add(new Effect.RefuseRequest(request, new Refusal.ChangeInProgress()));
    }

    /** The leader tells what is chosen, and offers again what is not. */
    private void tick(long nowNanos) {
        if (!isLeader() || nowNanos < nextTellNanos) return;
        nextTellNanos = nowNanos + 10_000_000;
        for (NodeId peer : membership.members()) {
            if (peer.equals(self)) continue;
            for (Entry entry : slots.descendingMap().values()) {
                if (!holders(entry.index()).contains(peer)) {
                    effects.add(new Effect.Send(peer, new Message.Accept(entry)));
                }
            }
            effects.add(new Effect.Send(peer, new Message.Chosen(chosen)));
        }
    }

    private void propose(List<Proposal> more) {
        if (isLeader()) {
            proposals.addAll(more);
        } else {
            effects.add(new Effect.RefuseProposals(requests(more), notLeader()));
        }
    }

    private void emit() {
        if (proposals.isEmpty()) return;
        long first = slots.isEmpty() ? applied + 1 : Math.max(applied, slots.lastKey()) + 1;
        effects.add(new Effect.Accepted(new LogId(ROUND, first), requests(proposals)));
        for (int i = proposals.size() - 1; i >= 0; i--) {
            Entry entry = Entry.command(ROUND, first + i, proposals.get(i).command());
            persist(entry);
            for (NodeId peer : membership.members()) {
                if (peer.equals(self)) continue;
                effects.add(new Effect.Send(peer, new Message.Accept(entry)));
            }
        }
        proposals = new ArrayList<>();
    }

    private void persist(Entry entry) {
        slots.put(entry.index(), entry);
        slotOfTicket.put(++lastTicket, entry.index());
        effects.add(new Effect.Persist(lastTicket, List.of(new Durable.Written(List.of(entry)))));
    }

    private void take(NodeId from, Message message) {
        switch (message) {
            case Message.Accept accept -> {
                if (accept.entry().index() > applied
                        && !slots.containsKey(accept.entry().index())) {
                    persist(accept.entry());
                }
                effects.add(
                        new Effect.SendOnceDurable(
                                lastTicket, from, new Message.Accepted(accept.entry().index())));
            }
            case Message.Accepted accepted -> holds(from, accepted.index());
            case Message.Chosen told -> chosen = Math.max(chosen, told.upTo());
        }
        apply();
    }

    private void persisted(long ticket) {
        var done = slotOfTicket.headMap(ticket, true);
        for (long index : done.values()) {
            durable.add(index);
            if (isLeader()) holds(self, index);
        }
        done.clear();
        apply();
    }

    private void holds(NodeId node, long index) {
        holders(index).add(node);
        while (membership.isQuorum(Membership.Purpose.COMMIT, holders(chosen + 1))) chosen++;
    }

    private SortedSet<NodeId> holders(long index) {
        return holders.computeIfAbsent(index, _ -> new TreeSet<>());
    }

    private void apply() {
        List<Entry> ready = new ArrayList<>();
        while (applied < chosen && durable.contains(applied + 1)) {
            ready.add(slots.get(++applied));
        }
        if (!ready.isEmpty()) effects.add(new Effect.Apply(ready));
    }

    @Override
    public Bearings bearings() {
        return status();
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus(
                isLeader() ? EngineStatus.Role.LEADER : EngineStatus.Role.FOLLOWER,
                ROUND,
                Optional.of(leader),
                chosen,
                slots.isEmpty() ? applied : slots.lastKey(),
                new TreeMap<>(),
                members);
    }

    private boolean isLeader() {
        return self.equals(leader);
    }

    private Refusal notLeader() {
        return new Refusal.NotLeader(Optional.of(leader));
    }

    private static List<Long> requests(List<Proposal> proposals) {
        return proposals.stream().map(Proposal::request).toList();
    }
}
