package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.core.engine.Effect;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class CompactionTest {

    private static final class Releases implements Durability {

        private final List<Long> indexes = new ArrayList<>();

        @Override
        public void persist(GroupId group, Effect.Persist persist) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void fetch(GroupId group, Effect.FetchEntries fetch) {
            throw new AssertionError("nobody reads");
        }

        @Override
        public void release(GroupId group, long index) {
            indexes.add(index);
        }
    }

    private final Releases releases = new Releases();
    private final Compaction compaction =
            new Compaction(
                    GroupId.FIRST, releases, () -> {}, Limits.defaults(), () -> Long.MAX_VALUE);

    /** The journal begins behind it, so nobody can go on from a snapshot that is older. */
    @Test
    void theLogBeforeASnapshotThatWasInstalledIsGivenUp() {
        compaction.installed(new LogId(3, 206));
        assertEquals(206, compaction.releasedIndex());
    }

    @Test
    void whatComesAfterASnapshotIsReleasedAsEver() {
        compaction.installed(new LogId(3, 206));
        compaction.released(210);
        compaction.flushed(new LogId(3, 208));
        compaction.flushed(new LogId(3, 212));
        assertEquals(List.of(208L, 210L), releases.indexes);
    }
}
