package io.quorate.cli.bench;

import io.quorate.client.Bytes;
import io.quorate.client.Completion;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Quorate as a target, through the Java client's callback form. */
public final class KvTarget {

    /** Values are drawn from so many: enough that no layer can compress them away. */
    private static final int VALUES = 64;

    private static final byte[] KEY_OF_ZERO = "bench/000000000".getBytes(StandardCharsets.US_ASCII);

    private final KvClient client;
    private final Bytes[] values;

    /**
     * A target whose requests go through a client.
     *
     * @param valueBytes the size of each value
     */
    public KvTarget(KvClient client, int valueBytes) {
        this.client = client;
        this.values = new Bytes[VALUES];
        for (int i = 0; i < VALUES; i++) values[i] = Bytes.wrap(value(i, valueBytes));
    }

    /** The key of a number; the same in every target that is compared. */
    public static String key(long n) {
        return new String(keyBytes(n), StandardCharsets.US_ASCII);
    }

    /** Made for each request: ten million keys would take more memory than their server. */
    private static byte[] keyBytes(long n) {
        byte[] key = KEY_OF_ZERO.clone();
        long left = n;
        for (int at = key.length - 1; left > 0; at--) {
            key[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return key;
    }

    /** The value of a number: bytes without a pattern. */
    public static byte[] value(long n, int bytes) {
        byte[] value = new byte[bytes];
        new SplittableRandom(n).nextBytes(value);
        return value;
    }

    /** Stores a value under the key of each number. */
    public Target puts() {
        return new Requests() {
            @Override
            public void issue(long n, Completion done) {
                client.put(Bytes.wrap(keyBytes(n)), values[(int) (n % VALUES)], new Ending(done));
            }
        };
    }

    /** Reads the key of each number, at the client's level. */
    public Target gets() {
        return new Requests() {
            @Override
            public void issue(long n, Completion done) {
                client.get(Bytes.wrap(keyBytes(n)), new Ending(done));
            }
        };
    }

    private abstract class Requests implements Target {
        @Override
        public void execute(Runnable task) {
            client.execute(task);
        }
    }

    private record Ending(Target.Completion done) implements Completion<Record> {
        @Override
        public void succeeded(Record result) {
            done.succeeded();
        }

        @Override
        public void failed(KvException why) {
            done.failed(why.outcome() + " " + why.reason());
        }
    }
}
