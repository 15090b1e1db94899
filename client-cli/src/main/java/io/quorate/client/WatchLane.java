package io.quorate.client;

/**
 * A connection that carries watches to one endpoint and nothing else: what a slow consumer leaves
 * lying stands in the way of no call. Owned by the event loop.
 */
final class WatchLane {

    /** A server takes 10,000 calls on a connection; fewer share what one connection loses. */
    static final int WATCHES_MAX = 1_000;

    private final Link link;
    private int watches;

    WatchLane(Link link) {
        this.link = link;
    }

    Link link() {
        return link;
    }

    boolean hasRoom() {
        return watches < WATCHES_MAX;
    }

    void began() {
        watches++;
    }

    void ended() {
        watches--;
    }
}
