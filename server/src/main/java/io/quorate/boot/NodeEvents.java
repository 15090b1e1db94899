package io.quorate.boot;

import io.quorate.adapter.metrics.NodeMetrics;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Member;
import io.quorate.core.engine.Members;
import io.quorate.core.state.DigestVerdict;
import io.quorate.replica.Failure;
import io.quorate.replica.Observer;
import io.quorate.replica.digest.DigestEvent;
import io.quorate.replica.snapshot.SnapshotEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
            case Event.CampaignBegan began -> {
                metrics.campaignBegan();
                LOG.info("campaign term={} why={}", began.round(), began.why());
            }
            case Event.SteppedDown down -> {
                metrics.steppedDown();
                LOG.info("stepped down term={} why={}", down.round(), down.why());
            }
            case Event.MembersChanged changed -> {
                LOG.info("members index={} {}", changed.index(), show(changed.members()));
                metrics.peers().members(changed.members().ids());
            }
            case Event.HandOverBegan began ->
                    LOG.info("handing over term={} to={}", began.round(), began.to());
            case Event.HandOverFailed failed ->
                    LOG.warn("not handed over term={} to={}", failed.round(), failed.to());
            case Event.Removed removed ->
                    LOG.error(
                            "this node was removed from its cluster, says {}: stop it, and give a"
                                    + " new node a new id",
                            removed.by());
            case Event.HoleFound found -> {
                metrics.repairs().holeFound();
                LOG.error(
                        "mending: the journal lost records; from term {} on, and behind entry"
                                + " {}, the log comes from the other members. Until then this"
                                + " node does not vote. Its disk is not to be trusted",
                        found.round(),
                        found.last().index());
            }
            case Event.Mended mended -> {
                metrics.repairs().mended();
                LOG.info("mended: the log is whole up to entry {}", mended.last().index());
            }
            case Event.MalformedMessage malformed ->
                    LOG.warn("dropped from={} why={}", malformed.from(), malformed.why());
        }
    }

    private static String show(Members members) {
        return members.phase()
                + members.members().stream()
                        .map(NodeEvents::show)
                        .collect(Collectors.joining(", ", " [", "]"));
    }

    private static String show(Member member) {
        return member.id()
                + "="
                + member.address()
                + " "
                + member.now()
                + (member.next() == member.now() ? "" : "->" + member.next())
                + (member.incarnation().isEmpty()
                        ? ""
                        : " %016x".formatted(member.incarnation().getAsLong()));
    }

    @Override
    public void snapshot(SnapshotEvent event) {
        switch (event) {
            case SnapshotEvent.Taken taken -> {
                metrics.snapshots().taken();
                LOG.info(
                        "snapshot taken index={} bytes={} files={}",
                        taken.index(),
                        taken.bytes(),
                        taken.files());
            }
            case SnapshotEvent.NotTaken _ ->
                    LOG.error("no snapshot could be taken: is the disk full?");
            case SnapshotEvent.SendingBegan began ->
                    LOG.info(
                            "snapshot offered to={} index={} bytes={}",
                            began.to(),
                            began.index(),
                            began.bytes());
            case SnapshotEvent.Sent sent -> {
                metrics.snapshots().sent(sent.bytesSent(), sent.nanos());
                LOG.info(
                        "snapshot sent to={} index={} bytes={} seconds={}",
                        sent.to(),
                        sent.index(),
                        sent.bytesSent(),
                        seconds(sent.nanos()));
            }
            case SnapshotEvent.NotSent not -> {
                metrics.snapshots().notSent();
                LOG.warn("snapshot not sent to={} why={}", not.to(), not.why());
            }
            case SnapshotEvent.ReceivingBegan began ->
                    LOG.info(
                            "snapshot comes from={} index={} bytes={} held={}",
                            began.from(),
                            began.index(),
                            began.bytes(),
                            began.bytesHeld());
            case SnapshotEvent.DamagedFile damaged -> {
                metrics.repairs().fileDamaged();
                LOG.warn("snapshot from={}: {} is damaged", damaged.from(), damaged.file());
            }
            case SnapshotEvent.Installed installed -> {
                metrics.snapshots().installed(installed.bytes(), installed.nanos());
                LOG.info(
                        "snapshot installed from={} index={} bytes={} seconds={}",
                        installed.from(),
                        installed.index(),
                        installed.bytes(),
                        seconds(installed.nanos()));
            }
            case SnapshotEvent.NotInstalled not -> {
                metrics.snapshots().notInstalled();
                LOG.warn("snapshot not installed from={} why={}", not.from(), not.why());
            }
        }
    }

    @Override
    public void digest(DigestEvent event) {
        switch (event) {
            case DigestEvent.Compared(long index, DigestVerdict verdict) ->
                    compared(index, verdict);
            case DigestEvent.Condemned(var majority) -> {
                metrics.digests().condemned();
                LOG.error(
                        "this node's state is not what it should be: it is shown to nobody until"
                                + " one of {} has sent its own",
                        majority.isEmpty() ? "a majority" : majority);
            }
            case DigestEvent.Replaced _ -> {
                metrics.digests().replaced();
                LOG.info("this node has a sound state again");
            }
            case DigestEvent.Scrubbed(long bytes, long nanos, var result) -> {
                switch (result) {
                    case SOUND -> metrics.digests().scrubbed(bytes);
                    case ROTTEN -> {
                        metrics.digests().foundRotten(bytes);
                        LOG.error(
                                "rows of the store are not what was written: read bytes={}", bytes);
                    }
                    case BROKEN_OFF -> {}
                }
                LOG.debug("scrub {} bytes={} seconds={}", result, bytes, seconds(nanos));
            }
        }
    }

    private void compared(long index, DigestVerdict verdict) {
        switch (verdict) {
            case DigestVerdict.Alike _ -> metrics.digests().alike();
            case DigestVerdict.Unsound(var nodes, var majority) -> {
                metrics.digests().differ();
                LOG.error("states differ index={} unsound={} majority={}", index, nodes, majority);
            }
            case DigestVerdict.Divided _ -> {
                metrics.digests().divided();
                LOG.error("states differ index={} and no majority is alike: no writes", index);
            }
        }
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }

    @Override
    public void applied(int entries, long appliedIndex) {
        if (isStalled) LOG.info("the store takes writes again: applied={}", appliedIndex);
        isStalled = false;
    }

    @Override
    public void storeStalled() {
        if (!isStalled) {
            metrics.storeStalled();
            LOG.warn("the store is stalled: committed entries wait");
        }
        isStalled = true;
    }

    @Override
    public void failed(Failure failure, int requests) {
        metrics.proposalsFailed(requests);
    }

    @Override
    public void readsFailed(Failure failure, int reads) {
        if (failure instanceof Failure.Behind) metrics.sessionWaitsFailed(reads);
        else metrics.readsFailed(reads);
    }
}
