package io.quorate.cli.verify;

import io.quorate.client.Consistency;
import io.quorate.client.KvClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client of each member alone, so that reads are answered by all of them. A member that fails a
 * read is left in peace for a while: whoever asks it meanwhile would wait for nothing. Thread-safe.
 */
final class Members implements AutoCloseable {

    /** A member that is up answers a read in far less. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(1);

    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** One member. */
    static final class Member {

        private final KvClient client;
        private final AtomicLong restsUntil;

        private Member(KvClient client, long nowNanos) {
            this.client = client;
            this.restsUntil = new AtomicLong(nowNanos);
        }

        /** The client for reads of a level. */
        KvClient at(Consistency level) {
            return client.with(client.options().withConsistency(level));
        }

        KvClient client() {
            return client;
        }

        /** It has failed a read. */
        void failed(long nowNanos) {
            restsUntil.set(nowNanos + REST_NANOS);
        }

        private boolean rests(long nowNanos) {
            return nowNanos - restsUntil.get() < 0;
        }
    }

    private final List<Member> members = new ArrayList<>();

    /**
     * Clients of the members at these addresses.
     *
     * @param client whose options they have, but for the timeout
     */
    Members(KvClient client, List<String> addresses, long nowNanos) {
        Duration whole = Duration.ofNanos(client.options().timeoutNanos());
        Duration timeout = whole.compareTo(READ_TIMEOUT) < 0 ? whole : READ_TIMEOUT;
        for (String address : addresses) {
            var one =
                    KvClient.builder()
                            .endpoints(List.of(address))
                            .options(client.options().withTimeout(timeout))
                            .build();
            members.add(new Member(one, nowNanos));
        }
    }

    /**
     * One of them.
     *
     * @param start which to begin with: the first from there that does not rest; if all do, this
     */
    Member pick(int start, long nowNanos) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get((start + i) % members.size());
            if (!member.rests(nowNanos)) return member;
        }
        return members.get(start % members.size());
    }

    int size() {
        return members.size();
    }

    @Override
    public void close() {
        for (Member member : members) member.client.close();
    }
}
