package io.quorate.boot;

import io.quorate.boot.Happenings.Kind;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Event;
import io.quorate.core.engine.Members;
import io.quorate.core.state.DigestVerdict;
import io.quorate.replica.Failure;
import io.quorate.replica.Observer;
import io.quorate.replica.digest.DigestEvent;
import io.quorate.replica.snapshot.SnapshotEvent;

import java.util.stream.Collectors;

/** Tells people, a sentence each, what happens at this node. On the loop. */
final class Sentences implements Observer {

    private final Happenings happenings;
    private boolean isStalled;

    Sentences(Happenings happenings) {
        this.happenings = happenings;
    }

    @Override
    public void event(Event event) {
        switch (event) {
            case Event.RoleChanged _, Event.MalformedMessage _ -> {}
            case Event.LeaderChanged(long term, var leader) ->
                    tell(
                            Kind.ELECTION,
                            leader.map(node -> node + " leads in term " + term)
                                    .orElse("no leader is known"));
            case Event.CampaignBegan(long term, String why) ->
                    tell(
                            Kind.ELECTION,
                            "this node stands for election in term " + term + ": " + why);
            case Event.SteppedDown(long term, String why) ->
                    tell(Kind.ELECTION, "this node stepped down in term " + term + ": " + why);
            case Event.HandOverBegan(_, NodeId to) ->
                    tell(Kind.ELECTION, "leadership is handed over to " + to);
            case Event.HandOverFailed(_, NodeId to) ->
                    tell(Kind.ELECTION, "leadership was not handed over to " + to + " in time");
            case Event.MembersChanged(_, Members members) -> tell(Kind.MEMBERS, sentence(members));
            case Event.Removed(NodeId by) ->
                    tell(Kind.ALARM, by + " says that this node was removed");
            case Event.HoleFound _ ->
                    tell(Kind.ALARM, "the journal lost records: the others repair it");
            case Event.Mended _ -> tell(Kind.MEMBERS, "the journal is whole again");
        }
    }

    private static String sentence(Members members) {
        String names =
                members.members().stream()
                        .map(member -> member.id().name())
                        .collect(Collectors.joining(", "));
        return switch (members.phase()) {
            case SETTLED -> "the members are " + names;
            case CATCHING_UP -> "new members learn, among " + names;
            case JOINT -> "old and new members decide together: " + names;
        };
    }

    @Override
    public void snapshot(SnapshotEvent event) {
        switch (event) {
            case SnapshotEvent.Taken taken ->
                    tell(Kind.SNAPSHOT, "a snapshot was taken at entry " + taken.index());
            case SnapshotEvent.NotTaken _ ->
                    tell(Kind.ALARM, "a snapshot was not taken: the disk is full");
            case SnapshotEvent.SendingBegan began ->
                    tell(Kind.SNAPSHOT, began.to() + " is sent a snapshot");
            case SnapshotEvent.Sent sent ->
                    tell(Kind.SNAPSHOT, sent.to() + " has the snapshot of entry " + sent.index());
            case SnapshotEvent.NotSent(NodeId to, String why) ->
                    tell(Kind.SNAPSHOT, to + " did not get a snapshot: " + why);
            case SnapshotEvent.ReceivingBegan began ->
                    tell(Kind.SNAPSHOT, began.from() + " sends this node a snapshot");
            case SnapshotEvent.DamagedFile damaged ->
                    tell(Kind.SNAPSHOT, damaged.from() + " sent a damaged file: asked for again");
            case SnapshotEvent.Installed installed ->
                    tell(
                            Kind.SNAPSHOT,
                            "this node has the state of entry "
                                    + installed.index()
                                    + ", from "
                                    + installed.from());
            case SnapshotEvent.NotInstalled(NodeId from, String why) ->
                    tell(Kind.SNAPSHOT, "a snapshot from " + from + " was not taken: " + why);
        }
    }

    @Override
    public void digest(DigestEvent event) {
        switch (event) {
            case DigestEvent.Compared(_, DigestVerdict verdict) -> compared(verdict);
            case DigestEvent.Condemned _ ->
                    tell(Kind.ALARM, "this node's state is not what it should be: it is not shown");
            case DigestEvent.Replaced _ -> tell(Kind.SNAPSHOT, "this node has a sound state again");
            case DigestEvent.Scrubbed scrubbed -> {
                switch (scrubbed.result()) {
                    case SOUND, BROKEN_OFF -> {}
                    case ROTTEN -> tell(Kind.ALARM, "rows of the store are not what was written");
                }
            }
        }
    }

    private void compared(DigestVerdict verdict) {
        switch (verdict) {
            case DigestVerdict.Alike _ -> {}
            case DigestVerdict.Unsound(var nodes, _) ->
                    tell(Kind.ALARM, "states differ from a majority: " + nodes);
            case DigestVerdict.Divided _ ->
                    tell(Kind.ALARM, "states differ and no majority is alike: nothing is written");
        }
    }

    @Override
    public void applied(int entries, long appliedIndex) {
        isStalled = false;
    }

    @Override
    public void storeStalled() {
        if (!isStalled) tell(Kind.ALARM, "the store is stalled: committed entries wait");
        isStalled = true;
    }

    @Override
    public void failed(Failure failure, int requests) {}

    private void tell(Kind kind, String text) {
        happenings.add(kind, text);
    }
}
