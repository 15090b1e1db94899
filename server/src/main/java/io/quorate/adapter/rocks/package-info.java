/**
 * The store on RocksDB: {@link io.quorate.core.state.Store} and nothing more. It must not know what
 * the rows mean, nor any other adapter. Its write-ahead log is off, since the journal is one.
 *
 * <p>Start reading at {@link io.quorate.adapter.rocks.RocksStore}.
 */
package io.quorate.adapter.rocks;
