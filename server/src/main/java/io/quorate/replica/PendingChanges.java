package io.quorate.replica;

import io.quorate.core.NodeId;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The callers who wait for a change of the membership or of the leader, by request. */
final class PendingChanges {

    private final Map<Long, ChangeAnswer> memberships = new LinkedHashMap<>();
    private final Map<Long, ChangeAnswer> transfers = new LinkedHashMap<>();

    int size() {
        return memberships.size() + transfers.size();
    }

    void reconfiguring(long request, ChangeAnswer answer) {
        memberships.put(request, answer);
    }

    void transferring(long request, ChangeAnswer answer) {
        transfers.put(request, answer);
    }

    void done(long request, Standing standing, Optional<NodeId> leader) {
        ChangeAnswer answer = take(request);
        if (answer != null) answer.done(standing, leader);
    }

    void refused(long request, Failure failure) {
        ChangeAnswer answer = take(request);
        if (answer != null) answer.failed(failure);
    }

    private ChangeAnswer take(long request) {
        ChangeAnswer answer = memberships.remove(request);
        return answer == null ? transfers.remove(request) : answer;
    }

    /** Ends the wait of those whose change may be in the log. */
    void abandonMemberships(Failure failure) {
        fail(memberships, failure);
    }

    /** Ends the wait of all. */
    void abandonAll(Failure failure) {
        fail(memberships, failure);
        fail(transfers, failure);
    }

    private static void fail(Map<Long, ChangeAnswer> waiting, Failure failure) {
        List<ChangeAnswer> all = new ArrayList<>(waiting.values());
        waiting.clear();
        for (ChangeAnswer answer : all) answer.failed(failure);
    }
}
