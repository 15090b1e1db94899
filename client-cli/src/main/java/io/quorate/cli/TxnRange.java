package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.RangeQuery;
import io.quorate.client.RangeQuery.Direction;
import io.quorate.client.RangeQuery.SortBy;

/**
 * A range in a transaction's text: {@code range}, options as those of {@code kvctl range}, and its
 * bounds or {@code --prefix} and one.
 */
final class TxnRange {

    private final TxnWords.Statement statement;
    private int at;
    private long limit;
    private SortBy by = SortBy.KEY;
    private Direction direction = Direction.ASCENDING;

    private TxnRange(TxnWords.Statement statement, int at) {
        this.statement = statement;
        this.at = at;
    }

    /**
     * @param from where the verb stands
     */
    static RangeQuery read(TxnWords.Statement statement, int from) throws TxnText.Unreadable {
        return new TxnRange(statement, from + 1).query();
    }

    private RangeQuery query() throws TxnText.Unreadable {
        while (takesOption()) {}
        int words = statement.size() - at;
        if (words != 2) {
            throw TxnText.unreadable(
                    statement, "'range' has " + words + " words behind its options, not 2");
        }
        Bytes last = statement.bytes(at + 1);
        boolean ofPrefix = statement.word(at).equals("--prefix");
        RangeQuery whole =
                ofPrefix ? RangeQuery.prefix(last) : RangeQuery.between(statement.bytes(at), last);
        return whole.limitedTo(limit).sortedBy(by, direction);
    }

    /** An option has a word behind it, and both have the bounds behind them. */
    private boolean takesOption() throws TxnText.Unreadable {
        if (statement.size() - at < 4) return false;
        switch (statement.word(at)) {
            case "--limit" -> limit = TxnText.number(statement, at + 1);
            case "--sort-by" -> by = by(statement.word(at + 1));
            case "--order" -> direction = direction(statement.word(at + 1));
            default -> {
                return false;
            }
        }
        at += 2;
        return true;
    }

    private SortBy by(String word) throws TxnText.Unreadable {
        return switch (word) {
            case "key" -> SortBy.KEY;
            case "version" -> SortBy.VERSION;
            case "create" -> SortBy.CREATE_REVISION;
            case "mod" -> SortBy.MOD_REVISION;
            case "value" -> SortBy.VALUE;
            default ->
                    throw TxnText.unreadable(
                            statement,
                            "'" + word + "' is none of key, version, create, mod, value");
        };
    }

    private Direction direction(String word) throws TxnText.Unreadable {
        return switch (word) {
            case "asc" -> Direction.ASCENDING;
            case "desc" -> Direction.DESCENDING;
            default -> throw TxnText.unreadable(statement, "'" + word + "' is none of asc, desc");
        };
    }
}
