package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.Member;
import io.quorate.v1.Role;
import io.quorate.v1.StatusRequest;
import io.quorate.v1.StatusResponse;

/** What this node knows of itself and its cluster. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final Cluster cluster;
    private final Headers headers;
    private final PeerDirectory directory;
    private final Arrivals arrivals;
    private final StorageFigures storage;
    private final Failures failures;

    ClusterService(
            Cluster cluster,
            PeerDirectory directory,
            Arrivals arrivals,
            StorageFigures storage,
            Failures failures) {
        this.cluster = cluster;
        this.headers = new Headers(cluster.self());
        this.directory = directory;
        this.arrivals = arrivals;
        this.storage = storage;
        this.failures = failures;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> responses) {
        var answer =
                new ReadAnswer() {
                    @Override
                    public void serve(KeyValueMachine state, Standing standing) {
                        Answers.send(responses, describe(state, standing));
                    }

                    @Override
                    public void failed(Failure failure) {
                        Answers.fail(responses, failures.of(failure));
                    }
                };
        arrivals.post(new Arrival.Read(Arrival.Level.EVENTUAL, answer));
    }

    private StatusResponse describe(KeyValueMachine state, Standing standing) {
        EngineStatus engine = arrivals.status().engine();
        var response =
                StatusResponse.newBuilder()
                        .setHeader(headers.ofRead(standing, Arrival.Level.EVENTUAL))
                        .setVersion(cluster.self().version())
                        .setEngine(cluster.self().engine())
                        .setRole(role(engine.role()))
                        .setLeader(engine.leader().map(NodeId::name).orElse(""))
                        .setCommitIndex(engine.commitIndex())
                        .setAppliedIndex(state.applied().index())
                        .setLastIndex(engine.lastIndex())
                        .setFirstIndex(storage.journalFirstIndex())
                        .setJournalBytes(storage.journalBytes())
                        .setStoreBytes(storage.storeBytes());
        for (NodeId member : cluster.membership().members()) {
            response.addMembers(describe(member, engine));
        }
        return response.build();
    }

    private Member describe(NodeId member, EngineStatus engine) {
        boolean isSelf = member.equals(cluster.self().node());
        var description =
                Member.newBuilder()
                        .setId(member.name())
                        .setPeerAddress(cluster.peerAddresses().getOrDefault(member, ""))
                        .setLearner(cluster.membership().isLearner(member));
        if (isSelf) {
            description
                    .setClientAddress(cluster.self().clientAddress())
                    .setConnected(true)
                    .setMatchIndex(engine.lastIndex());
        } else {
            description
                    .setClientAddress(directory.clientAddress(member).orElse(""))
                    .setConnected(directory.isConnected(member))
                    .setMatchIndex(engine.matchIndexes().getOrDefault(member, 0L));
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
        };
    }
}
