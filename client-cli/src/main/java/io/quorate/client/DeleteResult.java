package io.quorate.client;

/**
 * Keys are gone.
 *
 * @param count how many there were
 */
public record DeleteResult(Header header, long count) implements Answer {

    /** Whether anything was there to be removed. */
    public boolean deleted() {
        return count > 0;
    }
}
