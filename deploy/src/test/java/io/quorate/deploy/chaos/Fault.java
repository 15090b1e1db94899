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

    /** One after the other is stopped, started, and waited for. */
    record RollingRestart() implements Fault {}
}
