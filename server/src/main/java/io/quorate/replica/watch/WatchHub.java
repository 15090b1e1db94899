package io.quorate.replica.watch;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.ChangeId;
import io.quorate.core.state.FeedPage;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyEvent;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.watch.Watcher.Waits;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The watches of one node. Applying a change only marks whom it concerns; what they are sent is
 * gathered in the turns, so much in each and no more, from the ring of recent changes or, for one
 * whom the ring has left behind, from a page of the store that was read off the loop. A watcher
 * whose sink takes nothing waits, at the cost of his place in the sequence of changes.
 *
 * <p>Owned by the replica's loop. Whoever watches calls {@link #open} on it too, from an answer to
 * a read, and tells the rest by {@link WatchSignal}.
 */
public final class WatchHub {

    private final KeyValueMachine state;
    private final WatchPorts ports;
    private final WatchLimits limits;
    private final RecentChanges recent;
    private final Interests interests = new Interests();
    private final ProgressMarks marks = new ProgressMarks();
    private final Map<Long, Watcher> watchers = new LinkedHashMap<>();
    private final ArrayDeque<Watcher> due = new ArrayDeque<>();
    private final ArrayDeque<Watcher> behind = new ArrayDeque<>();

    private long lastId;
    private long revision;
    private int reading;
    private long nowNanos;
    private long term;
    private Optional<Long> leaderlessSinceNanos = Optional.empty();
    private boolean isStopping;
    private boolean isCondemned;

    /** A hub of the changes that a state machine makes, on the same loop. */
    public WatchHub(KeyValueMachine state, WatchPorts ports, WatchLimits limits) {
        this.state = state;
        this.ports = ports;
        this.limits = limits;
        this.recent = new RecentChanges(limits.recentBytes());
    }

    /**
     * Begins a watch. Its first sending comes at once and says from where on it shows changes.
     *
     * @param from the first revision to show, at most the state's next; 0 for the state's next
     * @param progressNanos a sending comes at least so often while the sink takes it
     * @return by what signals name it; empty if it has ended already
     */
    public Optional<Long> open(Interest interest, long from, long progressNanos, WatchSink sink) {
        long first = from == 0 ? state.revision() + 1 : from;
        InvariantViolation.require(
                first <= state.revision() + 1,
                "a watch from %d, and %d is the newest",
                first,
                state.revision());
        Optional<WatchEnd> obstacle = whyNotOpen(first);
        if (obstacle.isPresent()) {
            sink.end(obstacle.get());
            return Optional.empty();
        }
        if (watchers.isEmpty()) begin();
        var watcher = new Watcher(++lastId, interest, progressNanos, sink);
        watcher.next = ChangeId.first(first);
        watchers.put(watcher.id, watcher);
        interests.add(watcher);
        marks.add(watcher, nowNanos);
        queue(watcher);
        return Optional.of(watcher.id);
    }

    private Optional<WatchEnd> whyNotOpen(long first) {
        if (isStopping) return Optional.of(new WatchEnd.Stopping());
        if (isCondemned) return Optional.of(new WatchEnd.Unsound());
        if (isLeaderlessForLong()) return Optional.of(new WatchEnd.NoLeader());
        if (watchers.size() >= limits.watchesMax()) return Optional.of(new WatchEnd.TooMany());
        if (first >= state.compactedRevision()) return Optional.empty();
        return Optional.of(new WatchEnd.Compacted(first, state.compactedRevision()));
    }

    /** How many watches are open. */
    public int size() {
        return watchers.size();
    }

    /** How many of them the recent changes have left behind. */
    public int behind() {
        return behind.size() + reading;
    }

    /** From here on events are kept: while nobody watches they cost nothing. */
    private void begin() {
        state.events().want();
        restart();
    }

    private void restart() {
        revision = state.revision();
        recent.reset(revision);
    }

    /** A batch was applied: whom it concerns is to be sent it. */
    public void applied() {
        if (watchers.isEmpty()) return;
        if (!state.keyspaces().lastDeleted().isEmpty()) endDeleted();
        for (KeyEvent event : state.events().all()) {
            recent.add(event);
            interests.find(event, watcher -> concerns(watcher, event.change()));
        }
        revision = state.revision();
    }

