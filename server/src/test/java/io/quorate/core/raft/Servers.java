package io.quorate.core.raft;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Promise;
import io.quorate.core.engine.Proposal;
import io.quorate.core.engine.Recovered;
import io.quorate.core.engine.Target;
import io.quorate.core.raft.RaftMessage.AppendEntries;
import io.quorate.core.raft.RaftMessage.AppendEntriesReply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One server, n1, as tests of a rule need it: brought into a state, then asked what it does. Each
 * input is a turn of its own; the effects come back whole, as {@link Rendering} writes them.
 */
final class Servers {

    static final long MILLISECOND = 1_000_000;

    private final RaftEngine engine;
    private long nowNanos = MILLISECOND;
    private long lastTicket;
    private long nextRequest = 1;

    private Servers(int voters, int learners, int self, RaftConfig config, Recovered recovered) {
        var voterIds = new TreeSet<NodeId>();
        var learnerIds = new TreeSet<NodeId>();
        for (int i = 1; i <= voters + learners; i++)
            (i <= voters ? voterIds : learnerIds).add(n(i));
        engine =
                new RaftEngine(
                        config,
                        n(self),
                        recovered.withMembers(Members.withoutAddresses(voterIds, learnerIds)),
                        new SplittableRandom(7));
        run(new Input.Tick());
    }

    static NodeId n(int number) {
        return new NodeId("n" + number);
    }

    /** n1 of three, in this term, with entries of these terms, all durable and none committed. */
    static Servers follower(long term, long... entryTerms) {
        return of(3, term, entryTerms);
    }

    /** The same among so many voters. */
    static Servers of(int voters, long term, long... entryTerms) {
        return new Servers(voters, 0, 1, RaftConfig.defaults(), recovered(term, entryTerms));
    }

    /** n3, a learner beside the voters n1 and n2. */
    static Servers learner(long term, long... entryTerms) {
        return new Servers(2, 1, 3, RaftConfig.defaults(), recovered(term, entryTerms));
    }

    static Servers with(RaftConfig config, long term, long... entryTerms) {
        return new Servers(3, 0, 1, config, recovered(term, entryTerms));
    }

    /** n1 of three, which leads in this term with a durable no-op after the given entries. */
    static Servers leader(long term, long... entryTerms) {
        return follower(term - 1, entryTerms).elected();
    }

    /** Restarts from what a server had made durable, its state machine from an applied entry. */
    static Servers restarted(Promise promise, LogId base, Entry... tail) {
        return new Servers(
                3, 0, 1, RaftConfig.defaults(), new Recovered(promise, base, List.of(tail)));
    }

    /** Restarts from what a journal and a state machine gave. */
    static Servers restarted(Recovered recovered) {
        return new Servers(3, 0, 1, RaftConfig.defaults(), recovered);
    }

    /** n4, which was added to n1, n2 and n3 by an entry, restarts. */
    static Servers addedAndRestarted(Recovered recovered) {
        return new Servers(3, 0, 4, RaftConfig.defaults(), recovered);
    }

    private static Recovered recovered(long term, long... entryTerms) {
        return new Recovered(
                new Promise(term, Optional.empty()), LogId.NONE, entries(0, entryTerms));
    }

    /** Entries of these terms after an index, with the commands a, b, ... after it. */
    static List<Entry> entries(long prevIndex, long... terms) {
        var entries = new ArrayList<Entry>();
        for (long term : terms) {
            long index = prevIndex + 1 + entries.size();
            entries.add(Entry.command(term, index, Bytes.utf8("c" + index)));
        }
        return entries;
    }

    /** AppendEntries without a round, from the beginning of what its parts say. */
    static AppendEntries append(
            long term, long prevTerm, long prevIndex, long leaderCommit, long... entryTerms) {
        return new AppendEntries(
                term,
                new LogId(prevTerm, prevIndex),
                entries(prevIndex, entryTerms),
                leaderCommit,
                0,
                0);
    }

    static AppendEntriesReply matched(long term, long matchIndex) {
        return AppendEntriesReply.success(term, matchIndex, 0);
    }

