package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;

import io.grpc.StatusRuntimeException;
import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.MemoryStore;
import io.quorate.core.state.Outcome;
import io.quorate.v1.Fence;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Places in queues, as the state machine has them. */
class LockQueueTest {

    private static final LockQueue QUEUE = queue("jobs");
    private static final Optional<Bytes> ANY = Optional.empty();

    private final KeyValueMachine machine = new KeyValueMachine(new MemoryStore());

    private static LockQueue queue(String name) {
        return LockQueue.of(ByteString.copyFromUtf8(name));
    }

    @Test
    void placesAreHadInTheOrderInWhichTheyWereTaken() {
        long third = enter(QUEUE, 0x300, ANY);
        long first = enter(QUEUE, 0x100, ANY);
        long second = enter(QUEUE, 0x200, ANY);
        assertEquals(new LockQueue.Rank.First(), rank(0x300, third));
        assertEquals(new LockQueue.Rank.Behind(QUEUE.key(0x300)), rank(0x100, first));
        assertEquals(new LockQueue.Rank.Behind(QUEUE.key(0x100)), rank(0x200, second));
        leave(0x100, first);
        assertEquals(new LockQueue.Rank.Gone(), rank(0x100, first));
        assertEquals(new LockQueue.Rank.Behind(QUEUE.key(0x300)), rank(0x200, second));
        leave(0x300, third);
        assertEquals(new LockQueue.Rank.First(), rank(0x200, second));
    }

    @Test
    void aLeaseThatAsksTwiceHasOnePlace() {
        long first = enter(QUEUE, 1, ANY);
        enter(QUEUE, 2, ANY);
        assertEquals(first, enter(QUEUE, 1, ANY));
        assertEquals(new LockQueue.Rank.First(), rank(1, first));
    }

    @Test
    void aPlaceThatWasGivenUpAndTakenAnewIsAnother() {
        long first = enter(QUEUE, 1, ANY);
        assertEquals(true, leave(1, first));
        long again = enter(QUEUE, 1, ANY);
        assertEquals(new LockQueue.Rank.Gone(), rank(1, first));
        assertEquals(false, leave(1, first));
        assertEquals(new LockQueue.Rank.First(), rank(1, again));
    }

    @Test
    void aCandidateSaysWhatItSaysWithoutLosingItsPlace() {
        long created = enter(QUEUE, 1, Optional.of(Bytes.utf8("one")));
        long written = machine.revision();
        enter(QUEUE, 1, Optional.of(Bytes.utf8("one")));
        assertEquals(written, machine.revision());
        assertEquals(created, enter(QUEUE, 1, Optional.of(Bytes.utf8("other"))));
        enter(QUEUE, 1, ANY);
        try (KeyValueView view = machine.view()) {
            var leader = QUEUE.first(view).orElseThrow();
            assertEquals(Bytes.utf8("other"), leader.version().value());
            assertEquals(1, leader.version().lease());
        }
    }

    /** A name that another begins with, keys that a lease's number is not the whole rest of. */
    @Test
    void onlyItsOwnPlacesAreInAQueue() {
        enter(queue("jobs/a"), 1, ANY);
        enter(queue("jobs/1"), 1, ANY);
        enter(queue("job"), 1, ANY);
        for (String other :
                List.of("jobs/", "jobs/x", "jobs/01", "jobs/A", "jobs/11111111111111111")) {
            apply(new Command.Put(Keyspaces.DEFAULT, Bytes.utf8(other), Bytes.EMPTY));
        }
        try (KeyValueView view = machine.view()) {
            assertEquals(Optional.empty(), QUEUE.first(view));
        }
        long created = enter(QUEUE, 2, ANY);
        assertEquals(new LockQueue.Rank.First(), rank(2, created));
    }

    @Test
    void aPlacesKeyNamesItsLease() {
        for (long lease : new long[] {1, 255, Long.MAX_VALUE - 1}) {
            assertEquals(OptionalLong.of(lease), LockQueue.lease(QUEUE.key(lease)));
        }
        for (String none : List.of("/1", "jobs", "jobs/", "jobs/g", "jobs/12345678901234567")) {
            assertEquals(OptionalLong.empty(), LockQueue.lease(Bytes.utf8(none)), none);
        }
    }

    @Test
    void namesHaveTheirLimits() {
        assertThrows(StatusRuntimeException.class, () -> queue(""));
        assertThrows(StatusRuntimeException.class, () -> queue("n".repeat(8_176)));
        LockQueue longest = queue("n".repeat(8_175));
        enter(longest, Long.MAX_VALUE - 1, ANY);
    }

    private LockQueue.Rank rank(long lease, long created) {
        try (KeyValueView view = machine.view()) {
            return QUEUE.rank(view, QUEUE.key(lease), created);
        }
    }

    private long enter(LockQueue queue, long lease, Optional<Bytes> value) {
        if (!machine.leases().contains(lease)) apply(new Command.GrantLease(lease, 1L << 40));
        return LockCommands.entered(apply(LockCommands.enter(queue, lease, value)));
    }

    private boolean leave(long lease, long created) {
        var place =
                Fence.newBuilder()
                        .setKey(KvService.uncopied(QUEUE.key(lease)))
                        .setCreateRevision(created)
                        .build();
        return LockCommands.left(apply(LockCommands.leave(1, place)));
    }

    private Outcome apply(Command command) {
        long index = machine.applied().index() + 1;
        var entry = Entry.command(1, index, CommandCodec.encode(command));
        return machine.apply(List.of(entry)).orElseThrow().getFirst();
    }
}
