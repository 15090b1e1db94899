package io.quorate.client;

import io.quorate.client.core.CallKind;
import io.quorate.v1.CompareDigestsRequest;
import io.quorate.v1.CompareDigestsResponse;
import io.quorate.v1.DigestsGrpc;
import io.quorate.v1.MemberDigest;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whether the members' states are alike: what each comes to, as one entry left it. */
public final class Digests {

    private final KvClient client;

    Digests(KvClient client) {
        this.client = client;
    }

    /**
     * Waits until the members' states as they are from now on have been compared, which takes up to
     * two periods of the servers, and says what each member said.
     *
     * @throws KvException if no member answers in time
     */
    public DigestComparison compare() {
        return client.await(compareAsync());
    }

    /** As {@link #compare}, without waiting for it. */
    public CompletableFuture<DigestComparison> compareAsync() {
        var method = DigestsGrpc.getCompareMethod();
        var request = CompareDigestsRequest.getDefaultInstance();
        return client.ask(CallKind.LOCAL_READ, method, request, Digests::comparison);
    }

    private static DigestComparison comparison(CompareDigestsResponse response) {
        List<DigestComparison.MemberDigest> members =
                response.getMembersList().stream().map(Digests::member).toList();
        return new DigestComparison(
                Wire.header(response.getHeader()),
                response.getIndex(),
                members,
                switch (response.getVerdict()) {
                    case ALIKE -> DigestComparison.Verdict.ALIKE;
                    case UNSOUND -> DigestComparison.Verdict.UNSOUND;
                    case DIVIDED -> DigestComparison.Verdict.DIVIDED;
                    case DIGEST_VERDICT_UNSPECIFIED, UNRECOGNIZED -> DigestComparison.Verdict.OTHER;
                },
                response.getSound());
    }

    private static DigestComparison.MemberDigest member(MemberDigest member) {
        return new DigestComparison.MemberDigest(
                member.getNode(),
                member.getVoter(),
                switch (member.getState()) {
                    case TOLD -> DigestComparison.State.TOLD;
                    case DAMAGED -> DigestComparison.State.DAMAGED;
                    case SILENT -> DigestComparison.State.SILENT;
                    case DIGEST_STATE_UNSPECIFIED, UNRECOGNIZED -> DigestComparison.State.OTHER;
                },
                member.getRevision(),
                Bytes.of(member.getDigest()));
    }
}
