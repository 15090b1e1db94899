package io.quorate.boot;

import io.quorate.adapter.http.JsonText;

import java.util.ArrayDeque;
import java.util.Locale;

/** The last things that happened at this node, for people. Shared by threads. */
final class Happenings {

    /** As many as a person looks through. */
    private static final int KEPT_MAX = 100;

    /** What it is, by which a page may colour it. */
    enum Kind {
        ELECTION,
        MEMBERS,
        SNAPSHOT,
        ALARM
    }

    private record Happening(long number, long epochMillis, Kind kind, String text, int times) {

        boolean says(Kind otherKind, String otherText) {
            return kind == otherKind && text.equals(otherText);
        }
    }

    private final ArrayDeque<Happening> last = new ArrayDeque<>();
    private long lastNumber;

    /** What happens again and again stands there once, so that it does not push out the rest. */
    synchronized void add(Kind kind, String text) {
        int times = 1;
        if (!last.isEmpty() && last.getLast().says(kind, text)) {
            times += last.removeLast().times();
        } else if (last.size() == KEPT_MAX) {
            last.removeFirst();
        }
        last.add(new Happening(++lastNumber, System.currentTimeMillis(), kind, text, times));
    }

    /** As a list under a name, the oldest first. */
    synchronized void write(JsonText json, String name) {
        json.list(name);
        for (Happening each : last) {
            json.object()
                    .field("number", each.number())
                    .field("at", each.epochMillis())
                    .field("kind", each.kind().name().toLowerCase(Locale.ROOT))
                    .field("text", each.text())
                    .field("times", each.times())
                    .end();
        }
        json.endList();
    }
}
