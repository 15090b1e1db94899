package io.quorate.adapter.rocks;

/** Whoever wants to know how long a store takes. Told on the thread that did it. */
public interface StoreListener {

    /** Nobody does. */
    StoreListener NOBODY =
            new StoreListener() {
                @Override
                public void wrote(long nanos) {}

                @Override
                public void flushed(long nanos) {}
            };

    /** A batch was taken in. */
    void wrote(long nanos);

    /** What was in memory is on the disk. */
    void flushed(long nanos);
}
