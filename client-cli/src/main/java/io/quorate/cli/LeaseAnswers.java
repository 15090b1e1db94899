package io.quorate.cli;

import io.quorate.client.LeaseResult;

import java.time.Duration;
import java.util.Locale;

/** How leases are told of. */
final class LeaseAnswers {

    private LeaseAnswers() {}

    static String words(LeaseResult lease) {
        return "lease "
                + lease.lease()
                + ", "
                + seconds(lease.left())
                + " of "
                + seconds(lease.ttl())
                + " left";
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1_000 == 0
                ? time.toSeconds() + " s"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }

    static String json(LeaseResult lease) {
        return new Json()
                .object()
                .field("lease", lease.lease())
                .field("ttl_ms", lease.ttl().toMillis())
                .field("left_ms", lease.left().toMillis())
                .header(lease.header())
                .end()
                .toString();
    }
}
