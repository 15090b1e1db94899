package io.quorate.replica.watch;

import io.quorate.core.Bytes;
import io.quorate.core.state.KeyEvent;
import io.quorate.core.state.KeySpan;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which watchers want a change: those of one key by the key, those of ranges by where these lie. So
 * ten thousand watchers of other keys cost a change one look into a table and a few comparisons.
 */
final class Interests {

    private final Map<Bytes, Set<Watcher>> ofKeys = new LinkedHashMap<>();
    private final Spans<Watcher> ofRanges = new Spans<>();
    private long looks;

    void add(Watcher watcher) {
        KeySpan span = watcher.interest.span();
        if (span.isOneKey()) {
            ofKeys.computeIfAbsent(span.from(), absent -> new LinkedHashSet<>()).add(watcher);
        } else {
            ofRanges.add(span, watcher.id, watcher);
        }
    }

    void remove(Watcher watcher) {
        KeySpan span = watcher.interest.span();
        if (!span.isOneKey()) {
            ofRanges.remove(span, watcher.id);
            return;
        }
        Set<Watcher> others = ofKeys.get(span.from());
        others.remove(watcher);
        if (others.isEmpty()) ofKeys.remove(span.from());
    }

    /** Gives out each watcher that wants an event. */
    void find(KeyEvent event, Consumer<Watcher> found) {
        Consumer<Watcher> wanting =
                watcher -> {
                    looks++;
                    if (watcher.interest.wants(event)) found.accept(watcher);
                };
        Set<Watcher> ofItsKey = ofKeys.get(event.row());
        if (ofItsKey != null) ofItsKey.forEach(wanting);
        ofRanges.find(event.row(), wanting);
    }

    /** How many comparisons all searches have taken, roughly: what applying pays for watches. */
    long work() {
        return looks + ofRanges.visited();
    }
}
