package io.quorate.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What can be done with a store: by a {@link KvClient}, or in a {@link Session} of one. */
public sealed interface Kv permits KvClient, Session {

    /**
     * Stores a value under a key.
     *
     * @throws KvException if it is not known to be done
     */
    PutResult put(Bytes key, Bytes value);

    /**
     * Stores a value under a key that is removed when a lease ends.
     *
     * @param lease one that is granted; 0: none
     * @throws KvException if it is not known to be done
     */
    PutResult put(Bytes key, Bytes value, long lease);

    /**
     * Stores a value under a key that is removed when a time is over, unless it is put again.
     *
     * @param ttl 1 second to 30 days
     * @throws KvException if it is not known to be done
     */
    PutResult put(Bytes key, Bytes value, Duration ttl);

    /** Stores a value under a key. */
    CompletableFuture<PutResult> putAsync(Bytes key, Bytes value);

    /**
     * Reads one key.
     *
     * @throws KvException if it could not be read
     */
    GetResult get(Bytes key);

    /** Reads one key. */
    CompletableFuture<GetResult> getAsync(Bytes key);

    /**
     * Removes a key.
     *
     * @throws KvException if it is not known to be done
     */
    DeleteResult delete(Bytes key);

    /** Removes a key. */
    CompletableFuture<DeleteResult> deleteAsync(Bytes key);

    /**
     * Removes the keys of a range, as one change; at most 10,000 keys and 2 MiB of values.
     *
     * @throws KvException if it is not known to be done
     */
    DeleteResult delete(Keys keys);

    /** Removes the keys of a range, as one change; at most 10,000 keys and 2 MiB of values. */
    CompletableFuture<DeleteResult> deleteAsync(Keys keys);

    /**
     * Does a transaction.
     *
     * @throws KvException if it is not known to be done
     */
    TxnResult txn(Txn txn);

    /** Does a transaction. */
    CompletableFuture<TxnResult> txnAsync(Txn txn);

    /**
     * Reads a range as a whole, at one revision; at most {@link Limits#GATHERED_BYTES_MAX}.
     *
     * @throws KvException if it could not be read
     */
    RangeResult range(RangeQuery query);

    /** Reads a range as a whole, at one revision; at most {@link Limits#GATHERED_BYTES_MAX}. */
    CompletableFuture<RangeResult> rangeAsync(RangeQuery query);

    /** Reads a range page by page, at one revision, whatever its size. */
    RangePages pages(RangeQuery query);

    /**
     * Counts the keys of a range at one revision, at the server.
     *
     * @throws KvException if it could not be read
     */
    CountResult count(RangeQuery query);

    /** Counts the keys of a range at one revision, at the server. */
    CompletableFuture<CountResult> countAsync(RangeQuery query);
}
