package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** What {@code -Psim} runs, and it alone: see {@link SimulationMain} for its properties. */
final class SimulationCampaign {

    @Test
    void everySeedKeepsEveryPromise() throws IOException {
        assertTrue(SimulationMain.isGood(), "the output says which seed, and how to replay it");
    }
}
