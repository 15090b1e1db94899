package io.quorate.adapter.rocks;

import com.sun.management.OperatingSystemMXBean;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspaces;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What applying costs: overwriting puts on RocksDB. Run by hand, with a directory on the disk that
 * matters and optionally a number of puts; not part of the tests.
 */
final class ApplyBenchmark {

    private static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 256;
    private static final int BATCH = 100;
    private static final int PUTS_DEFAULT = 2_000_000;

    private ApplyBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "apply");
        int puts = args.length > 1 ? Integer.parseInt(args[1]) : PUTS_DEFAULT;
        int cacheBytes = args.length > 2 ? Integer.parseInt(args[2]) : 32 << 20;
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var random = new SplittableRandom(1);
        byte[] value = new byte[VALUE_BYTES];
        try (RocksStore store = RocksStore.open(directory)) {
            var machine = new KeyValueMachine(store, cacheBytes);
            long stalls = 0;
            for (int round = 0; round < 5; round++) {
                int batches = (round == 0 ? KEYS : puts / 4) / BATCH;
                long inApply = 0;
                long worst = 0;
                long cpu = system.getProcessCpuTime();
                long wall = System.nanoTime();
                for (int i = 0; i < batches; i++) {
                    List<Entry> entries = new ArrayList<>(BATCH);
                    for (int j = 0; j < BATCH; j++) {
                        random.nextBytes(value);
                        int number = round == 0 ? i * BATCH + j : random.nextInt(KEYS);
                        Bytes key = Bytes.utf8(String.format("key-%011d", number));
                        var put = new Command.Put(Keyspaces.DEFAULT, key, Bytes.wrap(value));
                        entries.add(
                                Entry.command(
                                        1,
                                        machine.applied().index() + 1 + j,
                                        CommandCodec.encode(put)));
                    }
                    long began = System.nanoTime();
                    while (machine.apply(entries).isEmpty()) {
                        stalls++;
                        Thread.onSpinWait();
                    }
                    long took = System.nanoTime() - began;
                    inApply += took;
                    worst = Math.max(worst, took);
                }
                wall = System.nanoTime() - wall;
                cpu = system.getProcessCpuTime() - cpu;
                double n = (double) batches * BATCH;
                System.out.printf(
                        "%s: apply %.2f us/put, worst batch %.2f ms; process CPU %.2f us/put, wall"
                                + " %.2f us/put, stalled %d, disk %d MB%n",
                        round == 0 ? "load" : "overwrite " + round,
                        inApply / n / 1e3,
                        worst / 1e6,
                        cpu / n / 1e3,
                        wall / n / 1e3,
                        stalls,
                        store.bytes() >> 20);
            }
        }
    }
}
