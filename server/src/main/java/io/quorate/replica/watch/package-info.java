/**
 * Watches: whoever wants to hear of changes is sent them, in order and without a gap, at the pace
 * at which he takes them. A watcher holds no queue, only a place in the sequence of changes: what
 * he lacks is in one ring of recent changes that all share, or is read back from the store. So one
 * who takes nothing costs a few hundred bytes, and nobody who writes waits for him.
 *
 * <p>Owned by the replica's loop and deterministic, like all of ring 2. This package must not know
 * who watches, over what wire, nor on which thread the store is read.
 *
 * <p>Start at {@link io.quorate.replica.watch.WatchHub}.
 */
package io.quorate.replica.watch;
