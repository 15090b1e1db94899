package io.quorate.core.raft;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Input;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Random changes of the membership and hand-overs in a random run: any set of voters and learners
 * may be asked for, of whomever is or was or is not yet a member, at any time, of any server.
 */
final class Churn {

    /** The membership stays. */
    static final Churn NONE = new Churn(0);

    private final List<NodeId> laterIds = new ArrayList<>();
    private final TreeSet<String> unanswered = new TreeSet<>();
    private int reconfigured;
    private int refused;
    private int transferred;

    /**
     * @param later so many servers wait to be added
     */
    Churn(int later) {
        for (int i = 0; i < later; i++) laterIds.add(new NodeId("x" + (10 + i)));
    }

    /** Servers that are no members at first. */
    List<NodeId> laterIds() {
        return laterIds;
    }

    /** What somebody asks of a server now, if anything. */
    Optional<Input> disturb(SplittableRandom random, SimulatedServer server) {
        if (laterIds.isEmpty() || !server.isUp() || random.nextInt(8) != 0) {
            return Optional.empty();
        }
        EngineStatus status = server.engine().status();
        boolean leads = status.role() == EngineStatus.Role.LEADER;
        if (status.members().isEmpty() || (!leads && random.nextInt(4) != 0)) {
            return Optional.empty();
        }
        long request = server.nextRequest();
        unanswered.add(server.id + "/" + request);
        if (random.nextInt(3) == 0) {
            return Optional.of(new Input.TransferLeadership(request, heir(random, status)));
        }
        return Optional.of(new Input.Reconfigure(request, target(random, status.members())));
    }

    private Optional<NodeId> heir(SplittableRandom random, EngineStatus status) {
        var voters = new ArrayList<>(status.members().voters());
        if (voters.isEmpty() || random.nextBoolean()) return Optional.empty();
        return Optional.of(voters.get(random.nextInt(voters.size())));
    }

    /** Members mostly stay; now and then one goes, one comes, one changes what it is. */
    private Target target(SplittableRandom random, Members members) {
        var voters = new TreeMap<NodeId, String>(members.target().voters());
        var learners = new TreeMap<NodeId, String>(members.target().learners());
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            var all = new ArrayList<>(members.ids());
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    NodeId fresh = laterIds.get(random.nextInt(laterIds.size()));
                    if (members.isRemoved(fresh) && random.nextInt(10) != 0) continue;
                    learners.remove(fresh);
                    voters.put(fresh, "");
                }
                case 2 -> {
                    NodeId fresh = laterIds.get(random.nextInt(laterIds.size()));
                    if (!voters.containsKey(fresh)) learners.put(fresh, "");
                }
                case 3 -> {
                    for (NodeId id : List.copyOf(learners.keySet())) {
                        if (random.nextBoolean()) voters.put(id, learners.remove(id));
                    }
                }
                case 4 -> {
                    // Whoever is removed never comes back, so this is rare.
                    NodeId gone = all.get(random.nextInt(all.size()));
                    if (voters.size() <= 2 && random.nextInt(4) != 0) continue;
                    voters.remove(gone);
                    learners.remove(gone);
                }
                case 5 -> {
                    NodeId demoted = all.get(random.nextInt(all.size()));
                    if (voters.remove(demoted) != null) learners.put(demoted, "");
                }
                default -> throw new AssertionError();
            }
        }
        return new Target(voters, learners);
    }

    /** Every answer is to a question, and comes once. */
    void observe(NodeId server, Effect effect) {
        switch (effect) {
            case Effect.Reconfigured(long request, long index) -> {
                reconfigured++;
                answered(server, request);
            }
            case Effect.Transferred(long request, NodeId leader) -> {
                transferred++;
                answered(server, request);
            }
            case Effect.RefuseRequest(long request, var refusal) -> {
                refused++;
                answered(server, request);
            }
            default -> {}
        }
    }

    private void answered(NodeId server, long request) {
        Properties.require(
                unanswered.remove(server + "/" + request),
                "%s answers %s, which is not open",
                server,
                request);
    }

    int reconfigured() {
        return reconfigured;
    }

    int transferred() {
        return transferred;
    }

    int refused() {
        return refused;
    }
}