    private void concerns(Watcher watcher, ChangeId change) {
        if (watcher.waits != Waits.FOR_CHANGES) return;
        watcher.next = change;
        queue(watcher);
    }

    /** The state is not to be shown: all watches end, and none begins until it is replaced. */
    public void condemned() {
        isCondemned = true;
        while (!watchers.isEmpty()) endSome(new WatchEnd.Unsound());
    }

    /** Whoever watches a keyspace that is gone is told at his turn, whatever else he waits for. */
    private void endDeleted() {
        for (Watcher watcher : watchers.values()) {
            boolean waits =
                    watcher.waits == Waits.FOR_CHANGES || watcher.waits == Waits.FOR_ITS_SINK;
            if (waits && isDeleted(watcher)) queue(watcher);
        }
    }

    private boolean isDeleted(Watcher watcher) {
        return !state.keyspaces().isLive(watcher.keyspace);
    }

    /** The state was replaced by a snapshot's: what lies in between is read from the store. */
    public void installed() {
        endDeleted();
        isCondemned = false;
        if (watchers.isEmpty()) return;
        ChangeId missed = ChangeId.first(revision + 1);
        restart();
        for (Watcher watcher : watchers.values()) concerns(watcher, missed);
    }

    /** Takes a signal. */
    public void take(WatchSignal signal) {
        switch (signal) {
            case WatchSignal.Ready(long id) ->
                    watcher(id)
                            .filter(watcher -> watcher.waits == Waits.FOR_ITS_SINK)
                            .ifPresent(this::queue);
            case WatchSignal.Closed(long id) -> watcher(id).ifPresent(this::remove);
            case WatchSignal.PageRead(long id, FeedPage page) -> {
                reading--;
                watcher(id).ifPresent(watcher -> takePage(watcher, page));
            }
            case WatchSignal.PageLost(long id) -> {
                reading--;
                watcher(id).ifPresent(this::queue);
            }
            case WatchSignal.GoOn() -> {}
        }
    }

    private Optional<Watcher> watcher(long id) {
        return Optional.ofNullable(watchers.get(id));
    }

    /** Time went on. */
    public void tick(long now, boolean hasLeader) {
        nowNanos = now;
        if (hasLeader) leaderlessSinceNanos = Optional.empty();
        else if (leaderlessSinceNanos.isEmpty()) leaderlessSinceNanos = Optional.of(now);
        if (isLeaderlessForLong()) endSome(new WatchEnd.NoLeader());
        marks.due(nowNanos, watchers, this::owesMark);
    }

    private boolean isLeaderlessForLong() {
        return leaderlessSinceNanos.isPresent()
                && nowNanos - leaderlessSinceNanos.get() >= limits.leaderlessNanos();
    }

    private void owesMark(Watcher watcher) {
        watcher.isOwedMark = true;
        concerns(watcher, ChangeId.first(revision + 1));
    }

    /** Ends all watches; none begins any more. */
    public void stop() {
        isStopping = true;
        while (!watchers.isEmpty()) endSome(new WatchEnd.Stopping());
    }

    /** So many at a time that the loop is not held up. */
    private void endSome(WatchEnd why) {
        List<Watcher> some = new ArrayList<>();
        for (Watcher watcher : watchers.values()) {
            if (some.size() == limits.sendingsPerTurn()) break;
            some.add(watcher);
        }
        for (Watcher watcher : some) end(watcher, why);
    }

    private void end(Watcher watcher, WatchEnd why) {
        remove(watcher);
        watcher.sink.end(why);
    }

    private void remove(Watcher watcher) {
        watcher.waits = Waits.FOR_NOTHING;
        watchers.remove(watcher.id);
        interests.remove(watcher);
        if (!watchers.isEmpty()) return;
        state.events().dismiss();
        restart();
    }

