package io.quorate.replica.snapshot;

import io.quorate.core.NodeId;

/** What an operator wants to know of snapshots. Bytes are of the files; times in nanoseconds. */
public sealed interface SnapshotEvent {

    /** This node took a snapshot of its state. */
    record Taken(long index, long bytes, int files) implements SnapshotEvent {}

    /** It could not, for want of room. */
    record NotTaken() implements SnapshotEvent {}

    /** A member is offered a snapshot. */
    record SendingBegan(NodeId to, long index, long bytes) implements SnapshotEvent {}

    /** A member has what is in it. {@code bytesSent} is what had to be sent. */
    record Sent(NodeId to, long index, long bytesSent, long nanos) implements SnapshotEvent {}

    /** A member did not get it. */
    record NotSent(NodeId to, String why) implements SnapshotEvent {}

    /** This node takes a snapshot from another. */
    record ReceivingBegan(NodeId from, long index, long bytes, long bytesHeld)
            implements SnapshotEvent {}

    /** A file arrived damaged, and is asked for again. */
    record DamagedFile(NodeId from, String file) implements SnapshotEvent {}

    /** This node's state is the snapshot's now. */
    record Installed(NodeId from, long index, long bytes, long nanos) implements SnapshotEvent {}

    /** This node gave up a snapshot. */
    record NotInstalled(NodeId from, String why) implements SnapshotEvent {}
}
