package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quorate.core.NodeId;
import io.quorate.core.engine.MembershipChange;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.ChangeAnswer;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.AddMembersRequest;
import io.quorate.v1.ChangeResponse;
import io.quorate.v1.ClusterGrpc;
import io.quorate.v1.NewMember;
import io.quorate.v1.PromoteMembersRequest;
import io.quorate.v1.RemoveMembersRequest;
import io.quorate.v1.ReplaceMemberRequest;
import io.quorate.v1.StatusRequest;
import io.quorate.v1.StatusResponse;
import io.quorate.v1.TransferLeadershipRequest;
import io.quorate.v1.TransferLeadershipResponse;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** What this node knows of its cluster, and the changes of its members and its leader. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final Headers headers;
    private final StatusDescription description;
    private final Arrivals arrivals;
    private final Failures failures;

    ClusterService(
            Headers headers, StatusDescription description, Arrivals arrivals, Failures failures) {
        this.headers = headers;
        this.description = description;
        this.arrivals = arrivals;
        this.failures = failures;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> responses) {
        var answer =
                new ReadAnswer() {
                    @Override
                    public void serve(KeyValueMachine state, Standing standing) {
                        Answers.send(responses, description.of(arrivals.status(), state, standing));
                    }

                    @Override
                    public void failed(Failure failure) {
                        Answers.fail(responses, failures.of(failure));
                    }
                };
        arrivals.post(new Arrival.Read(Arrival.Level.EVENTUAL, answer));
    }

    @Override
    public void addMembers(AddMembersRequest request, StreamObserver<ChangeResponse> responses) {
        change(
                responses,
                () -> {
                    var added = newMembers(request.getMembersList());
                    return request.getAsLearners()
                            ? new MembershipChange.AddLearners(added)
                            : new MembershipChange.AddVoters(added);
                });
    }

    @Override
    public void removeMembers(
            RemoveMembersRequest request, StreamObserver<ChangeResponse> responses) {
        change(responses, () -> new MembershipChange.Remove(ids(request.getIdsList())));
    }

    @Override
    public void replaceMember(
            ReplaceMemberRequest request, StreamObserver<ChangeResponse> responses) {
        change(
                responses,
                () -> {
                    NodeId old = id(request.getId());
                    NewMember replacement = request.getReplacement();
                    var added = newMembers(List.of(replacement));
                    return new MembershipChange.Replace(
                            old, added.firstKey(), replacement.getPeerAddress());
                });
    }

    @Override
    public void promoteMembers(
            PromoteMembersRequest request, StreamObserver<ChangeResponse> responses) {
        change(responses, () -> new MembershipChange.Promote(ids(request.getIdsList())));
    }

    @Override
    public void transferLeadership(
            TransferLeadershipRequest request,
            StreamObserver<TransferLeadershipResponse> responses) {
        try {
            Optional<NodeId> to =
                    request.getTo().isEmpty() ? Optional.empty() : Optional.of(id(request.getTo()));
            arrivals.post(new Arrival.Transfer(to, answer(responses, this::transferred)));
        } catch (StatusRuntimeException invalid) {
            Answers.fail(responses, invalid);
        }
    }

    private TransferLeadershipResponse transferred(Standing standing, Optional<NodeId> leader) {
        return TransferLeadershipResponse.newBuilder()
                .setHeader(headers.ofChange(standing))
                .setLeader(leader.map(NodeId::name).orElse(""))
                .build();
    }

    /** A request that may be malformed; then it throws its status. */
    private interface Asked {
        MembershipChange change();
    }

    private void change(StreamObserver<ChangeResponse> responses, Asked asked) {
        try {
            arrivals.post(new Arrival.Change(asked.change(), answer(responses, this::changed)));
        } catch (StatusRuntimeException invalid) {
            Answers.fail(responses, invalid);
        }
    }

    private ChangeResponse changed(Standing standing, Optional<NodeId> leader) {
        return ChangeResponse.newBuilder().setHeader(headers.ofChange(standing)).build();
    }

    private <T> ChangeAnswer answer(
            StreamObserver<T> responses, BiFunction<Standing, Optional<NodeId>, T> done) {
        return new ChangeAnswer() {
            @Override
            public void done(Standing standing, Optional<NodeId> leader) {
                Answers.send(responses, done.apply(standing, leader));
            }

            @Override
            public void failed(Failure failure) {
                Answers.fail(responses, failures.of(failure));
            }
        };
    }

    private static SortedMap<NodeId, String> newMembers(List<NewMember> members) {
        var addresses = new TreeMap<NodeId, String>();
        for (NewMember member : members) {
            NodeId id = id(member.getId());
            if (!Addresses.isHostAndPort(member.getPeerAddress())) {
                throw Failures.invalid(
                        "the peer address of " + id + " is not HOST:PORT, as in 10.0.0.4:7201");
            }
            if (addresses.put(id, member.getPeerAddress()) != null) {
                throw Failures.invalid(id + " is named twice");
            }
        }
        if (addresses.isEmpty()) throw Failures.invalid("no member is named");
        return addresses;
    }

    private static SortedSet<NodeId> ids(List<String> names) {
        var ids = new TreeSet<NodeId>();
        for (String name : names) ids.add(id(name));
        if (ids.isEmpty()) throw Failures.invalid("no member is named");
        return ids;
    }

    private static NodeId id(String name) {
        if (NodeId.isValid(name)) return new NodeId(name);
        throw Failures.invalid("no member can have this id: 1 to 64 of a-z A-Z 0-9 . _ -");
    }
}
