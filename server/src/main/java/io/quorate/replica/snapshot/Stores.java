package io.quorate.replica.snapshot;

import io.quorate.core.state.Store;

import java.io.IOException;
import java.util.Optional;

/** The state machine's databases, by the names of their directories on a {@link StateDisk}. */
public interface Stores {

    /** Opens the database in a directory, which becomes one if it is empty. */
    Store open(String directory) throws IOException;

    /** Opens a database to read it; nothing of its files is changed. */
    Store openToRead(String directory) throws IOException;

    /**
     * Copies a database, all families as they are at one moment of this call, into a directory that
     * is not there yet. The database goes on meanwhile. It costs no room but for what is deleted in
     * the database afterwards.
     *
     * @return false if there is no room
     */
    boolean checkpoint(Store store, String directory) throws IOException;

    /** What is wrong with a database that was opened, as far as reading all of it tells. */
    Optional<String> whyDamaged(Store store);
}
