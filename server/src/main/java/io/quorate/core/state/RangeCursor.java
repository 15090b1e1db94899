package io.quorate.core.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A place in a range, which goes on page by page. Closed before its view. */
public final class RangeCursor implements AutoCloseable {

    /** Keys that come one by one. */
    interface Keys extends AutoCloseable {

        /** The next key and goes past it; empty at the end. */
        Optional<KeyVersion> next();

        /** Whether they are more than can be brought into their order. */
        default boolean isTooMuch() {
            return false;
        }

        @Override
        void close();
    }

    private final Keys keys;
    private Optional<KeyVersion> ahead;

    RangeCursor(Keys keys) {
        this.keys = keys;
        this.ahead = keys.next();
    }

    /**
     * The next page, which may be empty only at the end of the range or for a limit of 0.
     *
     * @param keysMax how many keys at most
     * @param bytesMax a page ends before the key that would take it past so many bytes, counted by
     *     {@link KeyVersion#bytes}, but holds one key at least
     */
    public Page next(long keysMax, int bytesMax) {
        List<KeyVersion> page = new ArrayList<>();
        long bytes = 0;
        while (ahead.isPresent() && page.size() < keysMax) {
            bytes += ahead.get().bytes();
            if (bytes > bytesMax && !page.isEmpty()) break;
            page.add(ahead.get());
            ahead = keys.next();
        }
        return new Page(page, ahead.isEmpty());
    }

    /** Whether the range was to be sorted and holds too much for that; it shows nothing then. */
    public boolean isTooMuch() {
        return keys.isTooMuch();
    }

    @Override
    public void close() {
        keys.close();
    }
}
