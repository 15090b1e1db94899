package io.quorate.replica.watch;

import org.junit.jupiter.api.Test;

class WatchHubHistoryTest {

    private static final int HISTORIES = 300;

    @Test
    void everyWatcherIsShownWhatTheStoreSays() {
        for (long seed = 1; seed <= HISTORIES; seed++) WatchHubHistory.play(seed);
    }
}
