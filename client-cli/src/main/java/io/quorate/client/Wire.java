package io.quorate.client;

import io.quorate.client.core.Guarantee;
import io.quorate.v1.ChangeResponse;
import io.quorate.v1.DeleteResponse;
import io.quorate.v1.GetResponse;
import io.quorate.v1.LeaseResponse;
import io.quorate.v1.ListLeasesResponse;
import io.quorate.v1.PutResponse;
import io.quorate.v1.RangeResponse;
import io.quorate.v1.RegisterClientResponse;
import io.quorate.v1.ResponseHeader;
import io.quorate.v1.RevokeLeaseResponse;
import io.quorate.v1.SessionGuarantee;
import io.quorate.v1.StatusResponse;
import io.quorate.v1.TransferLeadershipResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The protocol's messages, read into the client's records. */
final class Wire {

    private static final Optional<Consistency> LINEARIZABLE = Optional.of(Consistency.LINEARIZABLE);
    private static final Optional<Consistency> EVENTUAL = Optional.of(Consistency.EVENTUAL);

    private Wire() {}

    static Header header(ResponseHeader header) {
        Optional<Consistency> level =
                switch (header.getLevel()) {
                    case LINEARIZABLE -> LINEARIZABLE;
                    case EVENTUAL -> EVENTUAL;
                    // Nothing was made before the first revision, so that is what it shows.
                    case AT_REVISION ->
                            Optional.of(Consistency.atRevision(Math.max(1, header.getRevision())));
                    case SESSION -> Optional.of(session(header));
                    case BOUNDED ->
                            Optional.of(
                                    new Consistency.Bounded(
                                            Duration.ofMillis(header.getStalenessMs())));
                    case CONSISTENCY_LEVEL_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
                };
        return new Header(
                header.getClusterId(),
                header.getNode(),
                header.getTerm(),
                header.getEpoch(),
                header.getRevision(),
                level);
    }

    private static Consistency session(ResponseHeader header) {
        Set<Guarantee> met = EnumSet.noneOf(Guarantee.class);
        for (SessionGuarantee guarantee : header.getGuaranteesList()) {
            switch (guarantee) {
                case READ_YOUR_WRITES -> met.add(Guarantee.READ_YOUR_WRITES);
                case MONOTONIC_READS -> met.add(Guarantee.MONOTONIC_READS);
                case MONOTONIC_WRITES -> met.add(Guarantee.MONOTONIC_WRITES);
                case WRITES_FOLLOW_READS -> met.add(Guarantee.WRITES_FOLLOW_READS);
                case SESSION_GUARANTEE_UNSPECIFIED, UNRECOGNIZED -> {}
            }
        }
        return Consistency.session(
                Token.of(header.getSessionToken()),
                met.isEmpty() ? EnumSet.allOf(Guarantee.class) : met);
    }

    static List<SessionGuarantee> guarantees(Set<Guarantee> wanted) {
        List<SessionGuarantee> guarantees = new ArrayList<>();
        for (Guarantee guarantee : EnumSet.copyOf(wanted)) {
            guarantees.add(
                    switch (guarantee) {
                        case READ_YOUR_WRITES -> SessionGuarantee.READ_YOUR_WRITES;
                        case MONOTONIC_READS -> SessionGuarantee.MONOTONIC_READS;
                        case MONOTONIC_WRITES -> SessionGuarantee.MONOTONIC_WRITES;
                        case WRITES_FOLLOW_READS -> SessionGuarantee.WRITES_FOLLOW_READS;
                    });
        }
        return guarantees;
    }

    static LeaseResult lease(LeaseResponse response) {
        return new LeaseResult(
                header(response.getHeader()),
                response.getLease(),
                Duration.ofMillis(response.getTtlMs()),
                Duration.ofMillis(response.getLeftMs()));
    }

    static DeleteResult revoked(RevokeLeaseResponse response) {
        return new DeleteResult(header(response.getHeader()), response.getDeleted());
    }

    static LeaseList leases(ListLeasesResponse response) {
        return new LeaseList(header(response.getHeader()), List.copyOf(response.getLeasesList()));
    }