    /** Becomes leader of the next term by the votes of all; its first entry becomes durable. */
    Servers elected() {
        long term = status().round() + 1;
        ticks(600);
        for (int i = 2; i <= 3; i++) receives(i, new RaftMessage.PreVoteReply(term, true));
        persisted();
        for (int i = 2; i <= 3; i++) receives(i, new RaftMessage.RequestVoteReply(term, true));
        persisted();
        if (status().role() != EngineStatus.Role.LEADER) throw new AssertionError(status());
        return this;
    }

    /** The same among five, up to the commit of its first entry. */
    Servers elected5() {
        ticks(600);
        for (int i = 2; i <= 3; i++) receives(i, new RaftMessage.PreVoteReply(2, true));
        persisted();
        for (int i = 2; i <= 3; i++) receives(i, new RaftMessage.RequestVoteReply(2, true));
        persisted();
        for (int i = 2; i <= 3; i++) receives(i, matched(2, 1));
        applied(1);
        return this;
    }

    EngineStatus status() {
        return engine.status();
    }

    List<String> receives(int from, RaftMessage message) {
        return run(new Input.Received(n(from), message));
    }

    /** All at once, as one turn. */
    List<String> receivesInATurn(int from, RaftMessage... messages) {
        return run(
                Arrays.stream(messages)
                        .map(message -> (Input) new Input.Received(n(from), message))
                        .toArray(Input[]::new));
    }

    /** The disk answers for everything that was handed to it. */
    List<String> persisted() {
        return persisted(lastTicket);
    }

    List<String> persisted(long ticket) {
        return run(new Input.Persisted(ticket));
    }

    List<String> applied(long index) {
        return run(new Input.Applied(index));
    }

    List<String> proposes(String... commands) {
        return run(propose(commands));
    }

    Input propose(String... commands) {
        return new Input.Propose(
                Stream.of(commands)
                        .map(command -> new Proposal(nextRequest++, Bytes.utf8(command)))
                        .toList());
    }

    /** Somebody wants these voters, under request 77. */
    List<String> reconfigures(int... voters) {
        return run(new Input.Reconfigure(77, target(voters)));
    }

    static Target target(int... voters) {
        var addresses = new TreeMap<NodeId, String>();
        for (int voter : voters) addresses.put(n(voter), "");
        return new Target(addresses, new TreeMap<>());
    }

    /** Somebody wants another leader, under request 78. */
    List<String> transfers(int to) {
        return run(new Input.TransferLeadership(78, Optional.of(n(to))));
    }

    List<String> resigns() {
        return run(new Input.Resign());
    }

    List<String> reads(long ticket) {
        return run(new Input.Read(ticket));
    }

    List<String> fetched(long ticket, List<Entry> entries) {
        return run(new Input.Fetched(ticket, entries));
    }

    /** What became of the snapshot that a member was to get. */
    List<String> snapshotEnded(int to, Optional<LogId> base) {
        return run(new Input.SnapshotEnded(n(to), base));
    }

    List<String> snapshotInstalled(long term, long index) {
        return snapshotInstalled(term, index, Members.NONE);
    }

    List<String> snapshotInstalled(long term, long index, Members members) {
        return run(new Input.SnapshotInstalled(new LogId(term, index), members));
    }

    /** A node says by which data directory it is known. */
    List<String> meets(int node, long incarnation) {
        return run(new Input.Met(n(node), incarnation));
    }

    List<String> closed(int peer) {
        return run(new Input.ConnectionClosed(n(peer)));
    }

    /** So many milliseconds pass. */
    void passes(long millis) {
        nowNanos += millis * MILLISECOND;
    }

    /** So many milliseconds pass, and then a tick comes. */
    List<String> ticks(long millis) {
        passes(millis);
        return run(new Input.Tick());
    }

    /** A turn of these inputs. */
    List<String> run(Input... inputs) {
        var effects = new ArrayList<Effect>();
        for (Input input : inputs) effects.addAll(engine.step(nowNanos, input));
        effects.addAll(engine.step(nowNanos, new Input.TurnEnds()));
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist(long ticket, var records)) lastTicket = ticket;
        }
        return Rendering.of(effects);
    }
}
