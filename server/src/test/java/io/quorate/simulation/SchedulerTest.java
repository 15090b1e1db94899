package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Virtual time. */
final class SchedulerTest {

    private record Event(long at, int order) {}

    @Test
    void eventsHappenByTimeAndAtOneTimeInTheOrderAskedFor() {
        var random = new SplittableRandom(1);
        var scheduler = new Scheduler();
        List<Event> asked = new ArrayList<>();
        List<Event> happened = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            var event = new Event(random.nextInt(500), i);
            asked.add(event);
            scheduler.at(event.at(), () -> happened.add(event));
        }
        while (scheduler.next()) assertEquals(happened.getLast().at(), scheduler.nowNanos());
        asked.sort(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
        assertEquals(asked, happened);
    }

    @Test
    void timeNeverGoesBack() {
        var scheduler = new Scheduler();
        List<Long> times = new ArrayList<>();
        scheduler.at(10, () -> scheduler.at(3, () -> times.add(scheduler.nowNanos())));
        scheduler.next();
        scheduler.next();
        assertEquals(List.of(10L), times);
        assertFalse(scheduler.next());
    }
}
