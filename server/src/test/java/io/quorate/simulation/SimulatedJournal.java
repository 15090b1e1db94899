package io.quorate.simulation;

import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.GroupId;
import io.quorate.replica.Arrival;
import io.quorate.replica.Durability;
import io.quorate.replica.journal.Ahead;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalAnswers;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalWork;
import io.quorate.replica.journal.JournalWork.Post;
import io.quorate.replica.journal.Spare;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The journal's thread as an actor: it does the same {@link JournalWork} in the same order as
 * {@code JournalThread}, but a force and a read return later, with any event in between. A second
 * actor prepares segments ahead, and tries again while the disk is full.
 */
final class SimulatedJournal implements Durability, JournalAnswers {

    /** How long the preparing actor waits after a disk that was full. */
    private static final long RETRY_NANOS = 500_000_000L;

    /** Where the actors run. */
    interface Host {

        /** Does a step of the actor after a time, if the process lives then and is not paused. */
        void later(long nanos, DiskStep step);

        void post(Arrival arrival);

        /** Everything up to a ticket is durable, and nobody was told yet. */
        void durable(long ticket);

        /** The journal goes on in another segment. */
        void rolled();

        long wakeNanos();

        long forceNanos();

        long readNanos();

        long prepareNanos();
    }

    /** A step that may meet the disk's faults. */
    interface DiskStep {
        void run() throws IOException, JournalDamaged;
    }

    private final Journal journal;
    private final Host host;
    private final JournalWork work;

    /** What was posted, in order, and was not taken yet. */
    private final ArrayDeque<Post> arrivals = new ArrayDeque<>();

    /** Whether a turn is under way, or is to come. */
    private boolean isBusy;

    /** Whether something came since the last turn began. */
    private boolean isWoken;

    SimulatedJournal(Journal journal, Host host) {
        this.journal = journal;
        this.host = host;
        work = new JournalWork(journal, this.new Preparing(), this);
    }

    @Override
    public void persist(GroupId group, Effect.Persist persist) {
        post(new Post.Persist(group, persist));
    }

    @Override
    public void fetch(GroupId group, Effect.FetchEntries fetch) {
        post(new Post.Fetch(group, fetch));
    }

    @Override
    public void release(GroupId group, long index) {
        post(new Post.Release(group, index));
    }

    private void post(Post post) {
        arrivals.add(post);
        wake();
    }

    /** Looks whether there is anything to do. */
    void wake() {
        isWoken = true;
        if (!isBusy) goOn();
    }

    private void goOn() {
        isBusy = true;
        host.later(host.wakeNanos(), this::turn);
    }

    private void turn() throws IOException {
        isWoken = false;
        for (Post next = arrivals.poll(); next != null; next = arrivals.poll()) work.take(next);
        work.lookAhead();
        long segmentsBytes = journal.bytes();
        boolean isStaged = work.stage().isPresent();
        if (journal.bytes() > segmentsBytes) host.rolled();
        if (isStaged) host.later(host.forceNanos(), this::forced);
        else fetchIfAsked(After.NOTHING);
    }

    private void forced() throws IOException {
        work.force();
        fetchIfAsked(After.SOMETHING);
    }

    private void fetchIfAsked(After before) {
        if (work.hasFetch()) host.later(host.readNanos(), this::fetchNow);
        else turned(before);
    }

    private void fetchNow() throws IOException, JournalDamaged {
        work.fetch();
        turned(After.SOMETHING);
    }

    /** What a turn did until now. */
    private enum After {
        NOTHING,
        SOMETHING
    }

    /** A turn that did something is followed by another; one that did nothing waits. */
    private void turned(After done) {
        isBusy = false;
        if (isWoken || done == After.SOMETHING) goOn();
    }

    @Override
    public void persisted(GroupId group, long ticket) {
        host.durable(ticket);
        host.post(new Arrival.Persisted(ticket));
    }

    @Override
    public void fetched(GroupId group, long ticket, List<Entry> entries) {
        host.post(new Arrival.Fetched(ticket, entries));
    }

    @Override
    public void room(boolean hasRoom) {
        host.post(new Arrival.JournalRoom(hasRoom));
    }

    /** The thread that prepares segments, as an actor. */
    private final class Preparing implements Ahead {

        private Optional<Spare> ready = Optional.empty();
        private boolean isFailing;

        @Override
        public void want() {
            host.later(host.prepareNanos(), this::prepare);
        }

        @Override
        public Optional<Spare> take() {
            Optional<Spare> taken = ready;
            ready = Optional.empty();
            return taken;
        }

        @Override
        public boolean isFailing() {
            return isFailing;
        }

        private void prepare() {
            try {
                ready = Optional.of(journal.spares().prepare());
                isFailing = false;
            } catch (IOException full) {
                isFailing = true;
                host.later(RETRY_NANOS, this::prepare);
            }
            wake();
        }
    }
}
