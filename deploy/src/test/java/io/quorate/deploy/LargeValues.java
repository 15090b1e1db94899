package io.quorate.deploy;

import io.quorate.client.Bytes;
import io.quorate.client.KvClient;

import java.util.ArrayList;
import java.util.List;

/** So many bytes that stores flush several times, and short journals do not hold them. */
final class LargeValues {

    private static final int VALUE_BYTES = 64 << 10;
    private static final int LANES = 16;

    private LargeValues() {}

    /** Writes so many MiB to keys of a prefix, at these endpoints, with commas between. */
    static void write(String endpoints, String prefix, int mebibytes) {
        int writesALane = (mebibytes << 20) / VALUE_BYTES / LANES;
        try (KvClient client = KvClient.of(endpoints.split(","))) {
            List<Thread> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                String keys = prefix + lane + "/";
                lanes.add(Thread.ofVirtual().start(() -> write(client, keys, writesALane)));
            }
            for (Thread lane : lanes) lane.join();
        } catch (InterruptedException broken) {
            throw new AssertionError("interrupted while writing", broken);
        }
    }

    private static void write(KvClient client, String keys, int writes) {
        var value = Bytes.wrap(new byte[VALUE_BYTES]);
        for (int i = 0; i < writes; i++) client.put(Bytes.utf8(keys + i), value);
    }
}
