package io.quorate.adapter.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspace;
import io.quorate.core.state.Keyspaces;
import io.quorate.replica.Arrival;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.RequestContext;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * What the names of keyspaces mean, by the state that this node has applied. A name that it does
 * not know may be one that it does not know yet: it is unknown only once a linearizable read has
 * not found it. On the loop.
 */
final class KeyspaceNames {

    /** A keyspace that there never is: whatever asks for it is refused where it is applied. */
    private static final int NONE = 0;

    /** Reads in a keyspace. */
    interface InKeyspace {
        /** The state is as current as was asked for, and the keyspace is live in it. */
        void serve(KeyValueMachine state, Standing standing, int keyspace);
    }

    private enum Attempt {
        FIRST,
        ONCE_CONFIRMED
    }

    private final Consumer<Arrival> arrivals;
    private final Failures failures;
    private final Function<String, Optional<Keyspace>> applied;

    /**
     * @param arrivals takes what the replica is asked for
     * @param applied finds a keyspace in the state as it is applied
     */
    KeyspaceNames(
            Consumer<Arrival> arrivals,
            Failures failures,
            Function<String, Optional<Keyspace>> applied) {
        this.arrivals = arrivals;
        this.failures = failures;
        this.applied = applied;
    }

    private static boolean isDefault(String name) {
        return name.isEmpty() || name.equals(Keyspaces.DEFAULT_NAME);
    }

    /** The live keyspace of this name in the state as it is applied. */
    Optional<Integer> find(String name) {
        if (isDefault(name)) return Optional.of(Keyspaces.DEFAULT);
        return applied.apply(name).map(Keyspace::id);
    }

    /** The keyspace of a fence; if there is none of this name, one in which no lock is held. */
    int ofFence(String name) {
        return find(name).orElse(NONE);
    }

    /** Whether the keyspaces of a write are known, its own and that of its fence. */
    boolean knows(RequestContext write) {
        return find(write.getKeyspace()).isPresent()
                && (!write.hasFence() || find(write.getFence().getKeyspace()).isPresent());
    }

    /** The keyspace of a write, if it is known. */
    Optional<Integer> ofWrite(RequestContext write) {
        return knows(write) ? find(write.getKeyspace()) : Optional.empty();
    }

    /**
     * Finds the keyspace of a write. Whatever becomes of the name later, the write is of this one.
     *
     * @param then may throw the call's status
     */
    void resolve(RequestContext write, StreamObserver<?> call, IntConsumer then) {
        Optional<Integer> known = ofWrite(write);
        if (known.isPresent()) Answers.checked(call, () -> then.accept(known.get()));
        else resolveOnceConfirmed(write.getKeyspace(), call, then);
    }

    /**
     * Finds a keyspace by its name. Whatever becomes of the name later, it is this one.
     *
     * @param then may throw the call's status
     */
    void resolve(String name, StreamObserver<?> call, IntConsumer then) {
        Optional<Integer> known = find(name);
        if (known.isPresent()) Answers.checked(call, () -> then.accept(known.get()));
        else resolveOnceConfirmed(name, call, then);
    }

    private void resolveOnceConfirmed(String name, StreamObserver<?> call, IntConsumer then) {
        confirm(
                name,
                Asker.of(call, failures),
                keyspace -> Answers.checked(call, () -> then.accept(keyspace)));
    }

    /**
     * Reads in a keyspace, whose name is looked up in the very state that is read.
     *
     * @param request puts the read to the replica
     */
    void read(
            Function<ReadAnswer, Arrival.Request> request,
            String name,
            Asker asker,
            InKeyspace then) {
        read(request, name, asker, then, Attempt.FIRST);
    }

    private void read(
            Function<ReadAnswer, Arrival.Request> request,
            String name,
            Asker asker,
            InKeyspace then,
            Attempt attempt) {
        arrivals.accept(
                request.apply(
                        answer(
                                asker,
                                (state, standing) ->
                                        find(name)
                                                .ifPresentOrElse(
                                                        id -> then.serve(state, standing, id),
                                                        () ->
                                                                again(
                                                                        request, name, asker, then,
                                                                        attempt)))));
    }

    private void again(
            Function<ReadAnswer, Arrival.Request> request,
            String name,
            Asker asker,
            InKeyspace then,
            Attempt attempt) {
        switch (attempt) {
            case FIRST ->
                    confirm(
                            name,
                            asker,
                            _ -> read(request, name, asker, then, Attempt.ONCE_CONFIRMED));
            case ONCE_CONFIRMED -> asker.refused(KeyspaceFailures.noSuch(name));
        }
    }

    /**
     * Reads in a keyspace that is found already, at the latest; if it is deleted, the asker hears
     * it.
     */
    void readIn(int keyspace, Asker asker, InKeyspace then) {
        linearizable(
                asker,
                (state, standing) -> {
                    if (state.keyspaces().isLive(keyspace)) then.serve(state, standing, keyspace);
                    else asker.refused(KeyspaceFailures.deleted());
                });
    }

    /** Finds a keyspace by a state that is as current as the cluster is. */
    void confirm(String name, Asker asker, IntConsumer then) {
        linearizable(
                asker,
                (_, _) ->
                        find(name)
                                .ifPresentOrElse(
                                        then::accept,
                                        () -> asker.refused(KeyspaceFailures.noSuch(name))));
    }

    private void linearizable(Asker asker, BiConsumer<KeyValueMachine, Standing> then) {
        arrivals.accept(new Arrival.Read(Arrival.Level.LINEARIZABLE, answer(asker, then)));
    }

    private static ReadAnswer answer(Asker asker, BiConsumer<KeyValueMachine, Standing> then) {
        return new ReadAnswer() {
            @Override
            public void serve(KeyValueMachine state, Standing standing) {
                then.accept(state, standing);
            }

            @Override
            public void failed(Failure failure) {
                asker.failed(failure);
            }
        };
    }
}
