package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Members;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.ReplicaStatus;
import io.quorate.v1.Member;
import io.quorate.v1.MembershipPhase;
import io.quorate.v1.Role;
import io.quorate.v1.Standing;
import io.quorate.v1.StatusResponse;

/** How this node and its cluster stand, in the words of the API. */
final class StatusDescription {

    private final Identity self;
    private final Headers headers;
    private final PeerDirectory directory;
    private final StorageFigures storage;

    StatusDescription(
            Identity self, Headers headers, PeerDirectory directory, StorageFigures storage) {
        this.self = self;
        this.headers = headers;
        this.directory = directory;
        this.storage = storage;
    }

    StatusResponse of(
            ReplicaStatus replica, KeyValueMachine state, io.quorate.replica.Standing standing) {
        EngineStatus engine = replica.engine();
        var response =
                StatusResponse.newBuilder()
                        .setHeader(headers.ofRead(standing, Arrival.Level.EVENTUAL))
                        .setVersion(self.version())
                        .setEngine(self.engine())
                        .setRole(role(engine.role()))
                        .setLeader(engine.leader().map(NodeId::name).orElse(""))
                        .setCommitIndex(engine.commitIndex())
                        .setAppliedIndex(state.applied().index())
                        .setLastIndex(engine.lastIndex())
                        .setFirstIndex(storage.journalFirstIndex())
                        .setJournalBytes(storage.journalBytes())
                        .setStoreBytes(storage.storeBytes())
                        .setPhase(phase(engine.members().phase()))
                        .setCompactedRevision(replica.history().compacted())
                        .setRemovedRevision(replica.history().removed())
                        .setJournalSyncUs(storage.journalSyncMicros())
                        .setDigest(ByteString.copyFrom(state.digest().encode().toArray()));
        for (var member : engine.members().members()) {
            response.addMembers(describe(member, engine));
        }
        for (NodeId removed : engine.members().removed()) response.addRemovedIds(removed.name());
        return response.build();
    }

    private Member describe(io.quorate.core.engine.Member member, EngineStatus engine) {
        NodeId id = member.id();
        var description =
                Member.newBuilder()
                        .setId(id.name())
                        .setPeerAddress(member.address())
                        .setLearner(engine.members().learners().contains(id))
                        .setStanding(standing(member.now()))
                        .setNext(standing(member.next()));
        if (id.equals(self.node())) {
            description
                    .setClientAddress(self.clientAddress())
                    .setConnected(true)
                    .setMatchIndex(engine.lastIndex())
                    .setIncarnation(self.incarnation());
        } else {
            description
                    .setClientAddress(directory.clientAddress(id).orElse(""))
                    .setConnected(directory.isConnected(id))
                    .setMatchIndex(engine.matchIndexes().getOrDefault(id, 0L))
                    .setIncarnation(member.incarnation().orElse(directory.incarnation(id)));
        }
        return description.build();
    }

    private static Role role(EngineStatus.Role role) {
        return switch (role) {
            case LEADER -> Role.LEADER;
            case FOLLOWER -> Role.FOLLOWER;
            case CANDIDATE -> Role.CANDIDATE;
            case LEARNER -> Role.LEARNER;
            case OUTSIDER -> Role.OUTSIDER;
            case MENDING -> Role.MENDING;
        };
    }

    private static Standing standing(io.quorate.core.engine.Member.Standing standing) {
        return switch (standing) {
            case VOTER -> Standing.STANDING_VOTER;
            case LEARNER -> Standing.STANDING_LEARNER;
            case GONE -> Standing.STANDING_GONE;
        };
    }

    private static MembershipPhase phase(Members.Phase phase) {
        return switch (phase) {
            case SETTLED -> MembershipPhase.MEMBERSHIP_SETTLED;
            case CATCHING_UP -> MembershipPhase.MEMBERSHIP_CATCHING_UP;
            case JOINT -> MembershipPhase.MEMBERSHIP_JOINT;
        };
    }
}
