package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.MemberStatus;
import io.quorate.client.MemberStatus.Peer;
import io.quorate.client.MemberStatus.Phase;
import io.quorate.client.MemberStatus.Role;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The members as the member that knows best sees them: the leader of the latest term, or else
 * whoever has committed most.
 *
 * @param best whose word it is
 * @param isLeader whether that is a leader, which alone knows how far the others are
 */
record ClusterView(MemberStatus best, boolean isLeader) {

    private static final Comparator<MemberStatus> KNOWS_MORE =
            Comparator.<MemberStatus>comparingInt(status -> status.role() == Role.LEADER ? 1 : 0)
                    .thenComparingLong(status -> status.header().term())
                    .thenComparingLong(MemberStatus::commitIndex);

    /**
     * Asks the endpoints, and whom they name.
     *
     * @throws KvException if nobody answers
     */
    static ClusterView ask(KvClient client, List<String> endpoints) {
        Map<String, MemberStatus> answers = new LinkedHashMap<>();
        Optional<KvException> problem = ask(client, endpoints, answers);
        var named = new ArrayList<String>();
        for (MemberStatus status : List.copyOf(answers.values())) {
            for (Peer peer : status.members()) {
                String address = peer.clientAddress();
                boolean isNew = !answers.containsKey(address) && !named.contains(address);
                if (!address.isEmpty() && isNew) named.add(address);
            }
        }
        ask(client, named, answers);
        Optional<MemberStatus> best = answers.values().stream().max(KNOWS_MORE);
        if (best.isEmpty()) throw problem.orElseThrow();
        return new ClusterView(best.get(), best.get().role() == Role.LEADER);
    }

    /**
     * An address of each member, whether it is up or not: as it was given, or as others name it.
     *
     * @throws KvException if nobody answers
     */
    static List<String> addresses(KvClient client, List<String> endpoints) {
        Map<String, MemberStatus> answers = new LinkedHashMap<>();
        Optional<KvException> problem = ask(client, endpoints, answers);
        if (answers.isEmpty()) throw problem.orElseThrow();
        Map<String, String> byId = new LinkedHashMap<>();
        answers.forEach((address, status) -> byId.putIfAbsent(status.header().node(), address));
        for (MemberStatus status : answers.values()) {
            for (Peer peer : status.members()) {
                boolean isKnown = !peer.clientAddress().isEmpty();
                if (isKnown) byId.putIfAbsent(peer.id(), peer.clientAddress());
            }
        }
        return List.copyOf(byId.values());
    }

    private static Optional<KvException> ask(
            KvClient client, List<String> addresses, Map<String, MemberStatus> answers) {
        Map<String, CompletableFuture<MemberStatus>> asked = new LinkedHashMap<>();
        for (String address : addresses) asked.put(address, client.statusAsync(address));
        Optional<KvException> problem = Optional.empty();
        for (var each : asked.entrySet()) {
            try {
                answers.put(each.getKey(), each.getValue().join());
            } catch (CompletionException failed) {
                if (!(failed.getCause() instanceof KvException why)) throw failed;
                if (problem.isEmpty()) problem = Optional.of(why);
            }
        }
        return problem;
    }

    boolean isSettled() {
        return isLeader && best.phase() == Phase.SETTLED;
    }

    /** The client addresses of all members, to be dialled by a new one. */
    String clientAddresses() {
        return String.join(
                ",",
                best.members().stream()
                        .map(Peer::clientAddress)
                        .filter(address -> !address.isEmpty())
                        .toList());
    }
}
