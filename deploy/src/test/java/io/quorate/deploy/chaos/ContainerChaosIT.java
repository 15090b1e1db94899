package io.quorate.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.deploy.container.WithDocker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/** Containers of the image under all that a seed draws, while clients work on them. */
@WithDocker
class ContainerChaosIT {

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // a campaign may be as long as it likes
    void whatWasAcknowledgedIsKeptAndWhatWasReadWasTrue() {
        Tally tally = new Campaign(ContainerChaosIT.class, Containers::new, 1).play();
        assertTrue(tally.rounds() > 0, "no round was played");
        assertTrue(tally.hasItsKills(), tally::toString);
    }
}
