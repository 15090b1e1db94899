package io.quorate.client;

import io.quorate.client.core.Floors;
import io.quorate.client.core.Guarantee;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What one user of a store does, one thing after the other, with guarantees across all keys and
 * members (Terry and others 1994). Its reads are answered by the nearest member that has come up to
 * what the session has met, without asking the leader; its writes go to the leader, as all do.
 *
 * <p>What the session has met is a small {@link #token}, which may go on elsewhere. Thread-safe: of
 * two calls, one is before the other if its result was there when the other was made; calls that
 * overlap owe each other nothing, and so do writes whose outcome nobody knows.
 */
public final class Session implements Kv {

    private final KvClient client;
    private final Set<Guarantee> guarantees;
    private final AtomicReference<Floors> floors;

    Session(KvClient client, Token token, Set<Guarantee> guarantees) {
        this(client, EnumSet.copyOf(guarantees), new AtomicReference<>(token.floors()));
    }

    private Session(KvClient client, Set<Guarantee> guarantees, AtomicReference<Floors> floors) {
        this.client = client;
        this.guarantees = guarantees;
        this.floors = floors;
    }

    /** What it has met so far. */
    public Token token() {
        return Token.of(floors.get());
    }

    /** What it promises. */
    public Set<Guarantee> guarantees() {
        return EnumSet.copyOf(guarantees);
    }

    /**
     * From here on this session has met what another has too.
     *
     * @throws IllegalArgumentException if that is of another cluster, or of before or after a
     *     restore
     */
    public void merge(Token other) {
        floors.updateAndGet(mine -> mine.join(other.floors()));
    }

    /**
     * The same session with other promises of its reads: what either meets, both have met.
     *
     * @param other at least one
     */
    public Session with(Set<Guarantee> other) {
        return new Session(client, EnumSet.copyOf(other), floors);
    }

    /** The client, for a call that is to carry what has been met until now. */
    private KvClient now() {
        return client.with(
                client.options().withConsistency(Consistency.session(token(), guarantees)));
    }

    private void read(Answer answer) {
        readAt(answer.header());
    }

    private void readAt(Header header) {
        floors.updateAndGet(mine -> mine.afterRead(header.place()));
    }

    private void wrote(Answer answer) {
        floors.updateAndGet(mine -> mine.afterWrite(answer.header().place()));
    }

    /** A call that carries what has been met until now, and of whose result note is taken. */
    private <T extends Answer> CompletableFuture<T> noted(
            Consumer<T> note, BiFunction<Calls, Completion<T>, Undertaking> call) {
        return Waiting.begun(future -> call.apply(now().calls(), noting(note, future)));
    }

    /** Raises the floors before the caller has the result, so that what it does next is after. */
    private static <T extends Answer> Completion<T> noting(
            Consumer<T> note, Completion<? super T> then) {
        return new Completion<>() {
            @Override
            public void succeeded(T result) {
                note.accept(result);
                then.succeeded(result);
            }

            @Override
            public void failed(KvException why) {
                then.failed(why);
            }
        };
    }

    @Override
    public PutResult put(Bytes key, Bytes value) {
        return client.await(putAsync(key, value));
    }

    @Override
    public PutResult put(Bytes key, Bytes value, long lease) {
        return client.await(
                noted(
                        this::wrote,
                        (calls, noting) -> calls.put(key, value, Life.of(lease), noting)));
    }

    @Override
    public PutResult put(Bytes key, Bytes value, Duration ttl) {
        return client.await(
                noted(this::wrote, (calls, noting) -> calls.put(key, value, Life.of(ttl), noting)));
    }

    @Override
    public CompletableFuture<PutResult> putAsync(Bytes key, Bytes value) {
        return noted(this::wrote, (calls, noting) -> calls.put(key, value, noting));
    }

    @Override
    public GetResult get(Bytes key) {
        return client.await(getAsync(key));
    }

    @Override
    public CompletableFuture<GetResult> getAsync(Bytes key) {
        return noted(this::read, (calls, noting) -> calls.get(key, noting));
    }

    @Override
    public DeleteResult delete(Bytes key) {
        return client.await(deleteAsync(key));
    }

    @Override
    public CompletableFuture<DeleteResult> deleteAsync(Bytes key) {
        return noted(this::deleted, (calls, noting) -> calls.delete(Keys.of(key), noting));
    }

    @Override
    public DeleteResult delete(Keys keys) {
        return client.await(deleteAsync(keys));
    }

    @Override
    public CompletableFuture<DeleteResult> deleteAsync(Keys keys) {
        return noted(this::deleted, (calls, noting) -> calls.delete(keys, noting));
    }

    @Override
    public TxnResult txn(Txn txn) {
        return client.await(txnAsync(txn));
    }

    @Override
    public CompletableFuture<TxnResult> txnAsync(Txn txn) {
        return noted(this::compared, (calls, noting) -> calls.txn(txn, noting));
    }

    /** A transaction has read at the revision that it made, or found if it changed nothing. */
    private void compared(TxnResult result) {
        read(result);
        wrote(result);
    }

    /** Who finds nothing to delete has read that. */
    private void deleted(DeleteResult result) {
        if (result.deleted()) wrote(result);
        else read(result);
    }

    @Override
    public RangeResult range(RangeQuery query) {
        return client.await(rangeAsync(query));
    }

    @Override
    public CompletableFuture<RangeResult> rangeAsync(RangeQuery query) {
        return noted(this::read, (calls, noting) -> calls.range(query, noting));
    }

    /** Reads a range page by page; the session has met it from its first page on. */
    @Override
    public RangePages pages(RangeQuery query) {
        client.checkNotOnLoop();
        return now().calls().pages(query, this::readAt);
    }

    @Override
    public CountResult count(RangeQuery query) {
        return client.await(countAsync(query));
    }

    @Override
    public CompletableFuture<CountResult> countAsync(RangeQuery query) {
        return noted(this::read, (calls, noting) -> calls.count(query, noting));
    }
}
