package io.quorate.adapter.rocks;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Family;
import io.quorate.core.state.Rows;
import io.quorate.core.state.Store;
import io.quorate.core.state.StoreBatch;
import io.quorate.core.state.StoreView;

import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store in a directory, by RocksDB without its write-ahead log: what was not flushed is lost in a
 * crash, of all families alike, and comes back from the journal.
 *
 * <p>Shared by threads as {@link Store} says. Writes never wait. An error of the disk in a read, a
 * write or a flush is an {@link InvariantViolation}, but for a full disk, which refuses writes.
 */
public final class RocksStore implements Store {

    /**
     * One in so many gets leaves its block in the cache. Keys that are asked for again are held
     * above; of keys evenly at random no block is needed again soon, and to make room for it costs
     * as much as to read it. Who gets keys in order finds most of them all the same.
     */
    private static final int GETS_A_FILL = 8;

    private final RocksDB db;
    private final RocksTuning tuning;
    private final ColumnFamilyHandle[] handles;
    private final int[] familyIds;
    private final StoreListener listener;
    private final WriteOptions writeOptions =
            new WriteOptions().setDisableWAL(true).setNoSlowdown(true);
    private final ReadOptions readOptions = new ReadOptions();
    private final ReadOptions passingOptions = new ReadOptions().setFillCache(false);
    private final ReadOptions durableOptions =
            new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER).setFillCache(false);
    private final FlushOptions flushOptions =
            new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true);
    private final Leases leases = new Leases();
    private final AtomicInteger gets = new AtomicInteger();
    private final Set<RocksView> views = ConcurrentHashMap.newKeySet();

    /** Takes an open database and the handles of its families by {@link Family#ordinal}. */
    RocksStore(
            RocksDB db, RocksTuning tuning, ColumnFamilyHandle[] handles, StoreListener listener) {
        this.db = db;
        this.tuning = tuning;
        this.handles = handles;
        this.listener = listener;
        this.familyIds = Arrays.stream(handles).mapToInt(ColumnFamilyHandle::getID).toArray();
    }

    /** Opens the store in a directory, which is made if it is not there. */
    public static RocksStore open(Path directory) throws CannotOpen {
        return open(directory, RocksLimits.DEFAULT);
    }

    /** Opens the store in a directory, which is made if it is not there. */
    public static RocksStore open(Path directory, RocksLimits limits) throws CannotOpen {
        return RocksOpening.open(directory, limits, StoreListener.NOBODY);
    }

    @Override
    public Optional<Bytes> get(Family family, Bytes key) {
        boolean fills = gets.getAndIncrement() % GETS_A_FILL == 0;
        return get(family, key, fills ? readOptions : passingOptions);
    }

    @Override
    public Optional<Bytes> durable(Family family, Bytes key) {
        return get(family, key, durableOptions);
    }

    Optional<Bytes> get(Family family, Bytes key, ReadOptions options) {
        leases.take();
        try {
            byte[] value =
                    db.get(handle(family), options, key.array(), key.arrayOffset(), key.size());
            return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
        } catch (RocksDBException failure) {
            throw failed("a read", failure);
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public StoreBatch batch() {
        return new RocksBatch(familyIds);
    }

    @Override
    public boolean write(StoreBatch batch) {
        leases.take();
        try (WriteBatch rows = new WriteBatch(((RocksBatch) batch).serialized())) {
            long begun = System.nanoTime();
            db.write(writeOptions, rows);
            listener.wrote(System.nanoTime() - begun);
            return true;
        } catch (RocksDBException failure) {
            if (wouldWait(failure)) return false;
            throw failed("a write", failure);
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public StoreView view() {
        leases.take();
        try {
            RocksView view = new RocksView(this, db, leases);
            views.add(view);
            return view;
        } finally {
            leases.giveBack();
        }
    }

    /** A view was closed. */
    void forget(RocksView view) {
        views.remove(view);
    }

    ColumnFamilyHandle handle(Family family) {
        return handles[family.ordinal()];
    }

    @Override
    public boolean flush() {
        leases.take();
        try {
            long begun = System.nanoTime();
            db.flush(flushOptions, List.of(handles));
            listener.flushed(System.nanoTime() - begun);
            return true;
        } catch (RocksDBException failure) {
            if (isNoSpace(failure)) return false;
            throw failed("a flush", failure);
        } finally {
            leases.giveBack();
        }
    }

    /**
     * Copies all families as they are at one moment of the call into a directory that is not there
     * yet, by links to their files: what is in memory is flushed first, of all families at once.
     *
     * @return false if there is no room
     */
    boolean checkpoint(Path directory) {
        leases.take();
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            db.flush(flushOptions, List.of(handles));
            checkpoint.createCheckpoint(directory.toString());
            return true;
        } catch (RocksDBException failure) {
            if (isNoSpace(failure)) return false;
            throw failed("a checkpoint", failure);
        } finally {
            leases.giveBack();
        }
    }

    /** What is wrong with the files, as the checksums of all their blocks tell. */
    Optional<String> whyDamaged() {
        leases.take();
        try {
            db.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public long bytes() {
        leases.take();
        try {
            long bytes = 0;
            for (ColumnFamilyHandle handle : handles) {
                bytes += db.getLongProperty(handle, "rocksdb.live-sst-files-size");
            }
            return bytes;
        } catch (RocksDBException failure) {
            throw failed("a property", failure);
        } finally {
            leases.giveBack();
        }
    }

    /** Reads properties while the database is open; empty if it is closed. */
    <T> Optional<T> look(Look<T> look) {
        if (!leases.tryTake()) return Optional.empty();
        try {
            return Optional.of(look.at(db, handles));
        } catch (RocksDBException failure) {
            throw failed("a property", failure);
        } finally {
            leases.giveBack();
        }
    }

    /** What reads properties. */
    interface Look<T> {
        T at(RocksDB db, ColumnFamilyHandle[] handles) throws RocksDBException;
    }

    /** Changes options of a family while it is open: tests force stalls with it. */
    void change(Family family, MutableColumnFamilyOptions options) throws RocksDBException {
        leases.take();
        try {
            db.setOptions(handle(family), options);
        } finally {
            leases.giveBack();
        }
    }

    /** What RocksDB says of a family's files, flushes and compactions, for people who tune it. */
    String describe(Family family) {
        leases.take();
        try {
            return db.getProperty(handle(family), "rocksdb.cfstats-no-file-histogram");
        } catch (RocksDBException failure) {
            throw failed("a property", failure);
        } finally {
            leases.giveBack();
        }
    }

    @Override
    public void close() {
        if (!leases.close()) return;
        views.forEach(RocksView::release);
        for (ColumnFamilyHandle handle : handles) handle.close();
        db.close();
        writeOptions.close();
        readOptions.close();
        passingOptions.close();
        durableOptions.close();
        flushOptions.close();
        tuning.close();
    }

    /** Writes the row of the layout's format, if it is not there. */
    void ensureFormat() {
        if (get(Family.META, Rows.FORMAT_KEY).isPresent()) return;
        StoreBatch batch = batch();
        batch.put(Family.META, Rows.FORMAT_KEY, Rows.format(Rows.FORMAT));
        InvariantViolation.require(write(batch), "a fresh store refuses its first row");
    }

    private static boolean wouldWait(RocksDBException failure) {
        return failure.getStatus() != null
                        && failure.getStatus().getCode() == Status.Code.Incomplete
                || isNoSpace(failure);
    }

    private static boolean isNoSpace(RocksDBException failure) {
        return failure.getStatus() != null
                && failure.getStatus().getSubCode() == Status.SubCode.NoSpace;
    }

    static InvariantViolation failed(String what, RocksDBException failure) {
        return new InvariantViolation(
                what + " of the store failed: " + failure.getMessage(), failure);
    }
}
