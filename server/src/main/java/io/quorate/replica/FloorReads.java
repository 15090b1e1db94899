package io.quorate.replica;

import io.quorate.core.session.Floor;
import io.quorate.core.state.KeyValueMachine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The reads of sessions that have seen more than this replica has applied. They wait until it has
 * come up to their floors, and not for long: then another member is the better one.
 *
 * <p>Whoever waits has the leader asked for an index too. What an answer can have shown was
 * committed before the read came; so once that index is applied, a floor that is still not reached
 * was not made by any answer of this cluster in this epoch.
 */
final class FloorReads {

    /** How many may wait: one more is told at once that this member is behind. */
    static final int WAITING_MAX = 4_096;

    /** How long one waits at most: less than a client is patient before it asks elsewhere. */
    static final long WAIT_NANOS_MAX = 500_000_000;

    private record Waiting(long number, long deadlineNanos, Arrival.ReadSession read) {

        static final Comparator<Waiting> LOWEST_FLOOR_FIRST =
                Comparator.<Waiting, Floor>comparing(waiting -> waiting.read().floor())
                        .thenComparing(Waiting::number);
    }

    private final Reads.Server server;
    private final Observer observer;
    private final TreeSet<Waiting> waiting = new TreeSet<>(Waiting.LOWEST_FLOOR_FIRST);
    private long lastNumber;
    private long lastAsked;
    private int rounds;

    FloorReads(Reads.Server server, Observer observer) {
        this.server = server;
        this.observer = observer;
    }

    int size() {
        return waiting.size();
    }

    /** How many have had to wait. */
    long waits() {
        return lastNumber;
    }

    /** How many indexes it waits for. */
    int rounds() {
        return rounds;
    }

    /** Serves a read whose floor is reached; any other waits, if it may. */
    void take(long nowNanos, Arrival.ReadSession read) {
        Standing here = server.standing();
        if (here.reached().hasReached(read.floor())) {
            server.serve(read.answer(), here);
        } else if (here.reached().isOfLaterEpochThan(read.floor())) {
            read.answer().failed(new Failure.OtherEpoch(read.floor(), here.reached()));
        } else if (waiting.size() >= WAITING_MAX) {
            fail(read);
        } else {
            long wait = Math.min(read.waitNanosMax(), WAIT_NANOS_MAX);
            waiting.add(new Waiting(++lastNumber, nowNanos + wait, read));
        }
    }

    /** Waits for an index on behalf of those that began to wait since the last one. */
    Optional<ReadAnswer> round() {
        if (lastAsked == lastNumber) return Optional.empty();
        lastAsked = lastNumber;
        rounds++;
        return Optional.of(new Round(lastNumber));
    }

    /** The state has come further, perhaps. */
    void reached() {
        Floor here = server.standing().reached();
        while (!waiting.isEmpty() && !isAhead(waiting.first(), here)) {
            Waiting next = waiting.pollFirst();
            if (here.hasReached(next.read().floor())) {
                server.serve(next.read().answer(), server.standing());
            } else {
                next.read().answer().failed(new Failure.OtherEpoch(next.read().floor(), here));
            }
        }
    }

    private static boolean isAhead(Waiting waiting, Floor here) {
        return waiting.read().floor().compareTo(here) > 0;
    }

    /** Ends the wait of those whose time is over. */
    void expire(long nowNanos) {
        List<Waiting> late = new ArrayList<>();
        for (Waiting each : waiting) {
            if (nowNanos - each.deadlineNanos() >= 0) late.add(each);
        }
        for (Waiting each : late) {
            waiting.remove(each);
            fail(each.read());
        }
    }

    private void fail(Arrival.ReadSession read) {
        Floor here = server.standing().reached();
        Failure behind = new Failure.Behind(read.floor(), here, server.leader());
        observer.readsFailed(behind, 1);
        read.answer().failed(behind);
    }

    /** Ends the wait of all. */
    void refuseAll(Failure failure) {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        for (Waiting each : all) each.read().answer().failed(failure);
    }

    /** All is applied that was committed when the reads up to a number came. */
    private void judge(long lastOfRound) {
        Floor here = server.standing().reached();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            if (next.number() > lastOfRound) continue;
            each.remove();
            Floor floor = next.read().floor();
            next.read()
                    .answer()
                    .failed(
                            floor.isOfLaterEpochThan(here)
                                    ? new Failure.OtherEpoch(floor, here)
                                    : new Failure.FutureFloor(floor, here));
        }
    }

    /** If it fails, those who wait go on waiting: they may be reached without. */
    private final class Round implements ReadAnswer {

        private final long lastOfRound;

        Round(long lastOfRound) {
            this.lastOfRound = lastOfRound;
        }

        @Override
        public void serve(KeyValueMachine state, Standing standing) {
            rounds--;
            judge(lastOfRound);
        }

        @Override
        public void failed(Failure failure) {
            rounds--;
        }
    }
}
