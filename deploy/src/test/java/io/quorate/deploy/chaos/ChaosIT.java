package io.quorate.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/** Real processes under all that a seed draws, while clients work on them. */
class ChaosIT {

    /** With the round on containers, more than ten minutes. */
    private static final int ROUNDS = 2;

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // a campaign may be as long as it likes
    void whatWasAcknowledgedIsKeptAndWhatWasReadWasTrue() {
        Tally tally = new Campaign(ChaosIT.class, Processes::new, ROUNDS).play();
        assertTrue(tally.rounds() > 0, "no round was played");
        assertTrue(tally.hasItsKills(), tally::toString);
    }
}
