package io.quorate.replica.watch;

import io.quorate.core.state.KeyEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sink that keeps what it was sent, and takes as much at a time as the test lets it. */
final class RecordingSink implements WatchSink {

    private final List<Sending> sendings = new ArrayList<>();
    private Optional<WatchEnd> end = Optional.empty();
    private int room;

    RecordingSink(int room) {
        this.room = room;
    }

    /** One that takes everything. */
    static RecordingSink endless() {
        return new RecordingSink(Integer.MAX_VALUE);
    }

    /** Takes so many sendings more. */
    void takes(int more) {
        room += more;
    }

    @Override
    public boolean isReady() {
        return room > 0;
    }

    @Override
    public void send(Sending sending) {
        room--;
        sendings.add(sending);
    }

    @Override
    public void end(WatchEnd why) {
        end = Optional.of(why);
    }

    List<Sending> sendings() {
        return sendings;
    }

    List<KeyEvent> events() {
        return sendings.stream().flatMap(sending -> sending.events().stream()).toList();
    }

    long through() {
        return sendings.isEmpty() ? -1 : sendings.getLast().through();
    }

    Optional<WatchEnd> end() {
        return end;
    }
}