    private void queue(Watcher watcher) {
        watcher.waits = Waits.FOR_ITS_TURN;
        due.add(watcher);
    }

    /**
     * The end of a turn: whoever is due is sent something, as far as a turn's share goes.
     *
     * @param round the term or ballot round that this node is in
     */
    public void turnEnds(long round) {
        term = round;
        int sendings = 0;
        long bytes = 0;
        while (!due.isEmpty()
                && sendings < limits.sendingsPerTurn()
                && bytes < limits.bytesPerTurn()) {
            sendings++;
            bytes += serve(due.poll());
        }
        while (!behind.isEmpty() && reading < limits.readsMax()) read(behind.poll());
        if (!due.isEmpty()) ports.goOn();
    }

    /** Serves one whose turn it is. Answers how many bytes of events he was sent. */
    private long serve(Watcher watcher) {
        if (watcher.waits != Waits.FOR_ITS_TURN) return 0;
        if (isDeleted(watcher)) {
            end(watcher, new WatchEnd.KeyspaceDeleted());
            return 0;
        }
        if (!watcher.sink.isReady()) {
            watcher.waits = Waits.FOR_ITS_SINK;
            return 0;
        }
        if (recent.covers(watcher.next)) return sendRecent(watcher);
        if (watcher.isOwedMark) send(watcher, List.of());
        watcher.waits = Waits.FOR_A_READ;
        behind.add(watcher);
        return 0;
    }

    private long sendRecent(Watcher watcher) {
        List<KeyEvent> events = new ArrayList<>();
        long bytes = 0;
        int at = recent.position(watcher.next);
        int end = Math.min(recent.size(), at + limits.rowsMax());
        for (; at < end; at++) {
            KeyEvent event = recent.at(at);
            if (!watcher.interest.wants(event)) continue;
            KeyEvent shown = watcher.interest.shown(event);
            if (bytes + shown.bytes() > limits.responseBytes() && !events.isEmpty()) break;
            bytes += shown.bytes();
            events.add(shown);
        }
        boolean isAll = at == recent.size();
        watcher.next = isAll ? ChangeId.first(revision + 1) : recent.at(at).change();
        deliver(watcher, events);
        return bytes;
    }

    private void read(Watcher watcher) {
        if (watcher.waits != Waits.FOR_A_READ) return;
        if (isDeleted(watcher)) {
            end(watcher, new WatchEnd.KeyspaceDeleted());
            return;
        }
        if (!watcher.sink.isReady()) {
            watcher.waits = Waits.FOR_ITS_SINK;
            return;
        }
        long compacted = state.compactedRevision();
        if (watcher.next.revision() < compacted) {
            end(watcher, new WatchEnd.Compacted(watcher.next.revision(), compacted));
            return;
        }
        watcher.waits = Waits.FOR_A_PAGE;
        reading++;
        ports.read(
                new PageWork(
                        watcher.id,
                        state.view(),
                        watcher.interest,
                        watcher.next,
                        limits.responseBytes(),
                        limits.rowsMax()));
    }

    private void takePage(Watcher watcher, FeedPage page) {
        watcher.next = page.next();
        deliver(watcher, page.events());
    }

    /** Sends what was gathered up to the watcher's place, and sees what he waits for then. */
    private void deliver(Watcher watcher, List<KeyEvent> events) {
        if (!events.isEmpty() || watcher.isOwedMark) send(watcher, events);
        if (watcher.next.revision() > revision) watcher.waits = Waits.FOR_CHANGES;
        else queue(watcher);
    }

    private void send(Watcher watcher, List<KeyEvent> events) {
        watcher.isOwedMark = false;
        watcher.markDueNanos = nowNanos + watcher.progressNanos;
        watcher.sink.send(new Sending(events, watcher.next.revision() - 1, term, revision));
    }

    /** How many watches there are. */
    public int watches() {
        return watchers.size();
    }

    /** What the ring of recent changes takes, in bytes. */
    long recentBytes() {
        return recent.bytes();
    }

    /** What finding whom changes concern has cost so far, in comparisons. */
    long work() {
        return interests.work();
    }
}
