/**
 * Ring 2: the one interpreter of a consensus engine's effects. A {@link io.quorate.replica.Replica}
 * takes what waits, one turn at a time: it steps the engine, has entries persisted, sends, applies
 * and answers, all through ports that are declared here. Deterministic and owned by one loop; it
 * must not know threads, sockets, files, RocksDB, nor which engine it drives.
 *
 * <p>Start at {@link io.quorate.replica.Replica#turn}; what can come in is {@link
 * io.quorate.replica.Arrival}; {@code replica.journal} is the log on disk.
 */
package io.quorate.replica;
