package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.state.DigestReport;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestVerdict;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Standing;
import io.quorate.replica.digest.DigestStatus;
import io.quorate.v1.CompareDigestsRequest;
import io.quorate.v1.CompareDigestsResponse;
import io.quorate.v1.DigestState;
import io.quorate.v1.DigestsGrpc;
import io.quorate.v1.MemberDigest;

/** Tells what members said of their states. On the loop. */
final class DigestsService extends DigestsGrpc.DigestsImplBase {

    private final Arrivals arrivals;
    private final Headers headers;

    DigestsService(Arrivals arrivals, Headers headers) {
        this.arrivals = arrivals;
        this.headers = headers;
    }

    @Override
    public void compare(
            CompareDigestsRequest request, StreamObserver<CompareDigestsResponse> responses) {
        arrivals.post(
                new Arrival.AskDigests(
                        (status, standing) -> Answers.send(responses, response(status, standing))));
    }

    private CompareDigestsResponse response(DigestStatus status, Standing standing) {
        var response =
                CompareDigestsResponse.newBuilder()
                        .setHeader(headers.ofRead(standing, Arrival.Level.EVENTUAL))
                        .setIndex(status.reports().index())
                        .setVerdict(verdict(status.verdict()))
                        .setSound(status.isSound());
        for (DigestReport report : status.reports().all()) response.addMembers(member(report));
        return response.build();
    }

    private static io.quorate.v1.DigestVerdict verdict(DigestVerdict verdict) {
        return switch (verdict) {
            case DigestVerdict.Alike _ -> io.quorate.v1.DigestVerdict.ALIKE;
            case DigestVerdict.Unsound _ -> io.quorate.v1.DigestVerdict.UNSOUND;
            case DigestVerdict.Divided _ -> io.quorate.v1.DigestVerdict.DIVIDED;
        };
    }

    private static MemberDigest member(DigestReport report) {
        var member =
                MemberDigest.newBuilder()
                        .setNode(report.node().name())
                        .setVoter(report.weight() == DigestReport.Weight.VOTER);
        return switch (report.said()) {
            case Said.Comes comes ->
                    member.setState(DigestState.TOLD)
                            .setRevision(comes.revision())
                            .setDigest(Payloads.toWire(comes.digest().encode()))
                            .build();
            case Said.Damaged _ -> member.setState(DigestState.DAMAGED).build();
            case Said.Silent _ -> member.setState(DigestState.SILENT).build();
        };
    }
}
