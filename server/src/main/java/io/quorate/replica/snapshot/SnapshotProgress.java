package io.quorate.replica.snapshot;

import io.quorate.core.NodeId;

/**
 * How far a snapshot that is on its way has come.
 *
 * @param with the member that it goes to, or comes from
 * @param bytes of all its files; 0 while it is being taken
 * @param bytesDone of them, what was sent; or is here, what was here before included
 */
public record SnapshotProgress(NodeId with, long bytes, long bytesDone) {}
