package io.quorate.deploy;

import io.quorate.client.Bytes;
import io.quorate.client.KvClient;
import io.quorate.client.OutcomeUnknownException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** So many bytes that stores flush several times, and short journals do not hold them. */
final class LargeValues {

    private static final int VALUE_BYTES = 64 << 10;
    private static final int LANES = 16;

    /** Leaders may change several times on a machine that has much else to do. */
    private static final int ATTEMPTS_MAX = 20;

    private static final Bytes VALUE = Bytes.wrap(new byte[VALUE_BYTES]);

    private LargeValues() {}

    /**
     * Writes so many MiB to keys of a prefix, at these endpoints, with commas between: all of it,
     * whoever leads meanwhile.
     */
    static void write(String endpoints, String prefix, int mebibytes) {
        int writesALane = (mebibytes << 20) / VALUE_BYTES / LANES;
        try (KvClient client = PatientClient.of(endpoints);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                String keys = prefix + lane + "/";
                lanes.add(threads.submit(() -> write(client, keys, writesALane)));
            }
            for (Future<?> lane : lanes) lane.get();
        } catch (InterruptedException broken) {
            throw new AssertionError("interrupted while writing", broken);
        } catch (ExecutionException failed) {
            throw new AssertionError("not written", failed);
        }
    }

    private static void write(KvClient client, String keys, int writes) {
        for (int i = 0; i < writes; i++) write(client, Bytes.utf8(keys + i));
    }

    /** What may be there already does no harm twice. */
    private static void write(KvClient client, Bytes key) {
        for (int attempt = 1; ; attempt++) {
            try {
                client.put(key, VALUE);
                return;
            } catch (OutcomeUnknownException open) {
                if (attempt == ATTEMPTS_MAX) throw open;
            }
        }
    }
}
