package io.quorate.replica.watch;

import static io.quorate.replica.watch.WatchedMachine.delete;
import static io.quorate.replica.watch.WatchedMachine.key;
import static io.quorate.replica.watch.WatchedMachine.put;
import static io.quorate.replica.watch.WatchedMachine.range;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.state.Command;
import io.quorate.core.state.Interest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One random history, drawn from a seed, with watchers that come and go, read and do not, while
 * pages are read slowly, snapshots come and little is kept as recent.
 */
final class WatchHubHistory {

    private static final int STEPS = 300;
    private static final String KEYS = "abcde";

    private record Watching(Interest interest, long from, long id, RecordingSink sink) {}

    private final SplittableRandom random;
    private final WatchedMachine machine;
    private final List<Watching> watching = new ArrayList<>();
    private final List<WatchSignal> pages = new ArrayList<>();
    private long nowNanos;

    private WatchHubHistory(long seed) {
        random = new SplittableRandom(seed);
        machine =
                new WatchedMachine(
                        new WatchLimits(
                                20,
                                100 + random.nextInt(2_000),
                                80 + random.nextInt(400),
                                1 + random.nextInt(20),
                                1 + random.nextInt(6),
                                100 + random.nextInt(2_000),
                                1 + random.nextInt(3),
                                Long.MAX_VALUE));
    }

    static void play(long seed) {
        try {
            new WatchHubHistory(seed).play();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    private void play() {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(12)) {
                case 0 -> open();
                case 1 -> close();
                case 2 -> install();
                case 3, 4 -> letSomeoneRead();
                case 5 -> machine.steps.read().ifPresent(pages::add);
                case 6 -> takePage();
                case 7 -> tick();
                case 8, 9 -> machine.turn();
                default -> machine.apply(commands());
            }
            watching.forEach(this::comparePart);
        }
        for (Watching each : watching) {
            each.sink().takes(1_000_000);
            machine.hub.take(new WatchSignal.Ready(each.id()));
        }
        while (!pages.isEmpty()) takePage();
        machine.settle();
        watching.forEach(this::compareAll);
    }

    private Command[] commands() {
        Command[] commands = new Command[1 + random.nextInt(5)];
        for (int i = 0; i < commands.length; i++) {
            String key = "" + KEYS.charAt(random.nextInt(KEYS.length()));
            commands[i] =
                    random.nextInt(3) == 0
                            ? delete(key)
                            : put(key, "x".repeat(random.nextInt(100)));
        }
        return commands;
    }

    private void open() {
        long from = random.nextLong(machine.state.revision() + 2);
        var sink = new RecordingSink(random.nextInt(3));
        Interest interest = anyInterest();
        long first = from == 0 ? machine.state.revision() + 1 : from;
        Optional<Long> id = machine.hub.open(interest, from, 1 + random.nextLong(100), sink);
        id.ifPresent(each -> watching.add(new Watching(interest, first, each, sink)));
    }

    private Interest anyInterest() {
        String from = "" + KEYS.charAt(random.nextInt(KEYS.length()));
        Interest all =
                random.nextBoolean() ? key(from) : range(from, random.nextBoolean() ? "" : "e");
        return new Interest(
                all.span(),
                Interest.Kinds.values()[random.nextInt(3)],
                Interest.Previous.values()[random.nextInt(2)]);
    }

    private void close() {
        if (watching.isEmpty()) return;
        Watching gone = watching.remove(random.nextInt(watching.size()));
        machine.hub.take(new WatchSignal.Closed(gone.id()));
    }

    private void install() {
        if (random.nextInt(4) == 0) machine.install(commands());
    }

    private void letSomeoneRead() {
        if (watching.isEmpty()) return;
        Watching one = watching.get(random.nextInt(watching.size()));
        one.sink().takes(1 + random.nextInt(4));
        machine.hub.take(new WatchSignal.Ready(one.id()));
    }

    private void takePage() {
        if (!pages.isEmpty()) machine.hub.take(pages.remove(random.nextInt(pages.size())));
    }

    private void tick() {
        nowNanos += random.nextLong(50);
        machine.hub.tick(nowNanos, true);
    }

    /**
     * What came is the beginning of what is there, and nothing is said to be through that is not.
     */
    private void comparePart(Watching each) {
        var expected = machine.all(each.interest(), each.from());
        var shown = each.sink().events();
        assertEquals(expected.subList(0, shown.size()), shown);
        long through = each.sink().through();
        assertTrue(through <= machine.state.revision());
        if (shown.size() < expected.size()) {
            assertTrue(expected.get(shown.size()).change().revision() > through);
        }
    }

    private void compareAll(Watching each) {
        assertEquals(machine.all(each.interest(), each.from()), each.sink().events());
        assertTrue(each.sink().through() >= each.from() - 1);
    }
}
