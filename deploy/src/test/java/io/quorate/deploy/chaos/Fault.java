package io.quorate.deploy.chaos;

import java.time.Duration;

/** One thing that goes wrong with a cluster, and ends. */
sealed interface Fault {

    /** A minority is struck; the others go on. */
    record One(Blow blow, Victim victim, Duration lasts) implements Fault {}

    /** The leader is struck and, before that is mended, a follower too. */
    record Two(Blow leader, Blow follower, Victim.Follower victim, Duration lasts)
            implements Fault {}

    /** All members are struck at once. */
    record All(Blow blow, Duration lasts) implements Fault {}

    /**
     * One direction of one link is cut: what one sends to the other does not arrive.
     *
     * @param isFromLeader whether it is the leader's packets to the follower, or the follower's
     */
    record OneWay(boolean isFromLeader, Victim.Follower follower, Duration lasts)
            implements Fault {}

    /**
     * No packet passes between one half of the members and the other; clients reach both.
     *
     * @param leads whether the leader is in the smaller half
     * @param first the first follower that is in it
     */
    record Halves(boolean leads, Victim.Follower first, Duration lasts) implements Fault {}

    /** One after the other is stopped, started, and waited for. */
    record RollingRestart() implements Fault {}
}
