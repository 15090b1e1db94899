package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.InvariantViolation;
import io.quorate.core.state.Command;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Standing;
import io.quorate.v1.CompactRequest;
import io.quorate.v1.CompactResponse;
import io.quorate.v1.HistoryGrpc;

/** Compaction of old revisions. */
final class HistoryService extends HistoryGrpc.HistoryImplBase {

    private final Writes writes;
    private final Headers headers;

    HistoryService(Writes writes, Headers headers) {
        this.writes = writes;
        this.headers = headers;
    }

    @Override
    public void compact(CompactRequest request, StreamObserver<CompactResponse> responses) {
        var command = new Command.Compact(request.getRevision());
        Answers.checked(responses, () -> writes.command(command, responses, this::compacted));
    }

    private CompactResponse compacted(Outcome outcome, Standing standing) {
        if (!(outcome instanceof Outcome.Compacted(long floor, long _))) {
            throw new InvariantViolation("a compaction came out as " + outcome);
        }
        return CompactResponse.newBuilder()
                .setHeader(headers.ofChange(standing))
                .setCompactedRevision(floor)
                .build();
    }
}
