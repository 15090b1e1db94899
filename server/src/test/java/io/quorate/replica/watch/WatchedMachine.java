package io.quorate.replica.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.ChangeId;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.ForgottenPage;
import io.quorate.core.state.ForgottenStretch;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeyEvent;
import io.quorate.core.state.KeySpan;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.KeyspaceLimits;
import io.quorate.core.state.MemoryStore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A state machine, the hub of its changes, and turns that the test gives. */
final class WatchedMachine {

    private static final int KEYSPACE = 1;
    private static final int CACHE_BYTES = 1 << 12;

    final KeyValueMachine state = new KeyValueMachine(new MemoryStore(), CACHE_BYTES);
    final WatchSteps steps = new WatchSteps();
    final WatchHub hub;

    /** Another machine that is ahead, or not: what a snapshot may be taken of. */
    private MemoryStore elsewhere = new MemoryStore();

    private final List<Entry> log = new ArrayList<>();

    WatchedMachine(WatchLimits limits) {
        hub = new WatchHub(state, steps, limits);
    }

    static Command put(String key, String value) {
        return new Command.Put(KEYSPACE, Bytes.utf8(key), Bytes.utf8(value));
    }

    static Command delete(String key) {
        return new Command.Delete(KEYSPACE, Bytes.utf8(key));
    }

    static Interest key(String key) {
        return Interest.inAll(KeySpan.ofKey(KEYSPACE, Bytes.utf8(key)));
    }

    static Interest range(String from, String to) {
        return Interest.inAll(KeySpan.ofRange(KEYSPACE, Bytes.utf8(from), Bytes.utf8(to)));
    }

    /** Every change of a keyspace. */
    static Interest all(int keyspace) {
        return Interest.inAll(KeySpan.ofRange(keyspace, Bytes.EMPTY, Bytes.EMPTY));
    }

    static Command makeKeyspace(String name) {
        return new Command.CreateKeyspace(
                name, Keyspace.Replication.CONSENSUS, KeyspaceLimits.NONE);
    }

    /** Applies commands as one batch. */
    void apply(Command... commands) {
        List<Entry> batch = new ArrayList<>();
        for (Command command : commands) {
            batch.add(Entry.command(1, log.size() + 1, CommandCodec.encode(command)));
            log.add(batch.getLast());
        }
        assertTrue(state.apply(batch).isPresent());
        hub.applied();
    }

    /** Others commit commands that come here by a snapshot. */
    void install(Command... commands) {
        for (Command command : commands) {
            log.add(Entry.command(1, log.size() + 1, CommandCodec.encode(command)));
        }
        var ahead = new KeyValueMachine(elsewhere, CACHE_BYTES);
        assertTrue(ahead.apply(log.subList((int) ahead.applied().index(), log.size())).isPresent());
        assertTrue(elsewhere.flush());
        state.moveTo(elsewhere.reopened());
        elsewhere = elsewhere.reopened();
        hub.installed();
    }

    /** The past before a revision is given up, and its rows are gone at once. */
    void compact(long revision) {
        apply(new Command.Compact(revision));
        try (KeyValueView view = state.view()) {
            ForgottenPage all = view.forgotten(ChangeId.first(0), Integer.MAX_VALUE);
            assertTrue(state.forget(all));
            assertTrue(state.forget(new ForgottenStretch(ChangeId.first(0), all.next())));
        }
    }

    void turn() {
        hub.turnEnds(1);
    }

    /** Turns and pages until nothing is left to do. */
    void settle() {
        Optional<WatchSignal> page;
        do {
            turn();
            page = steps.read();
            page.ifPresent(hub::take);
        } while (page.isPresent() || steps.takeTurn());
    }

    /** What a store that has everything shows. */
    List<KeyEvent> all(Interest interest, long from) {
        int all = Integer.MAX_VALUE;
        try (KeyValueView view = state.view()) {
            return view.changes(interest, ChangeId.first(from), all, all).events();
        }
    }
}
