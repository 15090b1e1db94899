package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.Bytes;
import io.quorate.core.state.KeySpan;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Limits;
import io.quorate.core.state.Page;
import io.quorate.core.state.RangeCursor;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The queue for a lock or an election: the live keys NAME/LEASE, a lease in lower hexadecimal
 * digits, in the order of their create revisions. The keys are etcd's; a key with another slash
 * behind the name is of another lock, and none of these.
 */
record LockQueue(int keyspace, Bytes name) {

    private static final byte SLASH = '/';
    private static final int DIGITS_MAX = 2 * Long.BYTES;

    /** The longest name: its keys are keys. */
    private static final int NAME_BYTES_MAX = Limits.KEY_BYTES_MAX - 1 - DIGITS_MAX;

    private static final int PAGE_KEYS = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    /** Where a place stands. */
    sealed interface Rank {

        /** There is no such place (any more). */
        record Gone() implements Rank {}

        /** It is the first. */
        record First() implements Rank {}

        /** Another is right before it. */
        record Behind(Bytes key) implements Rank {}
    }

    /**
     * The queue that a request names, as if in the default keyspace, until that of the request is
     * found. Throws the call's status if there can be none.
     */
    static LockQueue of(ByteString name) {
        if (name.isEmpty() || name.size() > NAME_BYTES_MAX) {
            throw Failures.invalid("a name is 1 to " + NAME_BYTES_MAX + " bytes");
        }
        return new LockQueue(Keyspaces.DEFAULT, Requests.bytes(name));
    }

    /** The queue of the same name in another keyspace. */
    LockQueue in(int other) {
        return new LockQueue(other, name);
    }

    /** The key of a lease's place. */
    Bytes key(long lease) {
        byte[] digits = Long.toHexString(lease).getBytes(StandardCharsets.US_ASCII);
        return joined(SLASH, digits);
    }

    /** The keys among which all places are. */
    KeySpan span() {
        return KeySpan.ofRange(keyspace, start(), end());
    }

    private Bytes start() {
        return joined(SLASH, new byte[0]);
    }

    private Bytes end() {
        return joined((byte) (SLASH + 1), new byte[0]);
    }

    private Bytes joined(byte next, byte[] rest) {
        byte[] key = new byte[name.size() + 1 + rest.length];
        System.arraycopy(name.array(), name.arrayOffset(), key, 0, name.size());
        key[name.size()] = next;
        System.arraycopy(rest, 0, key, name.size() + 1, rest.length);
        return Bytes.wrap(key);
    }

    /** The lease of the place that a key is; empty if it is none, of no queue. */
    static OptionalLong lease(Bytes key) {
        int slash = key.size() - 1;
        while (slash >= 0 && key.at(slash) != SLASH) slash--;
        int digits = key.size() - slash - 1;
        if (slash < 1 || digits < 1 || digits > DIGITS_MAX) return OptionalLong.empty();
        long lease = 0;
        for (int i = slash + 1; i < key.size(); i++) {
            byte digit = key.at(i);
            boolean isDigit = digit >= '0' && digit <= '9' || digit >= 'a' && digit <= 'f';
            if (!isDigit) return OptionalLong.empty();
            lease = lease << 4 | Character.digit(digit, 16);
        }
        return OptionalLong.of(lease);
    }

    private boolean isPlace(Bytes key) {
        OptionalLong lease = lease(key);
        return lease.isPresent() && key.equals(key(lease.getAsLong()));
    }

    /** Where a place stands in a view of the state. Reads the disk. */
    Rank rank(KeyValueView view, Bytes key, long createRevision) {
        boolean isThere =
                view.get(keyspace, key)
                        .filter(live -> live.createRevision() == createRevision)
                        .isPresent();
        if (!isThere) return new Rank.Gone();
        return last(view, createRevision)
                .<Rank>map(before -> new Rank.Behind(before.key()))
                .orElseGet(Rank.First::new);
    }

    /** The last place that was taken before a revision. */
    private Optional<KeyVersion> last(KeyValueView view, long before) {
        return best(view, place -> created(place) < before, (one, other) -> one > other);
    }

    /** The first place of all: whose it is holds the lock. Reads the disk. */
    Optional<KeyVersion> first(KeyValueView view) {
        return best(view, _ -> true, (one, other) -> one < other);
    }

    private static long created(KeyVersion place) {
        return place.version().createRevision();
    }

    /** Which of two create revisions is wanted rather. */
    private interface Preference {
        boolean isBetter(long one, long other);
    }

    private Optional<KeyVersion> best(
            KeyValueView view, Predicate<KeyVersion> wanted, Preference preference) {
        Optional<KeyVersion> best = Optional.empty();
        try (RangeCursor cursor = view.range(keyspace, start(), end())) {
            boolean isLast = false;
            while (!isLast) {
                Page page = cursor.next(PAGE_KEYS, PAGE_BYTES);
                for (KeyVersion live : page.versions()) {
                    if (!isPlace(live.key()) || !wanted.test(live)) continue;
                    boolean isBetter =
                            best.isEmpty()
                                    || preference.isBetter(created(live), created(best.get()));
                    if (isBetter) best = Optional.of(live);
                }
                isLast = page.last();
            }
        }
        return best;
    }
}
