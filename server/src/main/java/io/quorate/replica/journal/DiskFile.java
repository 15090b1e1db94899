package io.quorate.replica.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. */
public interface DiskFile extends AutoCloseable {

    /** How many bytes it has. */
    long size() throws IOException;

    /** Writes all that remains in the buffer. Not durable before {@link #force}. */
    void write(long offset, ByteBuffer from) throws IOException;

    /**
     * Reads until the buffer is full or the file ends.
     *
     * @return how many bytes were read; less than asked for only at the end of the file
     */
    int read(long offset, ByteBuffer into) throws IOException;

    /**
     * Makes all that was written durable. After a failure nothing is known of what was written, and
     * asking again may report success for data that is lost: the file must not be used any more.
     */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
