package io.quorate.boot;

import io.quorate.adapter.file.FileDisk;
import io.quorate.adapter.file.FileStates;
import io.quorate.adapter.rocks.RocksLimits;
import io.quorate.adapter.rocks.RocksStores;
import io.quorate.core.Bytes;
import io.quorate.core.engine.Durable;
import io.quorate.core.engine.GroupId;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Promise;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.journal.Append;
import io.quorate.replica.journal.Journal;
import io.quorate.replica.journal.JournalDamaged;
import io.quorate.replica.journal.JournalLimits;
import io.quorate.replica.journal.JournalNewer;
import io.quorate.replica.snapshot.ContentHash;
import io.quorate.replica.snapshot.StateShelf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A new cluster that begins with a saved state: each of its first members is given the same file,
 * makes the same state of it, and a journal that begins right behind its last entry, as if a
 * snapshot had been installed. Revisions and history are what they were; the members are those of
 * {@code --initial-cluster}.
 *
 * <p>The cluster's id hangs on the snapshot too, so members that were given another file, or none,
 * are strangers, and so are the nodes of the cluster that was saved, even under the same addresses.
 */
final class Restoration {

    private final JournalLimits journalLimits;
    private final RocksLimits storeLimits;

    private Restoration(JournalLimits journalLimits, RocksLimits storeLimits) {
        this.journalLimits = journalLimits;
        this.storeLimits = storeLimits;
    }

    /**
     * Makes the data directory of a node, which is to be empty or not there.
     *
     * @param config in the cluster that {@code --initial-cluster} says
     * @throws CannotStart if the file is not sound, or the directory not empty: nothing was changed
     */
    static void run(KvdConfig config, Path file) throws CannotStart {
        var restoration =
                new Restoration(Storage.journalLimits(config), Storage.storeLimits(config));
        try (SavedState saved = SavedState.open(file)) {
            Bytes snapshot = saved.manifest().id();
            DataDirectory.makeFilled(
                    config.dataDir(),
                    config.id(),
                    clusterId(config.clusterId(), snapshot),
                    snapshot,
                    (journal, store) -> restoration.fill(saved, journal, store));
        } catch (SavedState.NotSound | DataDirectoryRefused refused) {
            throw new CannotStart(refused.getMessage(), refused);
        } catch (IOException failed) {
            throw new CannotStart("cannot restore " + file + ": " + failed, failed);
        }
    }

    /**
     * The cluster that begins with a snapshot.
     *
     * @param plain what the same settings come to without one
     */
    static long clusterId(long plain, Bytes snapshot) {
        var hash = new ContentHash();
        hash.add(ByteBuffer.allocate(Long.BYTES).putLong(0, plain));
        hash.add(snapshot);
        return ByteBuffer.wrap(hash.take().toArray()).getLong();
    }

    private void fill(SavedState saved, Path journal, Path store) throws IOException {
        LogId base = restoreState(saved, store);
        try {
            beginJournal(journal, base);
        } catch (JournalDamaged | JournalNewer impossible) {
            throw new IOException("the new journal: " + impossible.getMessage());
        }
    }

    /** The state, in an epoch of its own, without the members of the cluster that it is from. */
    private LogId restoreState(SavedState saved, Path store) throws IOException {
        try (StateShelf shelf =
                StateShelf.open(FileStates.open(store), new RocksStores(store, storeLimits))) {
            saved.putOn(shelf);
            var state = new KeyValueMachine(shelf.live());
            if (!state.beginEpoch() || !shelf.flush()) {
                throw new IOException("the disk has no room for it");
            }
            return state.applied();
        }
    }

    /** Its first word is that all up to the state's last entry is in the state. */
    private void beginJournal(Path directory, LogId base)
            throws IOException, JournalDamaged, JournalNewer {
        try (Journal journal = Journal.open(FileDisk.open(directory), journalLimits)) {
            var promise = new Promise(base.term(), Optional.empty());
            journal.write(
                    List.of(
                            new Append(
                                    GroupId.FIRST,
                                    List.of(
                                            new Durable.Promised(promise),
                                            new Durable.Rebased(base)))));
        }
    }
}
