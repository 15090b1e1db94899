package io.quorate.deploy.chaos;

import io.quorate.client.Bytes;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.RequestOptions;

import java.time.Duration;
import java.util.List;

/**
 * Large values, written while a member's disk is full: its journal has laid up room before, and
 * only when that is used up has the disk befallen it.
 */
final class Ballast {

    private static final int VALUE_BYTES = 256 << 10;
    private static final Bytes VALUE = Bytes.wrap(new byte[VALUE_BYTES]);

    /** Far more than the segment in use and the one laid up. */
    private static final int PUTS_MAX = (64 << 20) / VALUE_BYTES;

    /** A cluster that has no majority with room takes none. */
    private static final int REFUSALS_MAX = 5;

    private static final int KEYS = 8;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    private Ballast() {}

    /** Writes until the member has no room left, or too few of the others take writes. */
    static void press(List<String> addresses, Member full) {
        var options = RequestOptions.defaults().withTimeout(CALL_TIMEOUT);
        int refusals = 0;
        try (var client = KvClient.builder().endpoints(addresses).options(options).build()) {
            for (int i = 0; full.hasRoom() && refusals < REFUSALS_MAX; i++) {
                if (i == PUTS_MAX) throw new AssertionError(full.id() + " writes to a full disk");
                try {
                    client.put(Bytes.utf8("ballast/" + i % KEYS), VALUE);
                } catch (KvException refused) {
                    refusals++;
                }
            }
        }
    }
}
