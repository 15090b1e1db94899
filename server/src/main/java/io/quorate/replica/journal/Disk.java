package io.quorate.replica.journal;

import java.io.IOException;
import java.util.List;

/**
 * One directory of files, as the journal needs it. What is created, renamed or deleted is durable
 * only after {@link #forceDirectory}; what is written, only after {@link DiskFile#force}.
 *
 * <p>{@link #create}, {@link #delete} and the calls of the file that {@code create} returns may
 * come from another thread than the rest, so that a segment is prepared beside the writing.
 */
public interface Disk {

    /**
     * One name in the directory.
     *
     * @param isFile whether it is a plain file, and not a directory, a link or something else
     */
    record Name(String name, boolean isFile) {}

    /** What the directory holds, in the order of names. */
    List<Name> list() throws IOException;

    /**
     * Creates a file of so many bytes, all of them zero and all of them allocated: writing within
     * them needs no more room.
     *
     * @throws DiskFull if there is no room; what was created of the file may be left
     * @throws IOException also if the name is taken
     */
    DiskFile create(String name, long bytes) throws IOException;

    /** Opens a file that is there. */
    DiskFile open(String name) throws IOException;

    /** Deletes a file that is there. */
    void delete(String name) throws IOException;

    /** Gives a file another name, in one step. The other name must be free. */
    void rename(String from, String to) throws IOException;

    /** Makes what was created, renamed and deleted durable. */
    void forceDirectory() throws IOException;

    /**
     * A number that nobody outside can guess, to mark a new journal with: bytes that a client sends
     * can then not pass for a batch of it.
     */
    long newIdentity();
}
