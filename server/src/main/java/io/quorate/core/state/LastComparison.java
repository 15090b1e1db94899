package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * What the members said of their states last, and what follows: rows of META, which a snapshot
 * carries and no digest counts.
 */
final class LastComparison {

    /** The row with the last {@link Command.CompareDigests}. */
    private static final Bytes REPORTS_KEY = Bytes.utf8("dr");

    /** The row with the index of the entry that was. */
    private static final Bytes COMPARED_AT_KEY = Bytes.utf8("di");

    /** The row with the index of the last such entry that left states divided. */
    private static final Bytes DIVIDED_AT_KEY = Bytes.utf8("dd");

    private record Compared(long at, DigestReports reports, DigestVerdict verdict) {
        static final Compared NOTHING = of(0, DigestReports.NONE, false);

        static Compared of(long at, DigestReports reports, boolean wereDivided) {
            return new Compared(at, reports, DigestVerdict.on(reports, wereDivided));
        }

        boolean leavesThemDivided() {
            return verdict instanceof DigestVerdict.Divided;
        }
    }

    private Compared committed;
    private Compared pending;

    /** That of a store. */
    LastComparison(Store store) {
        long at = index(store, COMPARED_AT_KEY);
        DigestReports reports =
                store.get(Family.META, REPORTS_KEY)
                        .map(found -> (Command.CompareDigests) CommandCodec.decode(found))
                        .map(Command.CompareDigests::reports)
                        .orElse(DigestReports.NONE);
        committed = Compared.of(at, reports, at > 0 && index(store, DIVIDED_AT_KEY) == at);
        begin();
    }

    private static long index(Store store, Bytes key) {
        return store.get(Family.META, key).map(Rows::index).orElse(0L);
    }

    /** A batch begins: what the last one changed and did not {@link #commit} never was. */
    void begin() {
        pending = committed;
    }

    /** What was said, as the last batch left it. */
    DigestReports reports() {
        return committed.reports();
    }

    /** What follows from that, and from what was said before. */
    DigestVerdict verdict() {
        return committed.verdict();
    }

    /** Which entry said so; 0: none. */
    long at() {
        return committed.at();
    }

    /** The members have said something, by an entry. */
    Outcome compare(Command.CompareDigests compare, long index, StoreBatch batch) {
        pending = Compared.of(index, compare.reports(), pending.leavesThemDivided());
        batch.put(Family.META, COMPARED_AT_KEY, Rows.index(index));
        batch.put(Family.META, REPORTS_KEY, CommandCodec.encode(compare));
        if (pending.leavesThemDivided()) batch.put(Family.META, DIVIDED_AT_KEY, Rows.index(index));
        return new Outcome.Nothing();
    }

    /** Nobody has said anything: those who did are no members of the group that begins. */
    void forget(StoreBatch batch) {
        pending = Compared.NOTHING;
        batch.delete(Family.META, COMPARED_AT_KEY);
        batch.delete(Family.META, REPORTS_KEY);
        batch.delete(Family.META, DIVIDED_AT_KEY);
    }

    /** The store has the batch. */
    void commit() {
        committed = pending;
    }
}
