package io.quorate.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Names the lists that are appended to. A list is left for the next after a while: each read of it
 * shows all of it, so that one list of a long run would be most of what is read and kept.
 * Thread-safe.
 */
final class Lists {

    /** So many appends are asked for until a list is left for the next. */
    private static final long APPENDS_MAX = 50;

    private final AtomicLongArray asked;

    Lists(int atOnce) {
        asked = new AtomicLongArray(atOnce);
    }

    int atOnce() {
        return asked.length();
    }

    /** The list to read at a place. */
    String current(int place) {
        return name(place, asked.get(place) / APPENDS_MAX);
    }

    /** The list to append to at a place. */
    String appending(int place) {
        return name(place, asked.getAndIncrement(place) / APPENDS_MAX);
    }

    /** Every list that may have been appended to. */
    List<String> all() {
        List<String> names = new ArrayList<>();
        for (int place = 0; place < asked.length(); place++) {
            for (long turn = 0; turn * APPENDS_MAX <= asked.get(place); turn++) {
                names.add(name(place, turn));
            }
        }
        return names;
    }

    private static String name(int place, long turn) {
        return "l/" + place + "." + turn;
    }
}
