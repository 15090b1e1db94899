package io.quorate.adapter.file;

import io.quorate.replica.journal.DiskFile;
import io.quorate.replica.journal.DiskFull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file through its channel. The thread that uses it must not be interrupted: that would close the
 * channel.
 */
final class ChannelFile implements DiskFile {

    private final Path path;
    private final FileChannel channel;

    ChannelFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        try {
            long at = offset;
            while (from.hasRemaining()) at += channel.write(from, at);
        } catch (IOException e) {
            throw isDiskFull(e) ? new DiskFull("no room in " + path, e) : e;
        }
    }

    /** The JDK has no type for ENOSPC and EDQUOT, only the system's words. */
    private static boolean isDiskFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
        int read = 0;
        while (into.hasRemaining()) {
            int more = channel.read(into, offset + read);
            if (more < 0) break;
            read += more;
        }
        return read;
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
