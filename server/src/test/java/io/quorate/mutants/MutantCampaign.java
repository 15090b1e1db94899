package io.quorate.mutants;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@link Mutants} with the class path of a build; not part of one unless it is asked for. */
class MutantCampaign {

    @Test
    void everyPlantedBugIsFound() throws Exception {
        assertTrue(Mutants.areAllFound());
    }
}
