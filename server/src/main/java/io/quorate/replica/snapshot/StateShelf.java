package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.DigestScan;
import io.quorate.core.state.Digested;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Store;
import io.quorate.replica.journal.Disk;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A group's states on its disk: the live one, the copies that are being sent, and the one that
 * comes. Owned by one thread; a store that it gave out is used by others as {@link Store} says.
 *
 * <p>A state is live once its mark is durable, which is made when all else of it is; of several the
 * highest number counts. So an install is one step, and a power cut leaves the state before it or
 * the one after it, whole.
 */
public final class StateShelf implements AutoCloseable {

    private final StateDisk disk;
    private final Stores stores;
    private final Checkpoints checkpoints;

    private long liveNumber;
    private Store live;
    private Optional<Incoming> incoming = Optional.empty();
    private Optional<Store> finished = Optional.empty();
    private Optional<Store> replaced = Optional.empty();

    private StateShelf(StateDisk disk, Stores stores, long liveNumber, Store live) {
        this.disk = disk;
        this.stores = stores;
        this.checkpoints = new Checkpoints(disk, stores);
        this.liveNumber = liveNumber;
        this.live = live;
    }

    /**
     * Opens the live state, or begins one if there is none, and deletes what a restart has no use
     * for. What came of a snapshot stays: {@link #begin} looks what of it is wanted.
     */
    public static StateShelf open(StateDisk disk, Stores stores) throws IOException {
        long highest = 0;
        for (Disk.Name name : disk.root().list()) {
            OptionalLong mark = StateNames.markNumber(name.name());
            if (mark.isPresent()) highest = Math.max(highest, mark.getAsLong());
        }
        boolean isNew = highest == 0;
        long number = isNew ? 1 : highest;
        disk.directory(StateNames.state(number));
        Store live = stores.open(StateNames.state(number));
        if (!Digested.prepare(live)) {
            live.close();
            throw new IOException("the store cannot take its digest: is the disk full?");
        }
        var shelf = new StateShelf(disk, stores, number, live);
        if (isNew) shelf.mark(number);
        for (Disk.Name name : disk.root().list()) shelf.deleteIfOld(name);
        disk.root().forceDirectory();
        return shelf;
    }

    private void deleteIfOld(Disk.Name name) throws IOException {
        OptionalLong state = StateNames.stateNumber(name.name());
        OptionalLong mark = StateNames.markNumber(name.name());
        boolean isOldState = state.isPresent() && state.getAsLong() < liveNumber;
        if (isOldState || StateNames.isCheckpoint(name.name())) disk.deleteDirectory(name.name());
        if (mark.isPresent() && mark.getAsLong() < liveNumber) disk.root().delete(name.name());
    }

    private void mark(long number) throws IOException {
        disk.root().create(StateNames.mark(number), 0).close();
        disk.root().forceDirectory();
    }

    /** The live state. */
    public Store live() {
        return live;
    }

    /**
     * Makes the live state durable.
     *
     * @return false if there is no room for it
     */
    public boolean flush() {
        return live.flush();
    }

    /** The last entry that the live state has durably applied, read back from it. */
    public LogId durableApplied() {
        return KeyValueMachine.durableApplied(live);
    }

    /**
     * Takes a snapshot of the live state.
     *
     * @return empty if there is no room, or nothing to be taken
     */
    public Optional<Manifest> take() throws IOException {
        return checkpoints.take(live);
    }

    /** A stretch of a file of a snapshot that was taken; empty if it is not there. */
    public Optional<Bytes> read(Bytes snapshot, int file, long offset, int length)
            throws IOException {
        return checkpoints.read(snapshot, file, offset, length);
    }

    /** Gives up a snapshot that was taken. */
    public void release(Bytes snapshot) throws IOException {
        checkpoints.release(snapshot);
    }

    /**
     * Makes ready for a snapshot to come.
     *
     * @return of each file the bytes that are here
     */
    public List<Long> begin(Manifest manifest) throws IOException {
        forgetIncoming();
        var begun = new Incoming(disk.directory(comingName()), manifest);
        incoming = Optional.of(begun);
        return begun.held();
    }

    private String comingName() {
        return StateNames.state(liveNumber + 1);
    }

    /**
     * Writes a chunk.
     *
     * @return the bytes of the file that are here now: 0 if it was complete, and damaged
     */
    public long write(Bytes snapshot, int file, long offset, Bytes content) throws IOException {
        return coming(snapshot).write(file, offset, content);
    }

    private Incoming coming(Bytes snapshot) {
        InvariantViolation.require(
                incoming.isPresent() && incoming.get().manifest().id().equals(snapshot),
                "snapshot %s does not come here",
                snapshot);
        return incoming.get();
    }

    /**
     * Checks what came, makes it durable, and opens it.
     *
     * @return what is wrong, if anything: it is deleted then
     */
    public Optional<String> finish(Bytes snapshot) throws IOException {
        Incoming all = coming(snapshot);
        if (!all.isComplete()) return Optional.of("files are missing");
        all.close();
        all.assemble();
        Store store = stores.open(comingName());
        finished = Optional.of(store);
        Optional<String> why = whyNotSound(store, all.manifest());
        if (why.isPresent()) drop();
        return why;
    }

    private Optional<String> whyNotSound(Store store, Manifest manifest) {
        Optional<String> damage = stores.whyDamaged(store);
        if (damage.isPresent()) return damage;
        if (!Digested.prepare(store)) return Optional.of("it does not take its digest");
        var state = new KeyValueMachine(store, 0);
        boolean isThis =
                state.applied().equals(manifest.applied())
                        && state.revision() == manifest.revision();
        if (!isThis) {
            return Optional.of("it holds " + state.applied() + ", not " + manifest.applied());
        }
        try (DigestScan scan = state.view().scan()) {
            while (scan.readOn(Long.MAX_VALUE)) {}
            return scan.digest().equals(state.digest())
                    ? Optional.empty()
                    : Optional.of("its rows come to " + scan.digest() + ", not " + state.digest());
        }
    }

    /** Makes what was finished the live state, durably. The one before is still open. */
    public Store install(Bytes snapshot) throws IOException {
        coming(snapshot);
        InvariantViolation.require(finished.isPresent(), "%s is not finished", snapshot);
        InvariantViolation.require(replaced.isEmpty(), "the state before is not retired");
        Store store = finished.get();
        disk.directory(comingName()).forceDirectory();
        mark(liveNumber + 1);
        replaced = Optional.of(live);
        live = store;
        liveNumber++;
        incoming = Optional.empty();
        finished = Optional.empty();
        return store;
    }

    /** Closes and deletes the state that was replaced. */
    public void retire() throws IOException {
        if (replaced.isEmpty()) return;
        replaced.get().close();
        replaced = Optional.empty();
        disk.deleteDirectory(StateNames.state(liveNumber - 1));
        disk.root().delete(StateNames.mark(liveNumber - 1));
        disk.root().forceDirectory();
    }

    /** Deletes what came of a snapshot. */
    public void drop() throws IOException {
        forgetIncoming();
        disk.deleteDirectory(comingName());
        disk.root().forceDirectory();
    }

    private void forgetIncoming() throws IOException {
        if (incoming.isPresent()) incoming.get().close();
        incoming = Optional.empty();
        finished.ifPresent(Store::close);
        finished = Optional.empty();
    }

    /** Closes all. Flushes nothing. */
    @Override
    public void close() throws IOException {
        forgetIncoming();
        replaced.ifPresent(Store::close);
        replaced = Optional.empty();
        live.close();
    }
}
