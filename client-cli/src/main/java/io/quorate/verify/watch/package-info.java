/**
 * Judges what watchers were shown, against the changes that were made. Ordered, unique, atomic,
 * complete, resumable, with the previous values right and nothing that was to be left out: the
 * guarantees that etcd's robustness tests hold its watches to.
 *
 * <p>Start at {@link io.quorate.verify.watch.WatchCheck}.
 */
package io.quorate.verify.watch;
