package io.quorate.adapter.file;

import io.quorate.replica.journal.Disk;
import io.quorate.replica.journal.DiskFile;
import io.quorate.replica.journal.DiskFull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A real disk that can be told to fail, to be full, or to take its time. */
final class FaultyDisk implements Disk {

    private final Disk disk;
    private final AtomicInteger forces = new AtomicInteger();
    private volatile boolean isFull;
    private volatile boolean failsForce;
    private volatile boolean failsWrite;
    private volatile CountDownLatch forceWaitsFor = new CountDownLatch(0);

    FaultyDisk(Disk disk) {
        this.disk = disk;
    }

    void full(boolean isFull) {
        this.isFull = isFull;
    }

    /** The next force fails, and all after it seem to succeed, as on a real one. */
    void failNextForce() {
        failsForce = true;
    }

    void failNextWrite() {
        failsWrite = true;
    }

    void forcesWaitFor(CountDownLatch latch) {
        forceWaitsFor = latch;
    }

    int forces() {
        return forces.get();
    }

    @Override
    public List<Name> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        if (isFull) throw new DiskFull("no room for " + name, null);
        return new File(disk.create(name, bytes));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new File(disk.open(name));
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void forceDirectory() throws IOException {
        disk.forceDirectory();
    }

    @Override
    public long newIdentity() {
        return disk.newIdentity();
    }

    private final class File implements DiskFile {

        private final DiskFile file;

        File(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            if (failsWrite) {
                failsWrite = false;
                throw new IOException("Input/output error");
            }
            file.write(offset, from);
        }

        @Override
        public int read(long offset, ByteBuffer into) throws IOException {
            return file.read(offset, into);
        }

        @Override
        public void force() throws IOException {
            try {
                forceWaitsFor.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            forces.incrementAndGet();
            if (failsForce) {
                failsForce = false;
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
