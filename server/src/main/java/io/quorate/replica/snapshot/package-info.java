/**
 * How a member whose log is too short gets the state itself: a copy of the state machine's files at
 * one moment, named by their content, asked for chunk by chunk and put in place in one step.
 *
 * <p>{@link io.quorate.replica.snapshot.Sending} and {@link io.quorate.replica.snapshot.Receiving}
 * are the two sides of the talk, driven by a replica's turns; {@link
 * io.quorate.replica.snapshot.StateShelf} is where the states lie on the disk, synchronous and
 * deterministic over the ports {@link io.quorate.replica.snapshot.StateDisk} and {@link
 * io.quorate.replica.snapshot.Stores}; {@link io.quorate.replica.snapshot.Snapshots} is how a
 * replica asks it without waiting. It knows no engine, no database, no thread and no clock. What is
 * committed is committed whoever says so: any member could send to any other.
 *
 * <p>Start at {@link io.quorate.replica.snapshot.SnapshotMessage}. The page {@code
 * docs/snapshots.md} tells it in whole.
 */
package io.quorate.replica.snapshot;
