package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A store in memory, which can crash and stall: the twin of the one on the disk, for tests and the
 * simulator. Views and what is durable share the rows until the next write.
 */
public final class MemoryStore implements Store {

    private Map<Family, NavigableMap<Bytes, Bytes>> rows = empty();
    private Map<Family, NavigableMap<Bytes, Bytes>> durable = empty();
    private boolean shared;
    private boolean stalled;
    private boolean closed;

    private static Map<Family, NavigableMap<Bytes, Bytes>> empty() {
        Map<Family, NavigableMap<Bytes, Bytes>> families = new EnumMap<>(Family.class);
        for (Family family : Family.values()) families.put(family, new TreeMap<>());
        return families;
    }

    /** Forgets what was not flushed, as a crash does. */
    public void crash() {
        rows = durable;
        shared = true;
    }

    /** What is found if it is closed, in whatever way, and opened again. */
    public MemoryStore reopened() {
        var again = new MemoryStore();
        again.rows = durable;
        again.durable = durable;
        again.shared = true;
        return again;
    }

    /** A row is not what was written, in memory and where it is durable. */
    public void rot(Family family, Bytes key, Bytes value) {
        unshare();
        Map<Family, NavigableMap<Bytes, Bytes>> kept = empty();
        durable.forEach((each, of) -> kept.get(each).putAll(of));
        durable = kept;
        rows.get(family).put(key, value);
        durable.get(family).put(key, value);
    }

    /** Refuses writes from here on, or takes them again. */
    public void stall(boolean stalls) {
        stalled = stalls;
    }

    @Override
    public Optional<Bytes> get(Family family, Bytes key) {
        requireOpen();
        return Optional.ofNullable(rows.get(family).get(key));
    }

    @Override
    public Optional<Bytes> durable(Family family, Bytes key) {
        requireOpen();
        return Optional.ofNullable(durable.get(family).get(key));
    }

    @Override
    public StoreBatch batch() {
        return new Batch();
    }

    @Override
    public boolean write(StoreBatch batch) {
        requireOpen();
        if (stalled) return false;
        if (shared) unshare();
        for (Change change : ((Batch) batch).changes) {
            NavigableMap<Bytes, Bytes> family = rows.get(change.family);
            switch (change.what) {
                case What.Put(Bytes value) -> family.put(change.key, value);
                case What.Delete() -> family.remove(change.key);
                case What.DeleteUpTo(Bytes end) -> family.subMap(change.key, end).clear();
            }
        }
        return true;
    }

    private void unshare() {
        Map<Family, NavigableMap<Bytes, Bytes>> own = new EnumMap<>(Family.class);
        rows.forEach((family, of) -> own.put(family, new TreeMap<>(of)));
        rows = own;
        shared = false;
    }

    @Override
    public StoreView view() {
        requireOpen();
        shared = true;
        return new View(rows);
    }

    @Override
    public boolean flush() {
        requireOpen();
        durable = rows;
        shared = true;
        return true;
    }

    @Override
    public long bytes() {
        requireOpen();
        return durable.values().stream()
                .flatMap(family -> family.entrySet().stream())
                .mapToLong(row -> row.getKey().size() + row.getValue().size())
                .sum();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) throw new IllegalStateException("the store is closed");
    }

    private sealed interface What {
        record Put(Bytes value) implements What {}

        record Delete() implements What {}

        record DeleteUpTo(Bytes end) implements What {}
    }

    private record Change(Family family, Bytes key, What what) {}

    private static final class Batch implements StoreBatch {

        private final List<Change> changes = new ArrayList<>();

        @Override
        public void put(Family family, Bytes key, Bytes first, Bytes second, Bytes third) {
            var value = ByteBuffer.allocate(first.size() + second.size() + third.size());
            first.writeTo(value);
            second.writeTo(value);
            third.writeTo(value);
            changes.add(new Change(family, copy(key), new What.Put(Bytes.wrap(value.array()))));
        }

        @Override
        public void delete(Family family, Bytes key) {
            changes.add(new Change(family, copy(key), new What.Delete()));
        }

        @Override
        public void deleteRange(Family family, Bytes from, Bytes to) {
            changes.add(new Change(family, copy(from), new What.DeleteUpTo(copy(to))));
        }

        @Override
        public void clear() {
            changes.clear();
        }

        private static Bytes copy(Bytes bytes) {
            return Bytes.wrap(bytes.toArray());
        }
    }

    private final class View implements StoreView {

        private final Map<Family, NavigableMap<Bytes, Bytes>> frozen;
        private boolean viewClosed;

        View(Map<Family, NavigableMap<Bytes, Bytes>> frozen) {
            this.frozen = frozen;
        }

        @Override
        public Optional<Bytes> get(Family family, Bytes key) {
            requireOpen();
            requireViewOpen();
            return Optional.ofNullable(frozen.get(family).get(key));
        }

        @Override
        public StoreCursor cursor(Family family, Bytes from, Bytes to) {
            requireOpen();
            requireViewOpen();
            boolean isEmpty = from.compareTo(to) >= 0;
            return new Cursor(
                    isEmpty ? new TreeMap<>() : frozen.get(family).subMap(from, true, to, false),
                    from);
        }

        private void requireViewOpen() {
            if (viewClosed) throw new IllegalStateException("the view is closed");
        }

        @Override
        public void close() {
            viewClosed = true;
        }
    }

    private final class Cursor implements StoreCursor {

        private final NavigableMap<Bytes, Bytes> range;
        private Optional<Map.Entry<Bytes, Bytes>> at;

        Cursor(NavigableMap<Bytes, Bytes> range, Bytes from) {
            this.range = range;
            this.at = Optional.ofNullable(range.ceilingEntry(from));
        }

        @Override
        public boolean isValid() {
            return at.isPresent();
        }

        @Override
        public Bytes key() {
            return row().getKey();
        }

        @Override
        public Bytes value() {
            return row().getValue();
        }

        @Override
        public void next() {
            requireOpen();
            at = Optional.ofNullable(range.higherEntry(row().getKey()));
        }

        @Override
        public void seek(Bytes key) {
            requireOpen();
            at = Optional.ofNullable(range.ceilingEntry(key));
        }

        private Map.Entry<Bytes, Bytes> row() {
            return at.orElseThrow(() -> new IllegalStateException("the cursor stands on no row"));
        }

        @Override
        public void close() {
            at = Optional.empty();
        }
    }
}
