package io.quorate.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.Bytes;
import io.quorate.core.state.Interest;
import io.quorate.core.state.KeySpan;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Limits;
import io.quorate.replica.Arrivals;
import io.quorate.replica.watch.WatchHub;
import io.quorate.v1.KeyRange;
import io.quorate.v1.WatchFilter;
import io.quorate.v1.WatchGrpc;
import io.quorate.v1.WatchRequest;
import io.quorate.v1.WatchResponse;

import java.util.concurrent.TimeUnit;

/** Watches: requests are checked here; the hub sends what they are to be shown. */
final class WatchService extends WatchGrpc.WatchImplBase {

    /** The least time between two responses without events that may be asked for. */
    private static final long PROGRESS_MS_MIN = 100;

    /** The longest. */
    private static final long PROGRESS_MS_MAX = TimeUnit.DAYS.toMillis(1);

    /** What it is if nothing is said: 10,000 idle watches are sent some 170 responses a second. */
    private static final long PROGRESS_MS_DEFAULT = TimeUnit.MINUTES.toMillis(1);

    private final Arrivals arrivals;
    private final Headers headers;
    private final Failures failures;
    private final KeyspaceNames names;
    private final WatchHub hub;

    WatchService(
            Arrivals arrivals,
            Headers headers,
            Failures failures,
            KeyspaceNames names,
            WatchHub hub) {
        this.names = names;
        this.arrivals = arrivals;
        this.headers = headers;
        this.failures = failures;
        this.hub = hub;
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> responses) {
        Answers.checked(responses, () -> begin(request, responses));
    }

    private void begin(WatchRequest request, StreamObserver<WatchResponse> responses) {
        ReadLevel level = ReadLevel.of(request.getContext(), headers.clusterId());
        if (level instanceof ReadLevel.AtRevision) {
            throw Failures.invalid("a watch begins at from_revision; at_revision is for reads");
        }
        if (request.getFromRevision() < 0) throw Failures.invalid("a revision over 2^63");
        Interest valid = interest(request, Keyspaces.DEFAULT);
        var stream =
                new WatchStream(
                        (ServerCallStreamObserver<WatchResponse>) responses,
                        arrivals,
                        headers,
                        failures,
                        hub,
                        keyspace -> valid.in(span(request, keyspace)),
                        request.getFromRevision(),
                        TimeUnit.MILLISECONDS.toNanos(progressMs(request)));
        stream.begin(level, request.getContext().getKeyspace(), names);
    }

    private static Interest interest(WatchRequest request, int keyspace) {
        return new Interest(
                span(request, keyspace),
                kinds(request),
                request.getPrevious() ? Interest.Previous.SHOWN : Interest.Previous.LEFT_OUT);
    }

    private static KeySpan span(WatchRequest request, int keyspace) {
        return switch (request.getKeysCase()) {
            case KEY -> {
                Bytes key = Requests.bytes(request.getKey());
                Requests.check(Limits.whyInvalidKey(key));
                yield KeySpan.ofKey(keyspace, key);
            }
            case RANGE -> range(keyspace, request.getRange());
            case KEYS_NOT_SET -> throw Failures.invalid("neither a key nor a range is named");
        };
    }

    private static KeySpan range(int keyspace, KeyRange range) {
        Bytes start = Requests.bytes(range.getStart());
        Bytes end = Requests.bytes(range.getEnd());
        Requests.check(Limits.whyInvalidBound(start));
        Requests.check(Limits.whyInvalidBound(end));
        if (!end.isEmpty() && start.compareTo(end) >= 0) {
            throw Failures.invalid("no key is in the range: its end is not behind its start");
        }
        return KeySpan.ofRange(keyspace, start, end);
    }

    private static Interest.Kinds kinds(WatchRequest request) {
        boolean showsPuts = true;
        boolean showsDeletes = true;
        for (WatchFilter filter : request.getFiltersList()) {
            switch (filter) {
                case NO_PUT -> showsPuts = false;
                case NO_DELETE -> showsDeletes = false;
                case WATCH_FILTER_UNSPECIFIED, UNRECOGNIZED ->
                        throw Failures.invalid("unknown filter");
            }
        }
        if (showsPuts && showsDeletes) return Interest.Kinds.ALL;
        if (showsPuts) return Interest.Kinds.PUTS;
        if (showsDeletes) return Interest.Kinds.DELETES;
        throw Failures.invalid("the filters leave nothing to be shown");
    }

    private static long progressMs(WatchRequest request) {
        long asked = request.getProgressMs();
        if (asked == 0) return PROGRESS_MS_DEFAULT;
        if (asked < PROGRESS_MS_MIN || asked > PROGRESS_MS_MAX) {
            throw Failures.invalid(
                    "progress_ms is " + PROGRESS_MS_MIN + " to " + PROGRESS_MS_MAX + ", or 0");
        }
        return asked;
    }
}