    static Registered registered(RegisterClientResponse response) {
        return new Registered(
                header(response.getHeader()), response.getClientId(), response.getTtlMs());
    }

    static PutResult put(PutResponse response) {
        return new PutResult(header(response.getHeader()));
    }

    static GetResult get(GetResponse response) {
        Optional<KeyValue> kv =
                response.hasKv() ? Optional.of(keyValue(response.getKv())) : Optional.empty();
        return new GetResult(header(response.getHeader()), kv);
    }

    static DeleteResult delete(DeleteResponse response) {
        return new DeleteResult(header(response.getHeader()), response.getDeleted());
    }

    static RangePage page(RangeResponse response) {
        return new RangePage(
                header(response.getHeader()),
                keyValues(response.getKvsList()),
                response.getLast(),
                response.getMore(),
                response.getCount());
    }

    static List<KeyValue> keyValues(List<io.quorate.v1.KeyValue> kvs) {
        var all = new ArrayList<KeyValue>(kvs.size());
        for (io.quorate.v1.KeyValue kv : kvs) all.add(keyValue(kv));
        return List.copyOf(all);
    }

    static KeyValue keyValue(io.quorate.v1.KeyValue kv) {
        return new KeyValue(
                Bytes.of(kv.getKey()),
                Bytes.of(kv.getValue()),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion(),
                kv.getLease());
    }

    static MemberStatus status(String address, StatusResponse response) {
        var members = new ArrayList<MemberStatus.Peer>();
        for (io.quorate.v1.Member member : response.getMembersList()) {
            members.add(
                    new MemberStatus.Peer(
                            member.getId(),
                            member.getPeerAddress(),
                            member.getClientAddress(),
                            member.getLearner(),
                            member.getConnected(),
                            member.getMatchIndex(),
                            standing(member.getStanding()),
                            standing(member.getNext()),
                            member.getIncarnation()));
        }
        return new MemberStatus(
                address,
                header(response.getHeader()),
                response.getVersion(),
                response.getEngine(),
                switch (response.getRole()) {
                    case LEADER -> MemberStatus.Role.LEADER;
                    case FOLLOWER -> MemberStatus.Role.FOLLOWER;
                    case CANDIDATE -> MemberStatus.Role.CANDIDATE;
                    case LEARNER -> MemberStatus.Role.LEARNER;
                    case OUTSIDER -> MemberStatus.Role.OUTSIDER;
                    case MENDING -> MemberStatus.Role.MENDING;
                    case ROLE_UNSPECIFIED, UNRECOGNIZED -> MemberStatus.Role.OTHER;
                },
                response.getLeader(),
                response.getCommitIndex(),
                response.getAppliedIndex(),
                response.getLastIndex(),
                response.getFirstIndex(),
                response.getJournalBytes(),
                response.getStoreBytes(),
                List.copyOf(members),
                switch (response.getPhase()) {
                    case MEMBERSHIP_SETTLED -> MemberStatus.Phase.SETTLED;
                    case MEMBERSHIP_CATCHING_UP -> MemberStatus.Phase.CATCHING_UP;
                    case MEMBERSHIP_JOINT -> MemberStatus.Phase.JOINT;
                    case MEMBERSHIP_PHASE_UNSPECIFIED, UNRECOGNIZED -> MemberStatus.Phase.OTHER;
                },
                List.copyOf(response.getRemovedIdsList()),
                response.getCompactedRevision(),
                response.getRemovedRevision());
    }

    private static MemberStatus.Standing standing(io.quorate.v1.Standing standing) {
        return switch (standing) {
            case STANDING_VOTER -> MemberStatus.Standing.VOTER;
            case STANDING_LEARNER -> MemberStatus.Standing.LEARNER;
            case STANDING_GONE -> MemberStatus.Standing.GONE;
            case STANDING_UNSPECIFIED, UNRECOGNIZED -> MemberStatus.Standing.OTHER;
        };
    }

    static ChangeResult change(ChangeResponse response) {
        return new ChangeResult(header(response.getHeader()));
    }

    static TransferResult transfer(TransferLeadershipResponse response) {
        return new TransferResult(header(response.getHeader()), response.getLeader());
    }
}
