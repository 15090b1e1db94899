package io.quorate.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/** Real processes under kills, stops and pauses that a seed draws, while clients work on them. */
class ChaosIT {

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // a campaign may be as long as it likes
    void whatWasAcknowledgedIsKeptAndWhatWasReadWasTrue() {
        Tally tally = new Campaign(ChaosIT.class, Processes::new).play();
        assertTrue(tally.rounds() > 0, "no round was played");
        assertTrue(tally.hasItsKills(), tally::toString);
    }
}
