package io.quorate.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

@Timeout(30)
final class ClosedLoopTest {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    /** Answers each request a task later, and keeps count. */
    private final class Counting implements Target {
        private final List<Long> firstIssued = new ArrayList<>();
        private int outstanding;
        private int most;

        @Override
        public void issue(long n, Completion done) {
            if (firstIssued.size() < 1_000) firstIssued.add(n);
            outstanding++;
            most = Math.max(most, outstanding);
            thread.execute(
                    () -> {
                        outstanding--;
                        done.succeeded();
                    });
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }
    }

    @Test
    void onceIssuesEveryNumberInOrder() throws InterruptedException {
        var target = new Counting();
        Report report = new ClosedLoop(target, 3, 1_000).once();
        assertEquals(LongStream.range(0, 1_000).boxed().toList(), target.firstIssued);
        assertEquals(1_000, report.latencies().getTotalCount());
        assertEquals(0, target.outstanding);
    }

    @Test
    void everyClientHasOneRequestOutstandingAndNoMore() throws InterruptedException {
        var target = new Counting();
        var loop = new ClosedLoop(target, 5, 10);
        Thread stopper =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (loop.soFar() < 2_000) Thread.yield();
                                    loop.stop();
                                });
        Report report = loop.run(0, TimeUnit.HOURS.toNanos(1));
        stopper.join();
        assertEquals(5, target.most);
        assertEquals(0, target.outstanding);
        assertTrue(report.latencies().getTotalCount() > 0);
        assertTrue(target.firstIssued.stream().allMatch(n -> n >= 0 && n < 10));
    }

    @Test
    void requestsThatEndWithinIssueDoNotDeepenTheStackAndErrorsAreCountedByKind()
            throws InterruptedException {
        Target atOnce =
                new Target() {
                    @Override
                    public void issue(long n, Completion done) {
                        if (n % 10 == 0) done.failed(n % 20 == 0 ? "even" : "odd");
                        else done.succeeded();
                    }

                    @Override
                    public void execute(Runnable task) {
                        thread.execute(task);
                    }
                };
        Report report = new ClosedLoop(atOnce, 2, 1_000_000).once();
        assertEquals(900_000, report.latencies().getTotalCount());
        assertEquals(Map.of("even", 50_000L, "odd", 50_000L), report.errors());
        assertEquals(100_000, report.errorCount());
    }
}
