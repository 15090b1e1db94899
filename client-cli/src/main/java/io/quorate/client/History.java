package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.v1.CompactRequest;
import io.quorate.v1.HistoryGrpc;

import java.util.concurrent.CompletableFuture;

/** The past of the cluster's keys. Thread-safe. Made by {@link KvClient#history}. */
public final class History {

    private final KvClient client;

    History(KvClient client) {
        this.client = client;
    }

    /**
     * Gives up the past before a revision. From then on that is the first that can be read, and the
     * first that a watch can begin at. The members give the room on their disks back by and by:
     * {@link MemberStatus#removedRevision}.
     *
     * @param revision above the one of the last compaction, and at most the newest
     * @throws KvException with {@code COMPACTED} if the past before that revision is given up
     *     already, and with {@code FUTURE_REVISION} if it has not been made
     */
    public CompactResult compact(long revision) {
        return client.await(compactAsync(revision));
    }

    /** As {@link #compact}. */
    public CompletableFuture<CompactResult> compactAsync(long revision) {
        var request = CompactRequest.newBuilder().setRevision(revision).build();
        return client.ask(
                CallKind.WRITE,
                HistoryGrpc.getCompactMethod(),
                request,
                response ->
                        new CompactResult(
                                Wire.header(response.getHeader()),
                                response.getCompactedRevision()));
    }
}
