package io.quorate.adapter.rocks;

import com.sun.management.OperatingSystemMXBean;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Family;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspaces;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What applying costs: puts of 256 bytes over 100,000 keys in batches of 100, on RocksDB. Run by
 * hand, with a directory on the disk that matters, then optionally the number of puts in a round
 * and the bytes of the cache. The first round creates the keys, the others overwrite them.
 */
final class ApplyBenchmark {

    private static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 256;
    private static final int BATCH = 100;
    private static final int PUTS_A_ROUND_DEFAULT = 500_000;
    private static final int ROUNDS = 6;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final SplittableRandom random = new SplittableRandom(1);
    private final RocksStore store;
    private final KeyValueMachine machine;

    private ApplyBenchmark(RocksStore store, int cacheBytes) {
        this.store = store;
        this.machine = new KeyValueMachine(store, cacheBytes);
    }

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "apply");
        int puts = args.length > 1 ? Integer.parseInt(args[1]) : PUTS_A_ROUND_DEFAULT;
        int cacheBytes =
                args.length > 2 ? Integer.parseInt(args[2]) : KeyValueMachine.CACHE_BYTES_DEFAULT;
        try (RocksStore store = RocksStore.open(directory)) {
            var benchmark = new ApplyBenchmark(store, cacheBytes);
            benchmark.round("create", KEYS, true);
            for (int i = 1; i < ROUNDS; i++) benchmark.round("overwrite", puts, false);
            for (Family family : Family.values()) System.out.println(store.describe(family));
        }
    }

    private void round(String name, int puts, boolean inOrder) {
        long applyWall = 0;
        long applyCpu = 0;
        long worst = 0;
        long stalls = 0;
        long roundCpu = THREADS.getCurrentThreadCpuTime();
        long processCpu = SYSTEM.getProcessCpuTime();
        for (int done = 0; done < puts; done += BATCH) {
            List<Entry> entries = entries(inOrder ? done : -1);
            long cpuBegan = THREADS.getCurrentThreadCpuTime();
            long began = System.nanoTime();
            while (machine.apply(entries).isEmpty()) {
                stalls++;
                Thread.onSpinWait();
            }
            long took = System.nanoTime() - began;
            applyCpu += THREADS.getCurrentThreadCpuTime() - cpuBegan;
            applyWall += took;
            worst = Math.max(worst, took);
        }
        processCpu = SYSTEM.getProcessCpuTime() - processCpu;
        roundCpu = THREADS.getCurrentThreadCpuTime() - roundCpu;
        System.out.printf(
                "%s: a put %.2f us wall, %.2f us CPU in apply, %.2f us CPU of other threads;"
                        + " worst batch %.1f ms; stalled %d; disk %d MB, memory %d MB%n",
                name,
                applyWall / 1e3 / puts,
                applyCpu / 1e3 / puts,
                (processCpu - roundCpu) / 1e3 / puts,
                worst / 1e6,
                stalls,
                store.bytes() >> 20,
                residentMegabytes());
    }

    private List<Entry> entries(int firstKey) {
        List<Entry> entries = new ArrayList<>(BATCH);
        long index = machine.applied().index();
        for (int i = 0; i < BATCH; i++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            int number = firstKey < 0 ? random.nextInt(KEYS) : firstKey + i;
            Bytes key = Bytes.utf8("key-" + (10_000_000_000L + number));
            var put = new Command.Put(Keyspaces.DEFAULT, key, Bytes.wrap(value));
            entries.add(Entry.command(1, ++index, CommandCodec.encode(put)));
        }
        return entries;
    }

    private static long residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException failure) {
            return 0;
        }
    }
}
