package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.MemberStatus;
import io.quorate.client.MemberStatus.Peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * All members that are found from some endpoints, and what each says of itself.
 *
 * @param said in the order in which they were asked
 */
record Roll(List<Said> said) {

    /**
     * What an address said: its status, or why there is none.
     *
     * @param nanos how long it took
     */
    record Said(String address, Optional<MemberStatus> status, String problem, long nanos) {}

    /** Asks every endpoint, and every member that those name. */
    static Roll call(KvClient client, List<String> endpoints) {
        Map<String, Said> said = new LinkedHashMap<>();
        ask(client, endpoints, said);
        ask(client, membersNotAsked(said), said);
        var roll = new Roll(new ArrayList<>(said.values()));
        boolean byDefault = endpoints.equals(List.of(Globals.ENDPOINTS_DEFAULT.split(",")));
        if (!roll.anyAnswered() || !byDefault) return roll;
        return new Roll(said.values().stream().filter(one -> !roll.isNoMember(one)).toList());
    }

    private static void ask(KvClient client, List<String> addresses, Map<String, Said> said) {
        Map<String, CompletableFuture<Said>> asked = new LinkedHashMap<>();
        for (String address : addresses) asked.put(address, ask(client, address));
        asked.forEach((address, future) -> said.put(address, future.join()));
    }

    private static CompletableFuture<Said> ask(KvClient client, String address) {
        long begun = System.nanoTime();
        return client.statusAsync(address)
                .handle((status, failed) -> said(address, status, failed, begun));
    }

    private static Said said(String address, MemberStatus status, Throwable failed, long begun) {
        long nanos = System.nanoTime() - begun;
        if (failed == null) return new Said(address, Optional.of(status), "", nanos);
        Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
        if (!(cause instanceof KvException why)) throw new CompletionException(cause);
        return new Said(address, Optional.empty(), why.facts().replace(address + ": ", ""), nanos);
    }

    private static List<String> membersNotAsked(Map<String, Said> said) {
        var addresses = new ArrayList<String>();
        for (Said one : said.values()) {
            for (Peer peer : one.status().map(MemberStatus::members).orElse(List.of())) {
                String address = peer.clientAddress();
                boolean isNew = !said.containsKey(address) && !addresses.contains(address);
                if (!address.isEmpty() && isNew && !isAnswered(peer.id(), said)) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    private static boolean isAnswered(String id, Map<String, Said> said) {
        return said.values().stream()
                .flatMap(one -> one.status().stream())
                .anyMatch(status -> status.header().node().equals(id));
    }

    /** An endpoint that was not asked for by name, is down, and that no member names. */
    private boolean isNoMember(Said one) {
        return one.status().isEmpty() && nameOf(one).isEmpty();
    }

    boolean anyAnswered() {
        return said.stream().anyMatch(one -> one.status().isPresent());
    }

    /** The statuses of those who answered. */
    List<MemberStatus> statuses() {
        return said.stream().flatMap(one -> one.status().stream()).toList();
    }

    /** The id of the member at an address, from itself or from another. */
    Optional<String> nameOf(Said one) {
        if (one.status().isPresent()) return one.status().map(status -> status.header().node());
        return statuses().stream()
                .flatMap(status -> status.members().stream())
                .filter(peer -> peer.clientAddress().equals(one.address()))
                .map(Peer::id)
                .findFirst();
    }

    /** The highest commit index that any member knows. */
    long commitMax() {
        return statuses().stream().mapToLong(MemberStatus::commitIndex).max().orElse(0);
    }

    /** How many log entries a member's state is behind that. */
    long lag(MemberStatus status) {
        return Math.max(0, commitMax() - status.appliedIndex());
    }
}
