package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.Tags;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the state's database says of itself: NaN while none is open. */
final class StoreMetrics {

    private final Meters meters;
    private final Supplier<Optional<StoreReading>> reading;

    private StoreMetrics(Meters meters, Supplier<Optional<StoreReading>> reading) {
        this.meters = meters;
        this.reading = reading;
    }

    static void bindTo(Meters meters, Supplier<Optional<StoreReading>> reading) {
        var store = new StoreMetrics(meters, reading);
        store.gauge(
                "quorate.mvcc.db.total.size.in.bytes",
                "The store's files",
                now -> now.families().stream().mapToLong(StoreReading.Family::fileBytes).sum());
        store.gauge("quorate.store.cache.bytes", "In the store's cache", StoreReading::cacheBytes);
        store.gauge("quorate.store.flushes.running", "Flushes under way", StoreReading::flushes);
        store.gauge(
                "quorate.store.compactions.running",
                "Compactions under way",
                StoreReading::compactions);
        store.gauge(
                "quorate.store.write.stopped",
                "1 while the store takes no writes until flushes and compactions catch up",
                now -> now.isWriteStopped() ? 1 : 0);
        store.gauge(
                "quorate.store.background.errors",
                "Failed flushes and compactions since the store was opened",
                StoreReading::backgroundErrors);
        reading.get()
                .ifPresent(now -> now.families().forEach(family -> store.family(family.name())));
    }

    private void gauge(String name, String help, ToDoubleFunction<StoreReading> value) {
        meters.gauge(name, help, () -> reading.get().map(value::applyAsDouble).orElse(Double.NaN));
    }

    private void family(String name) {
        family(name, "keys", "About how many rows the family has", StoreReading.Family::keys);
        family(name, "file.bytes", "The family's files", StoreReading.Family::fileBytes);
        family(
                name,
                "new.files",
                "Files of a flush that no compaction has merged",
                StoreReading.Family::newFiles);
        family(name, "memtable.bytes", "Not in files yet", StoreReading.Family::memtableBytes);
        family(
                name,
                "compaction.pending.bytes",
                "About what compactions have yet to rewrite",
                StoreReading.Family::compactionPendingBytes);
    }

    private void family(
            String family, String name, String help, ToDoubleFunction<StoreReading.Family> value) {
        meters.gauge(
                "quorate.store." + name,
                help,
                Tags.of("family", family),
                () ->
                        reading.get().stream()
                                .flatMap(now -> now.families().stream())
                                .filter(its -> its.name().equals(family))
                                .mapToDouble(value)
                                .findFirst()
                                .orElse(Double.NaN));
    }
}
