package io.quorate.fake;

import com.google.protobuf.ByteString;

import io.quorate.v1.KeyValue;
import io.quorate.v1.Standing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Members that speak the real protocol over real sockets and keep one map between them: what the
 * client and kvctl are tested against. Each can be told to fail in a chosen way.
 */
public final class FakeCluster implements AutoCloseable {

    static final long CLUSTER_ID = 0x51C0FFEEL;

    private static final Comparator<ByteString> ORDER =
            ByteString.unsignedLexicographicalComparator();

    final ConcurrentSkipListMap<ByteString, KeyValue> map = new ConcurrentSkipListMap<>(ORDER);
    final AtomicLong revision = new AtomicLong();

    /** What each key was before its last change. */
    final Map<ByteString, KeyValue> superseded = new ConcurrentHashMap<>();

    /** The leases, each with how long it lasts, in milliseconds. */
    final ConcurrentSkipListMap<Long, Long> leases = new ConcurrentSkipListMap<>();

    /** Members that were added, beside those that there are, and ids that were removed. */
    final Map<String, Standing> added = new ConcurrentSkipListMap<>();

    final List<String> removed = new CopyOnWriteArrayList<>();
    private final List<FakeMember> members = new ArrayList<>();
    private volatile Optional<FakeMember> leader = Optional.empty();

    /** So many members; the first leads. */
    public FakeCluster(int size) {
        for (int i = 1; i <= size; i++) members.add(new FakeMember(this, "n" + i));
        leader = Optional.of(members.getFirst());
    }

    public FakeMember member(int number) {
        return members.get(number - 1);
    }

    public List<FakeMember> members() {
        return members;
    }

    public List<String> addresses() {
        return members.stream().map(FakeMember::address).toList();
    }

    public void elect(FakeMember member) {
        leader = Optional.of(member);
    }

    public void depose() {
        leader = Optional.empty();
    }

    public int keyCount() {
        return map.size();
    }

    /** Stores a value, as the change of a revision. */
    void store(ByteString key, ByteString value, long lease, long revision) {
        KeyValue before = map.get(key);
        if (before != null) superseded.put(key, before);
        map.put(
                key,
                KeyValue.newBuilder()
                        .setKey(key)
                        .setValue(value)
                        .setLease(lease)
                        .setModRevision(revision)
                        .setCreateRevision(before == null ? revision : before.getCreateRevision())
                        .setVersion(before == null ? 1 : before.getVersion() + 1)
                        .build());
    }

    Optional<FakeMember> leader() {
        return leader;
    }

    @Override
    public void close() {
        members.forEach(FakeMember::stop);
    }

    /** Runs one member until the process is ended; prints its address. For measuring. */
    public static void main(String[] args) throws InterruptedException {
        var cluster = new FakeCluster(1);
        System.out.println(cluster.member(1).address());
        Thread.currentThread().join();
    }
}
