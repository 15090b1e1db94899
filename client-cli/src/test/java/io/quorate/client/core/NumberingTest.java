package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.OptionalLong;

final class NumberingTest {

    private final Numbering numbering = new Numbering();

    @Test
    void countsFromOneAndKnowsTheLowestThatIsAwaited() {
        assertEquals(1, numbering.lowestUnanswered());
        for (int i = 1; i <= 3; i++) assertEquals(OptionalLong.of(i), numbering.next());
        assertEquals(1, numbering.lowestUnanswered());
        numbering.ended(2);
        assertEquals(1, numbering.lowestUnanswered());
        numbering.ended(1);
        assertEquals(3, numbering.lowestUnanswered());
        numbering.ended(3);
        assertEquals(4, numbering.lowestUnanswered());
    }

    /** It is the distance that counts: the servers keep the outcomes from the lowest one on. */
    @Test
    void goesNoFurtherThanTheServersKeep() {
        numbering.next();
        for (int i = 2; i <= Numbering.UNANSWERED_MAX; i++) {
            assertEquals(OptionalLong.of(i), numbering.next());
            numbering.ended(i);
        }
        assertEquals(OptionalLong.empty(), numbering.next());
        numbering.ended(1);
        assertEquals(OptionalLong.of(Numbering.UNANSWERED_MAX + 1L), numbering.next());
    }
}
