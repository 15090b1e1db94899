package io.quorate.replica.journal;

import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What groups ask of a journal, and what is to be done of it next. When that is done, and how long
 * it takes, is for whoever does it: a thread on a real node, an actor in the simulator. Owned by
 * that one.
 *
 * <p>A turn takes all that was posted, in order; looks ahead; stages all that waits as one batch
 * and forces it (group commit), unless there is no room for it yet; and answers one fetch.
 */
public final class JournalWork {

    /** What one fetch brings at most, by {@link Entry#bytes}; one entry may be larger. */
    public static final int FETCH_BYTES_MAX = 1 << 20;

    /** What is asked of a journal. */
    public sealed interface Post {

        /** Make records durable, behind all that were posted before. */
        record Persist(GroupId group, Effect.Persist persist) implements Post {}

        /** Read entries back. */
        record Fetch(GroupId group, Effect.FetchEntries fetch) implements Post {}

        /** Entries up to an index may be dropped. */
        record Release(GroupId group, long index) implements Post {}
    }

    /**
     * A batch that was staged, and is durable once it is forced.
     *
     * @param persists how many it answers
     * @param bytes of its records
     */
    public record Staged(int persists, long bytes) {}

    private final Journal journal;
    private final Ahead ahead;
    private final JournalAnswers answers;

    private final ArrayDeque<Post.Persist> persists = new ArrayDeque<>();
    private final ArrayDeque<Post.Fetch> fetches = new ArrayDeque<>();
    private final List<Append> batch = new ArrayList<>();
    private final TreeMap<GroupId, Long> tickets = new TreeMap<>();
    private boolean isSpareWanted;
    private boolean hasRoom = true;

    /** Takes the journal as its own. */
    public JournalWork(Journal journal, Ahead ahead, JournalAnswers answers) {
        this.journal = journal;
        this.ahead = ahead;
        this.answers = answers;
    }

    /**
     * Takes what was posted. A release is done at once, so it may overtake persists that wait for
     * room; what those may cut is asked before, in the order in which things were posted.
     */
    public void take(Post post) throws IOException {
        switch (post) {
            case Post.Persist persist -> {
                journal.requireMayCut(persist.group(), persist.persist().records());
                persists.add(persist);
            }
            case Post.Fetch fetch -> fetches.add(fetch);
            case Post.Release release -> journal.release(release.group(), release.index());
        }
    }

    /** Takes the segment that was prepared, asks for the next, and tells whether there is room. */
    public void lookAhead() {
        ahead.take().ifPresent(this::offer);
        if (!journal.hasSpare() && !isSpareWanted) {
            isSpareWanted = true;
            ahead.want();
        }
        if (hasRoom != ahead.isFailing()) return;
        hasRoom = !hasRoom;
        answers.room(hasRoom);
    }

    private void offer(Spare spare) {
        isSpareWanted = false;
        journal.offer(spare);
    }

    /**
     * Stages all that waits, as far as it fits one batch. It stays in the queue until it is
     * durable: where there is no room for it, the same is staged again when there is.
     *
     * @return what is to be forced; empty if nothing waits, or there is no room
     */
    public Optional<Staged> stage() throws IOException {
        long bytes = gather();
        if (batch.isEmpty() || !journal.hasRoomFor(bytes)) return Optional.empty();
        try {
            journal.stage(batch);
        } catch (DiskFull noRoom) {
            return Optional.empty();
        }
        return Optional.of(new Staged(batch.size(), bytes));
    }

    /** The next batch; its bytes. */
    private long gather() {
        batch.clear();
        tickets.clear();
        long bytes = 0;
        for (Post.Persist next : persists) {
            long more = Journal.recordsBytes(next.persist().records());
            if (bytes > 0 && bytes + more > journal.limits().batchBytesMax()) break;
            bytes += more;
            batch.add(new Append(next.group(), next.persist().records()));
            tickets.put(next.group(), next.persist().ticket());
        }
        return bytes;
    }

    /** Makes what was staged durable, and answers it. */
    public void force() throws IOException {
        journal.force();
        for (int i = batch.size(); i > 0; i--) persists.remove();
        for (Map.Entry<GroupId, Long> last : tickets.entrySet()) {
            answers.persisted(last.getKey(), last.getValue());
        }
    }

    /** Whether somebody waits for entries. */
    public boolean hasFetch() {
        return !fetches.isEmpty();
    }

    /** Answers the fetch that came first. */
    public void fetch() throws IOException, JournalDamaged {
        Post.Fetch next = fetches.remove();
        Effect.FetchEntries fetch = next.fetch();
        int bytesMax = Math.min(fetch.bytesMax(), FETCH_BYTES_MAX);
        List<Entry> entries = journal.read(next.group(), fetch.from(), fetch.to(), bytesMax);
        answers.fetched(next.group(), fetch.ticket(), entries);
    }
}
