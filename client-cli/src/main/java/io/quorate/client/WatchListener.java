package io.quorate.client;

/** Is told what a watch shows, on the client's event loop, one thing at a time; must not block. */
public interface WatchListener {

    /** A revision's changes, or a mark. */
    void updated(WatchUpdate update);

    /** Nothing comes any more. A watch that its owner closed ends so too. */
    void ended(KvException why);
}
