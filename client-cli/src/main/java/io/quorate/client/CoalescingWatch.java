package io.quorate.client;

import io.quorate.client.core.Reason;

import java.util.Arrays;
import java.util.Optional;

/**
 * A watch that goes on where the changes that it lacks are given up: it is shown the state of all
 * its keys as it is now instead, page by page, and then again changes, from the revision behind
 * that. So it misses versions in between, and nothing else: whoever keeps a copy of the keys has a
 * right one whenever a change or a last page has come.
 *
 * <p>It holds one page at most, and does not remember keys: which of those known before are gone,
 * only who kept them can tell. For one thread; {@link #close} may be called from any.
 */
public final class CoalescingWatch implements AutoCloseable {

    /** What is shown now. */
    private sealed interface Source extends AutoCloseable {

        @Override
        void close();

        record Changes(Watch watch) implements Source {

            @Override
            public void close() {
                watch.close();
            }
        }

        record State(RangePages pages) implements Source {

            @Override
            public void close() {
                pages.close();
            }
        }
    }

    private final KvClient client;
    private final WatchQuery query;
    private volatile boolean isClosed;
    private volatile Source source;
    private boolean hasPage;

    CoalescingWatch(KvClient client, WatchQuery query) {
        this.client = client;
        this.query = query;
        source = new Source.Changes(client.watch(query));
    }

    /**
     * The next update. Waits for it. A thread that is interrupted closes the watch.
     *
     * @throws KvException if the watch has ended: its facts say why; CANCELLED if it was closed
     */
    public CoalescedUpdate next() {
        while (true) {
            Optional<CoalescedUpdate> next =
                    switch (source) {
                        case Source.Changes(Watch watch) -> change(watch);
                        case Source.State(RangePages pages) -> page(pages);
                    };
            if (next.isPresent()) return next.get();
        }
    }

    private Optional<CoalescedUpdate> change(Watch watch) {
        try {
            return Optional.of(new CoalescedUpdate.Changed(watch.next()));
        } catch (KvException why) {
            if (why.reason() != Reason.COMPACTED) throw why;
            beginState();
            return Optional.empty();
        }
    }

    /** What was answered before must be in it, so no other level will do. */
    private void beginState() {
        var latest = client.with(client.options().withConsistency(Consistency.LINEARIZABLE));
        hasPage = false;
        goOnWith(new Source.State(latest.pages(range(query.keys()))));
    }

    private static RangeQuery range(Keys keys) {
        return switch (keys) {
            case Keys.One(Bytes key) -> {
                byte[] behind = Arrays.copyOf(key.toArray(), key.size() + 1);
                yield RangeQuery.between(key, Bytes.wrap(behind));
            }
            case Keys.Range(Bytes start, Bytes end) -> RangeQuery.between(start, end);
        };
    }

    /** Pages that broke off begin anew; if not even the first comes, the time is over. */
    private Optional<CoalescedUpdate> page(RangePages pages) {
        RangePage page;
        try {
            page = pages.next();
        } catch (KvException why) {
            if (!hasPage || why.reason() == Reason.CANCELLED) throw why;
            beginState();
            return Optional.empty();
        }
        boolean isFirst = !hasPage;
        hasPage = true;
        Header header = page.header();
        if (page.last()) {
            goOnWith(new Source.Changes(client.watch(query.from(header.revision() + 1))));
        }
        return Optional.of(
                new CoalescedUpdate.State(
                        header.node(), header.revision(), page.kvs(), isFirst, page.last()));
    }

    /** One that is closed meanwhile closes what it would go on with. */
    private void goOnWith(Source next) {
        source.close();
        source = next;
        if (isClosed) next.close();
    }

    /** Ends the watch. */
    @Override
    public void close() {
        isClosed = true;
        source.close();
    }
}
