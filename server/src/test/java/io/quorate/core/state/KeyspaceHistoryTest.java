package io.quorate.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Random histories of keyspaces that come and go under few names, with writes that come too late,
 * beside a model that is one map a keyspace.
 */
class KeyspaceHistoryTest {

    private static final int HISTORIES = 100;

    /** What the model knows of a keyspace that is live. */
    private static final class Space {
        private final String name;
        private KeyspaceLimits limits;
        private final TreeMap<Bytes, Bytes> keys = new TreeMap<>();

        Space(String name, KeyspaceLimits limits) {
            this.name = name;
            this.limits = limits;
        }

        Usage usage() {
            long bytes = 0;
            for (var each : keys.entrySet()) {
                bytes += each.getKey().size() + each.getValue().size();
            }
            return new Usage(keys.size(), bytes);
        }
    }

    private SplittableRandom random = new SplittableRandom(0);
    private MemoryStore store = new MemoryStore();
    private KeyValueMachine machine = new KeyValueMachine(store);

    /** Applies the same entries, each by itself. */
    private KeyValueMachine twin = new KeyValueMachine(new MemoryStore());

    private final Map<Integer, Space> spaces = new LinkedHashMap<>();
    private int last;
    private long revision;
    private long index;

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 2_000})
    void agreesWithOneMapAKeyspace(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + HISTORIES; seed++) {
            try {
                play(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    private void play(long seed) {
        random = new SplittableRandom(seed);
        store = new MemoryStore();
        machine = new KeyValueMachine(store, 1 << 10);
        twin = new KeyValueMachine(new MemoryStore());
        spaces.clear();
        spaces.put(Keyspaces.DEFAULT, new Space(Keyspaces.DEFAULT_NAME, KeyspaceLimits.NONE));
        last = Keyspaces.DEFAULT;
        revision = 0;
        index = 0;
        for (int batch = 0; batch < 40; batch++) {
            step();
            compare();
            if (random.nextInt(8) == 0) machine = new KeyValueMachine(store, 1 << 10);
        }
        while (machine.nextDeadline().isPresent()) {
            List<Entry> clock = List.of(entry(new Command.Clock(batchTime())));
            machine.apply(clock);
            twin.apply(clock);
        }
        compare();
        int rows = 0;
        try (StoreView view = store.view();
                StoreCursor latest = Digested.rows(view, Family.LATEST)) {
            for (; latest.isValid(); latest.next()) rows++;
        }
        assertEquals(spaces.values().stream().mapToInt(each -> each.keys.size()).sum(), rows);
    }

    private long batchTime() {
        return index + 1;
    }

    private void step() {
        List<Entry> entries = new ArrayList<>();
        List<Boolean> done = new ArrayList<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            Command command = any();
            entries.add(entry(command));
            done.add(carriedOut(command));
        }
        List<Outcome> outcomes = machine.apply(entries).orElseThrow();
        for (Entry entry : entries) twin.apply(List.of(entry));
        for (int i = 0; i < done.size(); i++) {
            assertEquals(done.get(i), !(outcomes.get(i) instanceof Outcome.Refused), "" + i);
        }
    }

    private Entry entry(Command command) {
        return Entry.command(1, ++index, CommandCodec.encode(command));
    }

    private Command any() {
        return switch (random.nextInt(12)) {
            case 0, 1 ->
                    new Command.CreateKeyspace(name(), Keyspace.Replication.CONSENSUS, limits());
            case 2 -> new Command.DeleteKeyspace(Math.max(2, keyspace()));
            case 3 -> {
                KeyspaceLimits limits = limits();
                yield new Command.AlterKeyspace(
                        keyspace(),
                        new KeyspaceLimits.Alteration(
                                OptionalLong.of(limits.keysMax()),
                                OptionalLong.of(limits.bytesMax()),
                                OptionalLong.empty()));
            }
            case 4 -> new Command.Clock(batchTime());
            case 5, 6 -> new Command.Delete(keyspace(), key());
            case 7, 8 ->
                    new Command.Txn(
                            List.of(),
                            List.of(put(), new Command.Delete(keyspace(), key()), put()),
                            List.of());
            default -> put();
        };
    }

    private Command.Put put() {
        byte[] value = new byte[random.nextInt(5)];
        return new Command.Put(keyspace(), key(), Bytes.wrap(value));
    }

    private String name() {
        return "n" + random.nextInt(3);
    }

    /** One that is live, or was, or will be. */
    private int keyspace() {
        return 1 + random.nextInt(last + 1);
    }

    private Bytes key() {
        return Bytes.utf8("k" + random.nextInt(4));
    }

    private KeyspaceLimits limits() {
        return new KeyspaceLimits(
                random.nextInt(4), random.nextBoolean() ? 0 : random.nextInt(1, 12), 0);
    }

    /** What the model makes of a command; answers whether it is done. */
    private boolean carriedOut(Command command) {
        return switch (command) {
            case Command.CreateKeyspace create -> {
                if (spaces.values().stream().anyMatch(each -> each.name.equals(create.name()))) {
                    yield false;
                }
                spaces.put(++last, new Space(create.name(), create.limits()));
                revision++;
                yield true;
            }
            case Command.DeleteKeyspace delete -> {
                boolean isLive = spaces.remove(delete.keyspace()) != null;
                if (isLive) revision++;
                yield isLive;
            }
            case Command.AlterKeyspace alter -> {
                Space space = spaces.get(alter.keyspace());
                if (space == null) yield false;
                space.limits = space.limits.altered(alter.limits());
                revision++;
                yield true;
            }
            case Command.Clock _ -> true;
            case Command.Change change -> changed(change);
            default -> throw new AssertionError(command);
        };
    }

    private boolean changed(Command.Change change) {
        List<Operation> steps =
                change instanceof Command.Txn txn ? txn.success() : List.of((Operation) change);
        Map<Integer, TreeMap<Bytes, Bytes>> before = new LinkedHashMap<>();
        Map<Integer, Usage> held = new LinkedHashMap<>();
        spaces.forEach(
                (id, space) -> {
                    before.put(id, new TreeMap<>(space.keys));
                    held.put(id, space.usage());
                });
        boolean isDone = true;
        boolean isChange = false;
        for (Operation step : steps) {
            switch (step) {
                case Command.Put put -> {
                    Space space = spaces.get(put.keyspace());
                    isDone &= space != null;
                    if (space != null) space.keys.put(put.key(), put.value());
                    isChange = true;
                }
                case Command.Delete delete -> {
                    Space space = spaces.get(delete.keys().keyspace());
                    isDone &= space != null;
                    Bytes key = ((Keys.One) delete.keys()).key();
                    if (space != null) isChange |= space.keys.remove(key) != null;
                }
                default -> throw new AssertionError(step);
            }
        }
        for (var each : spaces.entrySet()) {
            Usage was = held.get(each.getKey());
            isDone &= !each.getValue().limits.isOver(was, each.getValue().usage());
        }
        if (!isDone) {
            before.forEach(
                    (id, keys) -> {
                        spaces.get(id).keys.clear();
                        spaces.get(id).keys.putAll(keys);
                    });
        } else if (isChange) {
            revision++;
        }
        return isDone;
    }

    private void compare() {
        assertEquals(revision, machine.revision());
        List<Keyspace> live = machine.keyspaces().all();
        assertEquals(List.copyOf(spaces.keySet()), live.stream().map(Keyspace::id).toList());
        for (Keyspace keyspace : live) {
            Space space = spaces.get(keyspace.id());
            assertEquals(Optional.of(keyspace), machine.keyspaces().named(space.name));
            assertEquals(space.limits, keyspace.limits());
            assertEquals(space.usage(), keyspace.usage());
            assertEquals(space.keys, held(keyspace.id()));
        }
        try (var scan = new DigestScan(store.view())) {
            while (scan.readOn(Long.MAX_VALUE)) {}
            assertEquals(scan.digest(), machine.digest());
            assertEquals(twin.digest(), machine.digest(), "whatever batches the entries come in");
        }
    }

    private TreeMap<Bytes, Bytes> held(int keyspace) {
        TreeMap<Bytes, Bytes> held = new TreeMap<>();
        try (KeyValueView view = machine.view();
                RangeCursor cursor = view.range(keyspace, Bytes.EMPTY, Bytes.EMPTY)) {
            Page page = cursor.next(1_000, 1 << 20);
            assertTrue(page.last());
            page.versions().forEach(each -> held.put(each.key(), each.version().value()));
        }
        for (var each : held.entrySet()) {
            Optional<Bytes> got = machine.get(keyspace, each.getKey()).map(Version::value);
            assertEquals(Optional.of(each.getValue()), got);
        }
        return held;
    }
}
