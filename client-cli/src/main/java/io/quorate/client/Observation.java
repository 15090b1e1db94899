package io.quorate.client;

import io.quorate.client.core.Reason;

import java.util.Optional;

/**
 * Follows an election: reads who leads, and reads again when a change of the queue says that this
 * may have changed. Whoever joins the queue behind the leader changes nothing. On the client's
 * event loop, but for {@link #close}.
 */
public final class Observation implements AutoCloseable {

    private final KvClient client;
    private final Elections elections;
    private final Bytes name;
    private final ElectionListener listener;
    private Optional<Leader> shown = Optional.empty();
    private Optional<WatchSubscription> watch = Optional.empty();
    private boolean isReading;
    private boolean isStale;
    private boolean isOver;

    Observation(KvClient client, Elections elections, Bytes name, ElectionListener listener) {
        this.client = client;
        this.elections = elections;
        this.name = name;
        this.listener = listener;
    }

    void begin() {
        client.execute(this::read);
    }

    private void read() {
        if (isOver) return;
        isReading = true;
        isStale = false;
        var _ =
                elections
                        .leaderAsync(name)
                        .whenComplete(
                                (result, failure) -> {
                                    isReading = false;
                                    if (failure instanceof KvException why) end(why);
                                    else show(result);
                                });
    }

    private void show(LeaderResult result) {
        if (isOver) return;
        boolean isFirst = watch.isEmpty();
        if (isFirst || !result.leader().equals(shown)) {
            shown = result.leader();
            listener.leads(shown);
        }
        if (isFirst) watch(result.header().revision() + 1);
        else if (isStale) read();
    }

    private void watch(long from) {
        Bytes places = name.concat(Bytes.utf8("/"));
        var query = WatchQuery.prefix(places).from(from);
        watch =
                Optional.of(
                        client.watch(
                                query,
                                new WatchListener() {
                                    @Override
                                    public void updated(WatchUpdate update) {
                                        changed(update);
                                    }

                                    @Override
                                    public void ended(KvException why) {
                                        watchEnded(why);
                                    }
                                }));
    }

    private void changed(WatchUpdate update) {
        boolean concerns =
                update.changes().stream()
                        .anyMatch(
                                change ->
                                        shown.map(
                                                        leader ->
                                                                leader.fence()
                                                                        .key()
                                                                        .equals(change.key()))
                                                .orElse(true));
        if (!concerns) return;
        if (isReading) isStale = true;
        else read();
    }

    /** What was compacted away is not needed: the state says who leads. */
    private void watchEnded(KvException why) {
        if (why.reason() != Reason.COMPACTED || isOver) {
            end(why);
            return;
        }
        watch = Optional.empty();
        if (!isReading) read();
    }

    private void end(KvException why) {
        if (isOver) return;
        isOver = true;
        watch.ifPresent(WatchSubscription::close);
        listener.ended(why);
    }

    /** Ends it; the listener is told that it has ended. */
    @Override
    public void close() {
        client.execute(() -> end(KvException.notDone(Reason.CANCELLED, "closed by the caller")));
    }
}
