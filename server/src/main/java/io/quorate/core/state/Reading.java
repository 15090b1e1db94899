package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.List;

/** What a {@link Query} finds, key by key. Sorted, all that it finds is held, and counts. */
final class Reading implements Draft.Visitor {

    private final Query query;
    private final Budget budget;
    private final List<KeyVersion> found = new ArrayList<>();
    private long count;
    private boolean more;

    Reading(Query query, Budget budget) {
        this.query = query;
        this.budget = budget;
    }

    @Override
    public boolean visit(Bytes row, VersionRow live) {
        Version version = live.version();
        if (!query.filter().holds(version)) return true;
        if (count == query.limit() && !query.isSorted()) {
            more = true;
            return false;
        }
        count++;
        if (query.content() == Query.Content.COUNT) return true;
        boolean isValueHeld = query.content() == Query.Content.VALUES || isSortedByValue();
        found.add(
                new KeyVersion(
                        Rows.key(row), isValueHeld ? version.copied() : version.withoutValue()));
        return budget.hold(row.size() + (isValueHeld ? live.size() : 0));
    }

    private boolean isSortedByValue() {
        return query.order().by() == Selection.SortBy.VALUE;
    }

    /**
     * What came of it, once all keys are visited.
     *
     * @param revision that was read
     */
    Outcome.Read outcome(long revision) {
        if (query.isSorted()) sort();
        if (query.content() == Query.Content.KEYS && isSortedByValue()) {
            found.replaceAll(each -> new KeyVersion(each.key(), each.version().withoutValue()));
        }
        return new Outcome.Read(revision, found, count, more);
    }

    private void sort() {
        found.sort(query.order().comparator());
        if (count <= query.limit()) return;
        more = true;
        count = query.limit();
        found.subList((int) count, found.size()).clear();
    }
}
