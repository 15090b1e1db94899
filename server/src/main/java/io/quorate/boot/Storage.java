package io.quorate.boot;

import io.quorate.adapter.file.FileDisk;
import io.quorate.adapter.file.FileStates;
import io.quorate.adapter.rocks.RocksLimits;
import io.quorate.adapter.rocks.RocksStores;
import io.quorate.adapter.rocks.StoreListener;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Recovered;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalLimits;
import io.quorate.replica.journal.JournalNewer;
import io.quorate.replica.snapshot.StateShelf;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * What a node has on its disk, opened and found to fit together.
 *
 * @param recovered what the engine begins with
 */
record Storage(
        DataDirectory directory,
        Journal journal,
        StateShelf shelf,
        RocksStores stores,
        KeyValueMachine state,
        Recovered recovered) {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    /** Largest batch of the journal: a share of small segments, but never less than a command. */
    private static final int BATCH_BYTES_MAX = 8 << 20;

    /**
     * Opens the data directory, the journal and the store.
     *
     * @param listener told how long the store takes
     * @throws CannotStart with nothing left open, and nothing changed that is anybody else's
     */
    static Storage open(KvdConfig config, StoreListener listener) throws CannotStart {
        DataDirectory directory;
        try {
            directory = DataDirectory.open(config.dataDir(), config.id(), config.clusterId());
        } catch (DataDirectoryRefused refused) {
            throw new CannotStart(refused.getMessage(), refused);
        }
        try {
            return open(directory, config, listener);
        } catch (JournalDamaged | JournalNewer | IOException refused) {
            close(directory);
            throw new CannotStart(refused.getMessage(), refused);
        }
    }

    private static Storage open(DataDirectory directory, KvdConfig config, StoreListener listener)
            throws IOException, JournalDamaged, JournalNewer {
        Journal journal = Journal.open(FileDisk.open(directory.journal()), journalLimits(config));
        try {
            var stores = new RocksStores(directory.store(), storeLimits(config), listener);
            StateShelf shelf = StateShelf.open(FileStates.open(directory.store()), stores);
            var state = new KeyValueMachine(shelf.live());
            try {
                Members members = state.members().orElse(config.firstMembers());
                if (members.isOnlyVoter(config.id())) journal.refuseHole();
                Recovered recovered =
                        journal.recovered(GroupId.FIRST, state.applied()).withMembers(members);
                if (recovered.hole().isPresent()) journal.holes().forEach(LOG::error);
                return new Storage(directory, journal, shelf, stores, state, recovered);
            } catch (IOException | JournalDamaged refused) {
                shelf.close();
                throw refused;
            }
        } catch (IOException | JournalDamaged refused) {
            journal.close();
            throw refused;
        }
    }

    static JournalLimits journalLimits(KvdConfig config) {
        int segmentBytes = Math.toIntExact(config.journalSegmentBytes());
        return new JournalLimits(segmentBytes, Math.min(BATCH_BYTES_MAX, segmentBytes / 4));
    }

    static RocksLimits storeLimits(KvdConfig config) {
        return new RocksLimits(
                config.storeCacheBytes(),
                config.storeMemtableBytes(),
                RocksLimits.DEFAULT.backgroundJobs(),
                RocksLimits.DEFAULT.openFilesMax());
    }

    /** Gives up the state and the directory; the journal is closed by its thread. */
    void close() throws IOException {
        shelf.close();
        directory.close();
    }

    private static void close(DataDirectory directory) throws CannotStart {
        try {
            directory.close();
        } catch (IOException e) {
            throw new CannotStart("cannot give up " + directory.path() + ": " + e, e);
        }
    }
}
