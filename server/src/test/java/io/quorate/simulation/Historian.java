package io.quorate.simulation;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Outcome;
import io.quorate.core.state.RangeCursor;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.replica.WriteAnswer;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One who reads the past at any node, and has some of it given up: to revisions that make sense and
 * to such as do not. Whatever he is shown must be what was, and what he is refused must be gone.
 */
final class Historian {

    private static final long MILLISECOND = 1_000_000;

    /** A view is held open for so long at most, whatever is removed meanwhile. */
    private static final long LOOK_NANOS_MAX = 500 * MILLISECOND;

    private final World world;
    private final Cluster cluster;
    private final SplittableRandom random;
    private final long meanNanos;
    private final double compacting;
    private boolean isStopped;

    Historian(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        random = world.randomness().of("historian");
        meanNanos = Randomness.logarithmic(random, 20, 2_000) * MILLISECOND;
        compacting = random.nextBoolean() ? random.nextDouble(0.5) : 0;
    }

    void begin() {
        world.scheduler().after(Randomness.exponential(random, meanNanos), this::next);
    }

    /** He has seen enough. */
    void stop() {
        isStopped = true;
    }

    private void next() {
        if (isStopped) return;
        SimulatedHost host = cluster.shuffled(random).getFirst();
        long revision = 1 + random.nextLong(revision() + 2);
        if (random.nextDouble() < compacting) compact(host, revision);
        else if (revision > 0) read(host, revision);
        begin();
    }

    private long revision() {
        return world.ledger().state().revision();
    }

    private void compact(SimulatedHost host, long revision) {
        world.event("compacts", host.index(), revision, revision);
        Bytes command = CommandCodec.encode(new Command.Compact(revision));
        host.ask(new Arrival.Write(command, new Compacted(host, revision)));
    }

    private void read(SimulatedHost host, long revision) {
        host.ask(new Arrival.ReadPast(revision, new Shown(host, revision)));
    }

    /** Waits for a compaction. */
    private final class Compacted implements WriteAnswer {

        private final SimulatedHost asked;
        private final long revision;

        Compacted(SimulatedHost asked, long revision) {
            this.asked = asked;
            this.revision = revision;
        }

        @Override
        public void done(Outcome outcome, Standing standing) {
            asked.burn();
            boolean isRight =
                    switch (outcome) {
                        case Outcome.Compacted(long floor, long newest) ->
                                floor == revision && newest >= revision;
                        case Outcome.Refused(Objection.Compacted(long of, long floor)) ->
                                of == revision
                                        && floor >= revision
                                        && floor <= world.ledger().state().compacted();
                        case Outcome.Refused(Objection.FutureRevision(long of, long newest)) ->
                                of == revision && newest < revision;
                        case Outcome.Refused _,
                                Outcome.Put _,
                                Outcome.Deleted _,
                                Outcome.Read _,
                                Outcome.Txn _,
                                Outcome.Registered _,
                                Outcome.Leased _,
                                Outcome.OfKeyspace _,
                                Outcome.Nothing _ ->
                                false;
                    };
            InvariantViolation.require(
                    isRight, "a compaction to %d came out as %s", revision, outcome);
            world.saw(
                    outcome instanceof Outcome.Compacted
                            ? Situation.PAST_GIVEN_UP
                            : Situation.COMPACTION_REFUSED);
        }

        @Override
        public void failed(Failure failure) {
            asked.burn();
        }
    }

    /** Waits for all keys at a revision. */
    private final class Shown implements ReadAnswer {

        private final SimulatedHost asked;
        private final long revision;

        Shown(SimulatedHost asked, long revision) {
            this.asked = asked;
            this.revision = revision;
        }

        @Override
        public void serve(KeyValueMachine state, Standing standing) {
            asked.burn();
            KeyValueView view = state.view();
            RangeCursor cursor =
                    view.rangeAt(Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY, revision);
            world.saw(Situation.PAST_READ_DONE);
            look(view, cursor, state.compactedRevision());
        }

        /** At once or later, and then whatever was given up meanwhile. */
        private void look(KeyValueView view, RangeCursor cursor, long compacted) {
            world.scheduler()
                    .after(
                            random.nextInt(3) == 0 ? random.nextLong(LOOK_NANOS_MAX) : 0,
                            () -> {
                                if (world.ledger().state().compacted() > revision) {
                                    world.saw(Situation.PAST_READ_OUTLIVED_IT);
                                }
                                try (view) {
                                    require(cursor, compacted);
                                } catch (IllegalStateException storeIsClosed) {
                                    world.saw(Situation.PAST_READ_LOST);
                                }
                            });
        }

        private void require(RangeCursor cursor, long compacted) {
            Map<Bytes, Bytes> held = new TreeMap<>();
            List<KeyVersion> all = cursor.next(Integer.MAX_VALUE, Integer.MAX_VALUE).versions();
            for (KeyVersion each : all) held.put(each.key(), each.version().value());
            Map<Bytes, Bytes> was = world.ledger().state().keys().allAt(revision);
            InvariantViolation.require(
                    held.equals(was),
                    "%s, which has the past from %d on, shows other keys at revision %d",
                    asked.id(),
                    compacted,
                    revision);
        }

        @Override
        public void failed(Failure failure) {
            asked.burn();
            if (!(failure instanceof Failure.Compacted(long of, long compacted))) return;
            InvariantViolation.require(
                    of == revision
                            && revision < compacted
                            && compacted <= world.ledger().state().compacted(),
                    "a read of %d is refused: %s",
                    revision,
                    failure);
            world.saw(Situation.PAST_READ_REFUSED);
        }
    }
}
