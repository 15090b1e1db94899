package io.quorate.deploy;

import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Changes a row in the database of a node that is down, as no checksum of the database can see. */
final class RottenRow {

    private RottenRow() {}

    /**
     * Flips the last byte of a live value.
     *
     * @param prefix what the value's key begins with
     */
    static void flip(KvdProcess node, String prefix) throws IOException, RocksDBException {
        flip(node, "latest", row -> row.contains(prefix));
    }

    /** Flips the last bit of what the node takes its state to come to. */
    static void flipDigest(KvdProcess node) throws IOException, RocksDBException {
        flip(node, "default", "d"::equals);
    }

    private static void flip(KvdProcess node, String family, Predicate<String> isMeant)
            throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        String store = live(node.dataDir().resolve("store")).toString();
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (var options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, store)) {
                families.add(new ColumnFamilyDescriptor(name));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (var options = new DBOptions();
                var flush = new FlushOptions();
                var db = RocksDB.open(options, store, families, handles)) {
            flip(db, find(family, handles), isMeant);
            db.flush(flush, handles);
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    private static Path live(Path store) throws IOException {
        try (Stream<Path> states = Files.list(store)) {
            return states.filter(Files::isDirectory).sorted().toList().getLast();
        }
    }

    private static ColumnFamilyHandle find(String family, List<ColumnFamilyHandle> handles)
            throws RocksDBException {
        for (ColumnFamilyHandle handle : handles) {
            if (new String(handle.getName(), StandardCharsets.UTF_8).equals(family)) return handle;
        }
        throw new AssertionError("there is no family " + family);
    }

    private static void flip(RocksDB db, ColumnFamilyHandle family, Predicate<String> isMeant)
            throws RocksDBException {
        try (RocksIterator rows = db.newIterator(family)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                if (!isMeant.test(new String(rows.key(), StandardCharsets.UTF_8))) continue;
                byte[] value = rows.value();
                value[value.length - 1] ^= 1;
                db.put(family, rows.key(), value);
                return;
            }
        }
        throw new AssertionError("the row that is meant is not in the files of the store");
    }
}
