package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Counts travel between processes as lines. */
final class CountsTest {

    @Test
    void aLineReadsAsItWasWrittenAndAddsUp() {
        var counts = new Counts();
        counts.saw(Situation.CRASH);
        counts.saw(Situation.CRASH);
        counts.ran(5, 6, 7, 8);

        Counts sum = Counts.parse(counts.line());
        assertEquals(counts.line(), sum.line());
        sum.add(counts);
        assertEquals(4, sum.of(Situation.CRASH));
        assertEquals(14, sum.operations());
        assertEquals(2, sum.seeds());
    }
}
