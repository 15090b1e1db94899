package io.quorate.adapter.rocks;

import io.quorate.core.Bytes;
import io.quorate.core.state.Family;
import io.quorate.core.state.Rows;

import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Opens a directory as a store, or says why not. */
final class RocksOpening {

    /** RocksDB keeps the name of the current manifest here: no database without it. */
    private static final String CURRENT = "CURRENT";

    private RocksOpening() {}

    static RocksStore open(Path directory, RocksLimits limits, StoreListener listener)
            throws CannotOpen {
        RocksDB.loadLibrary();
        boolean isNew = !exists(directory);
        if (!isNew) requireKnownFamilies(directory);
        RocksStore store = open(directory, limits, listener, RocksDB::open);
        store.ensureFormat();
        return store;
    }

    /** Opens a database that is there to read it: no write, flush or compaction. */
    static RocksStore openToRead(Path directory, RocksLimits limits) throws CannotOpen {
        RocksDB.loadLibrary();
        requireKnownFamilies(directory);
        return open(directory, limits, StoreListener.NOBODY, RocksDB::openReadOnly);
    }

    private interface Opening {
        RocksDB open(
                DBOptions options,
                String path,
                List<ColumnFamilyDescriptor> families,
                List<ColumnFamilyHandle> handles)
                throws RocksDBException;
    }

    private static RocksStore open(
            Path directory, RocksLimits limits, StoreListener listener, Opening opening)
            throws CannotOpen {
        RocksTuning tuning = new RocksTuning(limits);
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        for (Family family : Family.values()) {
            families.add(new ColumnFamilyDescriptor(name(family), tuning.family(family)));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB db;
        try {
            db = opening.open(tuning.database(), directory.toString(), families, handles);
        } catch (RocksDBException failure) {
            tuning.close();
            throw cannot(directory, failure);
        }
        RocksStore store =
                new RocksStore(db, tuning, handles.toArray(new ColumnFamilyHandle[0]), listener);
        requireKnownFormat(directory, store);
        return store;
    }

    /** The first family has to be RocksDB's default one. */
    private static byte[] name(Family family) {
        if (family == Family.META) return RocksDB.DEFAULT_COLUMN_FAMILY;
        return family.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether there is a database. Its files without its CURRENT are a damaged one. */
    private static boolean exists(Path directory) throws CannotOpen {
        try {
            Files.createDirectories(directory);
            if (Files.exists(directory.resolve(CURRENT))) return true;
            try (var files = Files.list(directory)) {
                Optional<String> orphan =
                        files.map(file -> file.getFileName().toString())
                                .filter(name -> name.startsWith("MANIFEST-"))
                                .findFirst();
                if (orphan.isEmpty()) return false;
                throw new CannotOpen(
                        CannotOpen.Reason.CORRUPT,
                        directory,
                        "it has a " + orphan.get() + " and no " + CURRENT,
                        null);
            }
        } catch (CannotOpen known) {
            throw known;
        } catch (IOException failure) {
            throw new CannotOpen(
                    CannotOpen.Reason.NOT_ACCESSIBLE, directory, failure.toString(), failure);
        }
    }

    private static void requireKnownFamilies(Path directory) throws CannotOpen {
        List<byte[]> known = Arrays.stream(Family.values()).map(RocksOpening::name).toList();
        List<byte[]> found;
        try (Options options = new Options()) {
            found = RocksDB.listColumnFamilies(options, directory.toString());
        } catch (RocksDBException failure) {
            throw cannot(directory, failure);
        }
        for (byte[] name : found) {
            if (known.stream().anyMatch(family -> Arrays.equals(family, name))) continue;
            String shown = new String(name, StandardCharsets.UTF_8);
            throw new CannotOpen(
                    CannotOpen.Reason.NEWER, directory, "unknown family " + shown, null);
        }
    }

    private static void requireKnownFormat(Path directory, RocksStore store) throws CannotOpen {
        Optional<Bytes> row = store.get(Family.META, Rows.FORMAT_KEY);
        if (row.isEmpty()) return;
        int format = Rows.format(row.get());
        if (format <= Rows.FORMAT) return;
        store.close();
        throw new CannotOpen(
                CannotOpen.Reason.NEWER,
                directory,
                "it has format " + format + ", and this release knows " + Rows.FORMAT,
                null);
    }

    private static CannotOpen cannot(Path directory, RocksDBException failure) {
        return new CannotOpen(reason(failure), directory, failure.getMessage(), failure);
    }

    private static CannotOpen.Reason reason(RocksDBException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("lock")) return CannotOpen.Reason.LOCKED;
        if (message.contains("Permission denied") || message.contains("Read-only file system")) {
            return CannotOpen.Reason.NOT_ACCESSIBLE;
        }
        boolean isIo =
                failure.getStatus() != null
                        && failure.getStatus().getCode() == Status.Code.IOError
                        && !message.contains("No such file");
        return isIo ? CannotOpen.Reason.NOT_ACCESSIBLE : CannotOpen.Reason.CORRUPT;
    }
}
