package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Makes meters of the kinds that this package has, in one registry. */
record Meters(MeterRegistry registry) {

    /** The buckets of durations: from a tenth of a millisecond, doubling, to about 3.3 s. */
    private static final Duration[] BUCKETS =
            IntStream.range(0, 16)
                    .mapToObj(doublings -> Duration.ofNanos(100_000L << doublings))
                    .toArray(Duration[]::new);

    /** What is read off when it is scraped. */
    void gauge(String name, String help, DoubleSupplier value) {
        gauge(name, help, Tags.empty(), value);
    }

    Gauge gauge(String name, String help, Tags tags, DoubleSupplier value) {
        return Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** What only grows, and is read off when it is scraped. */
    void counter(String name, String help, Object owner, DoubleSupplier value) {
        FunctionCounter.builder(name, owner, _ -> value.getAsDouble())
                .description(help)
                .register(registry);
    }

    /** What is counted as it happens. */
    Counter counter(String name, String help) {
        return counter(name, help, Tags.empty());
    }

    Counter counter(String name, String help, Tags tags) {
        return Counter.builder(name).description(help).tags(tags).register(registry);
    }

    /** Durations by buckets. */
    Timer histogram(String name, String help) {
        return histogram(name, help, Tags.empty());
    }

    Timer histogram(String name, String help, Tags tags) {
        return Timer.builder(name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
