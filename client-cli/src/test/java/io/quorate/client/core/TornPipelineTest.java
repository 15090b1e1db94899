package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Pipelines whose streams end anywhere, drawn from seeds. */
class TornPipelineTest {

    private static final long MILLI = 1_000_000L;

    private static final Input.Refused OVERLOADED =
            new Input.Refused(
                    Outcome.NOT_DONE, Reason.OVERLOADED, LeaderHint.NONE, 20 * MILLI, "full");

    /**
     * A server that does what it is sent in order, and streams that break anywhere: numbered writes
     * are done once each and in order, whatever happens.
     */
    @Test
    void numberedWritesAreDoneOnceAndInOrderWhateverBreaks() {
        for (long seed = 1; seed <= 300; seed++) {
            new Torn(seed).run();
        }
    }

    /** One run of a torn pipeline. */
    private static final class Torn {

        private final long seed;
        private final SplittableRandom random;
        private final Routing routing;
        private final PipelineMachine<Integer> machine;
        private final List<Integer> done = new ArrayList<>();
        private final List<Integer> answeredInOrder = new ArrayList<>();
        private final List<Integer> onStream = new ArrayList<>();
        private boolean isOpen;
        private boolean isEnding;
        private long now;

        Torn(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.routing = new Routing(List.of("a:1", "b:1"), new SplittableRandom(seed));
            this.machine = new PipelineMachine<>(routing, CallKind.WRITE_ONCE);
        }

        void run() {
            int submitted = 0;
            int steps = 0;
            while (answeredInOrder.size() < 50) {
                assertTrue(steps++ < 100_000, "seed " + seed + " comes to no end");
                now += random.nextLong(5 * MILLI);
                int what = random.nextInt(10);
                if (submitted < 50 && what < 3) {
                    var piped =
                            new Piped<>(submitted++, CallKind.WRITE_ONCE, 10, now, Long.MAX_VALUE);
                    take(machine.step(now, new PipelineInput.Submitted<>(piped)));
                } else if (what < 5) {
                    if (isOpen) take(machine.step(now, new PipelineInput.Writable<>()));
                } else if (what < 8) {
                    serve();
                } else if (what == 8) {
                    if (isOpen && random.nextInt(4) == 0) tear();
                } else if (now >= machine.dueNanos()) {
                    take(machine.step(now, new PipelineInput.Elapsed<>()));
                }
            }
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) expected.add(i);
            assertEquals(expected, done, "seed " + seed);
            assertEquals(expected, answeredInOrder, "seed " + seed);
        }

        /** Does the next operation on the stream, and answers it or not. */
        private void serve() {
            if (!isOpen || onStream.isEmpty()) return;
            int next = onStream.getFirst();
            if (isEnding) return;
            if (random.nextInt(8) == 0) {
                isEnding = true;
                take(machine.step(now, new PipelineInput.Refused<>(OVERLOADED)));
                end();
                return;
            }
            onStream.removeFirst();
            if (!done.contains(next)) done.add(next);
            take(machine.step(now, new PipelineInput.Answered<>("n1")));
        }

        private void end() {
            close();
            take(machine.step(now, new PipelineInput.Ended<>(OVERLOADED)));
        }

        /** Some of what was sent arrived and is done, and nobody hears of it. */
        private void tear() {
            int arrived = random.nextInt(onStream.size() + 1);
            for (int each : onStream.subList(0, arrived)) {
                if (!done.contains(each)) done.add(each);
            }
            close();
            take(machine.step(now, new PipelineInput.Broken<>("torn")));
        }

        private void close() {
            isOpen = false;
            isEnding = false;
            onStream.clear();
        }

        private void take(List<PipelineEffect<Integer>> effects) {
            for (PipelineEffect<Integer> effect : effects) {
                switch (effect) {
                    case PipelineEffect.Open<Integer> _ -> isOpen = true;
                    case PipelineEffect.Send<Integer>(List<Integer> batch) ->
                            onStream.addAll(batch);
                    case PipelineEffect.Succeed<Integer>(Integer operation) ->
                            answeredInOrder.add(operation);
                    case PipelineEffect.Abandon<Integer> _ -> {
                        close();
                        take(machine.step(now, new PipelineInput.Broken<>("given up")));
                    }
                    case PipelineEffect.Wait<Integer> _, PipelineEffect.WakeWaiting<Integer> _ -> {}
                    case PipelineEffect.Fail<Integer> fail ->
                            throw new AssertionError("seed " + seed + ": " + fail);
                }
            }
        }
    }
}
