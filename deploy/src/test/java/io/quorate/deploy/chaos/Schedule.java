package io.quorate.deploy.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The faults of a round: always the same deck, so that each round has its kills of leaders and all
 * else, shuffled by the seed, with whom, how long and what together drawn from it.
 */
final class Schedule {

    private static final int KILLS_OF_LEADERS = 15;
    private static final int KILLS_OF_FOLLOWERS = 5;

    /** Beside those, the leader and a follower are killed together, and all members of a few. */
    static final int KILLS_OF_LEADERS_MIN = KILLS_OF_LEADERS + 2;

    static final int KILLS_MIN = KILLS_OF_LEADERS + KILLS_OF_FOLLOWERS + 2 + 3;

    private static final int LASTS_MILLIS_MIN = 50;
    private static final int LASTS_MILLIS_MAX = 1_500;

    private final SplittableRandom random;
    private final List<Blow> blows;

    private Schedule(long seed, Set<Blow> blows) {
        this.random = new SplittableRandom(seed);
        this.blows = List.copyOf(EnumSet.copyOf(blows)); // in the order of their declaration
    }

    /**
     * The faults that a seed draws.
     *
     * @param blows what the target can deal
     */
    static List<Fault> of(long seed, Set<Blow> blows) {
        return new Schedule(seed, blows).shuffled();
    }

    private List<Fault> shuffled() {
        List<Fault> deck = deck();
        for (int i = deck.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            deck.set(i, deck.set(other, deck.get(i)));
        }
        return deck;
    }

    private List<Fault> deck() {
        List<Fault> deck = new ArrayList<>();
        for (int i = 0; i < KILLS_OF_LEADERS; i++) deck.add(leader(Blow.KILL));
        for (int i = 0; i < KILLS_OF_FOLLOWERS; i++) deck.add(follower(Blow.KILL));
        for (Blow blow : blows) {
            if (blow == Blow.KILL) continue;
            deck.add(leader(blow));
            deck.add(follower(blow));
        }
        deck.add(new Fault.Two(Blow.KILL, Blow.KILL, follower(), lasts()));
        deck.add(new Fault.Two(any(), any(), follower(), lasts()));
        deck.add(new Fault.All(Blow.KILL, lasts()));
        deck.add(new Fault.All(any(), lasts()));
        if (blows.contains(Blow.DEAF)) { // then to some, too
            for (boolean ofLeader : List.of(true, false)) {
                deck.add(new Fault.OneWay(ofLeader, follower(), lasts()));
                deck.add(new Fault.Halves(ofLeader, follower(), lasts()));
            }
        }
        deck.add(new Fault.RollingRestart());
        return deck;
    }

    private Fault leader(Blow blow) {
        return new Fault.One(blow, new Victim.Leader(), lasts());
    }

    private Fault follower(Blow blow) {
        return new Fault.One(blow, follower(), lasts());
    }

    private Victim.Follower follower() {
        return new Victim.Follower(random.nextInt(Integer.MAX_VALUE));
    }

    private Blow any() {
        return blows.get(random.nextInt(blows.size()));
    }

    private Duration lasts() {
        return Duration.ofMillis(random.nextInt(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX));
    }
}
