package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;

/** A shelf that does nothing of what it is asked for: tests override what they look at. */
class IdleSnapshots implements Snapshots {

    @Override
    public void take() {}

    @Override
    public void read(long ticket, Bytes snapshot, int file, long offset, int length) {}

    @Override
    public void release(Bytes snapshot) {}

    @Override
    public void begin(Manifest manifest) {}

    @Override
    public void write(Bytes snapshot, int file, long offset, Bytes content) {}

    @Override
    public void finish(Bytes snapshot) {}

    @Override
    public void install(Bytes snapshot) {}

    @Override
    public void retire() {}

    @Override
    public void drop() {}
}
