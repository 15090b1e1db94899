package io.quorate.boot;

import io.quorate.adapter.metrics.NodeMetrics;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Event;
import io.quorate.replica.Failure;
import io.quorate.replica.Observer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Consumer;

/** Writes down what a replica notes, and counts it. */
final class NodeEvents implements Observer {

    private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);

    private final NodeMetrics metrics;
    private final Consumer<Boolean> leaderKnown;
    private boolean isStalled;

    /**
     * @param leaderKnown told whether this node has a leader to work with
     */
    NodeEvents(NodeMetrics metrics, Consumer<Boolean> leaderKnown) {
        this.metrics = metrics;
        this.leaderKnown = leaderKnown;
    }

    @Override
    public void event(Event event) {
        switch (event) {
            case Event.RoleChanged changed ->
                    LOG.info("role={} term={}", changed.role(), changed.round());
            case Event.LeaderChanged changed -> {
                String leader = changed.leader().map(NodeId::name).orElse("none");
                LOG.info("leader={} term={}", leader, changed.round());
                if (changed.leader().isPresent()) metrics.leaderChanged();
                leaderKnown.accept(changed.leader().isPresent());
            }
            case Event.CampaignBegan began ->
                    LOG.info("campaign term={} why={}", began.round(), began.why());
            case Event.SteppedDown down ->
                    LOG.info("stepped down term={} why={}", down.round(), down.why());
            case Event.MalformedMessage malformed ->
                    LOG.warn("dropped from={} why={}", malformed.from(), malformed.why());
        }
    }

    @Override
    public void applied(int entries, long appliedIndex) {
        if (isStalled) LOG.info("the store takes writes again: applied={}", appliedIndex);
        isStalled = false;
    }

    @Override
    public void storeStalled() {
        if (!isStalled) LOG.warn("the store is stalled: committed entries wait");
        isStalled = true;
    }

    @Override
    public void failed(Failure failure, int requests) {
        metrics.proposalsFailed(requests);
    }
}
