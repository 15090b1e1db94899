package io.quorate.simulation;

import io.quorate.client.core.Input;
import io.quorate.client.core.Reason;
import io.quorate.client.core.Sent;
import io.quorate.client.core.WatchInput;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyEvent;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.watch.Sending;
import io.quorate.replica.watch.WatchEnd;
import io.quorate.replica.watch.WatchSignal;
import io.quorate.replica.watch.WatchSink;

import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * One stream of a watch: from the connection to its end. What the node sends arrives late but in
 * order; it sends no more than so much that the client has not taken.
 */
final class WatchAttempt implements SimulatedHost.Caller, ReadAnswer, WatchSink {

    /** How much may be on its way. */
    private static final int WINDOW = 3;

    /** What a watch asks of a node. */
    record Wish(Interest interest, long from, Arrival.Level level, long progressNanos) {}

    /** Whom the stream tells. */
    interface Owner {

        /** Something has arrived; the stream waits to be told that it was taken. */
        void arrived(WatchAttempt attempt, Sending sending);

        /** The stream has ended. */
        void ended(WatchAttempt attempt, WatchInput<KeyEvent> input);
    }

    private final ClientLink link;
    private final Wish wish;
    private final Owner owner;
    private final TreeMap<Long, Runnable> early = new TreeMap<>();
    private Sent sent;
    private boolean isOver;
    private boolean isGivenUp;
    private int life;
    private int unread;
    private long sendings;
    private long arrivals;
    private Optional<Long> watch = Optional.empty();

    WatchAttempt(ClientLink link, Wish wish, Owner owner) {
        this.link = link;
        this.wish = wish;
        this.owner = owner;
        sent = link.isConnected() ? Sent.MAYBE : Sent.NEVER;
    }

    Sent sent() {
        return sent;
    }

    private SimulatedHost host() {
        return link.host();
    }

    void begin() {
        if (sent == Sent.MAYBE) link.toNode(this::arrive, this::connectionClosed);
        else link.connect(this::connected, this::refused);
    }

    private void connected() {
        if (isOver) return;
        sent = Sent.MAYBE;
        link.toNode(this::arrive, this::connectionClosed);
    }

    private void refused() {
        end(new WatchInput.Broken<>("connection refused"));
    }

    private void arrive() {
        life = host().life();
        if (isGivenUp) return;
        if (!host().request(this, this::request)) connectionClosed();
    }

    private Arrival.Request request() {
        if (wish.from() == 0) return new Arrival.Read(wish.level(), this);
        if (wish.from() == 1) return new Arrival.Read(Arrival.Level.EVENTUAL, this);
        return new Arrival.ReadSince(wish.from() - 1, this);
    }

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        host().burn();
        if (isGivenUp) return;
        var hub = host().process().orElseThrow().watches();
        watch = hub.open(wish.interest(), wish.from(), wish.progressNanos(), this);
    }

    @Override
    public void failed(Failure failure) {
        if (failure instanceof Failure.OutcomeUnknown) throw new AssertionError("a read is known");
        var refused = (Input.Refused) Refusals.of(failure);
        back(() -> end(new WatchInput.Refused<>(refused.reason(), failure.toString())));
    }

    @Override
    public boolean isReady() {
        return unread < WINDOW;
    }

    @Override
    public void send(Sending sending) {
        host().burn();
        unread++;
        back(
                () -> {
                    if (!isOver) owner.arrived(this, sending);
                });
    }

    @Override
    public void end(WatchEnd why) {
        host().forget(this);
        Reason reason =
                switch (why) {
                    case WatchEnd.Compacted _ -> Reason.COMPACTED;
                    case WatchEnd.KeyspaceDeleted() -> Reason.KEYSPACE_NOT_FOUND;
                    case WatchEnd.NoLeader() -> Reason.NO_LEADER;
                    case WatchEnd.TooMany() -> Reason.OVERLOADED;
                    case WatchEnd.Unsound() -> Reason.STATE_UNSOUND;
                    case WatchEnd.Stopping() -> Reason.SHUTTING_DOWN;
                };
        if (reason == Reason.NO_LEADER) link.saw(Situation.WATCH_SENT_ELSEWHERE);
        back(() -> end(new WatchInput.Refused<>(reason, why.toString())));
    }

    private void back(Runnable what) {
        long number = sendings++;
        link.toClient(() -> inOrder(number, what), this::connectionClosed);
    }

    private void inOrder(long number, Runnable what) {
        early.put(number, what);
        while (!early.isEmpty() && early.firstKey() == arrivals) {
            arrivals++;
            early.pollFirstEntry().getValue().run();
        }
    }

    /** The client has taken one sending. */
    void taken() {
        if (isOver) return;
        link.toNode(
                () -> {
                    unread--;
                    signal(WatchSignal.Ready::new);
                },
                this::connectionClosed);
    }

    private void signal(LongFunction<WatchSignal> what) {
        if (!host().isUp() || host().life() != life || watch.isEmpty()) return;
        host().process().orElseThrow().post(new Arrival.OfWatch(what.apply(watch.get())));
    }

    private void end(WatchInput<KeyEvent> input) {
        if (isOver) return;
        isOver = true;
        owner.ended(this, input);
    }

    @Override
    public void connectionClosed() {
        link.closed();
        if (isOver) return;
        link.inAMoment(() -> end(new WatchInput.Broken<>("connection reset")));
    }

    /** The client gives it up; the node learns of it. */
    void abandon() {
        if (isOver) return;
        host().forget(this);
        if (sent == Sent.MAYBE) {
            link.toNode(
                    () -> {
                        isGivenUp = true;
                        signal(WatchSignal.Closed::new);
                    },
                    () -> {});
        }
        end(new WatchInput.Broken<>("given up by the caller"));
    }
}
