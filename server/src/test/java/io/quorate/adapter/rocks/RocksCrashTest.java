package io.quorate.adapter.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.RangeCursor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a machine on RocksDB finds after a crash, and what other threads may do beside it. */
class RocksCrashTest {

    private static final int KEYS = 500;

    /** Small enough for RocksDB to flush by itself many times. */
    private static final RocksLimits SMALL = new RocksLimits(1 << 20, 1 << 20, 2, 64);

    @TempDir Path parent;

    /** A process of its own, killed three times, each time as soon as it has said enough. */
    @Test
    void agreesWithItsAppliedIndexWheneverItIsKilled() throws IOException, InterruptedException {
        Path directory = parent.resolve("store");
        var random = new SplittableRandom(5);
        long survivedBefore = 0;
        for (int kill = 0; kill < 3; kill++) {
            Process writer = writer(directory);
            long durable = 0;
            try (BufferedReader lines = writer.inputReader()) {
                int enough = 2 + random.nextInt(12);
                for (int i = 0; i < enough; i++) durable = Long.parseLong(lines.readLine());
            } finally {
                writer.destroyForcibly().waitFor();
            }
            long survived = survivor(directory);
            assertTrue(survived >= durable, survived + " of " + durable);
            assertTrue(survived > survivedBefore, survived + " after " + survivedBefore);
            survivedBefore = survived;
        }
    }

    private static Process writer(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Where these classes came from, whoever loaded them. */
    private static String classPath() {
        return Stream.of(RocksCrashTest.class, RocksStore.class, RocksDB.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Writes for ever and says, one number a line, what is durable. */
    static final class Writer {

        public static void main(String[] args) throws IOException {
            try (RocksStore store = RocksStore.open(Path.of(args[0]), SMALL)) {
                var machine = new KeyValueMachine(store, 64 << 10);
                long said = machine.durableApplied().index();
                while (true) {
                    apply(machine, 50);
                    if (machine.applied().index() % 2_000 == 0) store.flush();
                    long durable = machine.durableApplied().index();
                    if (durable == said) continue;
                    said = durable;
                    System.out.println(durable);
                }
            }
        }
    }

    /** Opens what a crash left and holds every key against the entry that wrote it last. */
    private static long survivor(Path directory) throws IOException {
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            var machine = new KeyValueMachine(store);
            long index = machine.applied().index();
            assertEquals(index, machine.revision());
            for (int key = 0; key < KEYS; key++) {
                long writer = index - Math.floorMod(index - key, KEYS);
                var version = machine.get(Keyspaces.DEFAULT, key(key));
                assertEquals(writer > 0, version.isPresent());
                if (version.isEmpty()) continue;
                assertEquals(writer, version.get().modRevision());
                assertEquals(value(writer), version.get().value());
            }
            apply(machine, 1);
            assertEquals(index + 1, machine.applied().index());
            return index;
        }
    }

    @Test
    void showsAViewToAnotherThreadWhileItAppliesAndIsClosed() throws Exception {
        Path directory = parent.resolve("store");
        try (ExecutorService readers = Executors.newFixedThreadPool(2);
                RocksStore store = RocksStore.open(directory, SMALL)) {
            var machine = new KeyValueMachine(store);
            for (int i = 0; i < 20; i++) apply(machine, 50);
            var reading = new CountDownLatch(2);
            List<Future<Boolean>> revoked = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                KeyValueView view = machine.view();
                long past = view.revision() - 100 * i;
                revoked.add(readers.submit(() -> readsUntilRevoked(view, past, reading)));
                apply(machine, 50);
            }
            reading.await();
            for (int i = 0; i < 20; i++) apply(machine, 50);
            store.close();
            for (Future<Boolean> reader : revoked) assertTrue(reader.get());
        }
    }

    /** Reads a range over and over, always the same one, until the store is closed. */
    private static boolean readsUntilRevoked(
            KeyValueView view, long revision, CountDownLatch reading) {
        List<KeyVersion> first = all(view, revision);
        assertEquals(KEYS, first.size());
        reading.countDown();
        assertThrows(
                IllegalStateException.class,
                () -> {
                    while (true) assertEquals(first, all(view, revision));
                });
        view.close();
        return true;
    }

    private static List<KeyVersion> all(KeyValueView view, long revision) {
        try (RangeCursor cursor =
                view.rangeAt(Keyspaces.DEFAULT, Bytes.EMPTY, Bytes.EMPTY, revision)) {
            return cursor.next(Long.MAX_VALUE, Integer.MAX_VALUE).versions();
        }
    }

    /** Each entry puts its own index, to the keys in turn. */
    private static void apply(KeyValueMachine machine, int count) {
        List<Entry> entries = new ArrayList<>();
        long index = machine.applied().index();
        for (int i = 0; i < count; i++) {
            index++;
            var put =
                    new Command.Put(
                            Keyspaces.DEFAULT, key(Math.floorMod(index, KEYS)), value(index));
            entries.add(Entry.command(1, index, CommandCodec.encode(put)));
        }
        while (machine.apply(entries).isEmpty()) Thread.onSpinWait();
    }

    private static Bytes key(int number) {
        return Bytes.utf8("key-" + number);
    }

    private static Bytes value(long index) {
        return Bytes.utf8(("value " + index + " ").repeat(20));
    }
}
