/**
 * Translates the messages of {@code replica.snapshot} to {@code quorate.peer.v1} and back, beside
 * those of whichever engine runs, and refuses what cannot stand for one. Start at {@link
 * io.quorate.adapter.grpc.snapshot.SnapshotCodec}.
 */
package io.quorate.adapter.grpc.snapshot;
