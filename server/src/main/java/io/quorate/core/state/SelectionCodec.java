package io.quorate.core.state;

import io.quorate.core.state.Selection.Direction;
import io.quorate.core.state.Selection.Filter;
import io.quorate.core.state.Selection.Order;
import io.quorate.core.state.Selection.SortBy;

import java.util.List;

/**
 * The form of what a read in the log selects: {@code sort, direction}, a byte each, and the four
 * bounds of revisions.
 */
final class SelectionCodec {

    /** By their place in the list. */
    private static final List<SortBy> SORTS =
            List.of(
                    SortBy.KEY,
                    SortBy.VERSION,
                    SortBy.CREATE_REVISION,
                    SortBy.MOD_REVISION,
                    SortBy.VALUE);

    private static final List<Direction> DIRECTIONS =
            List.of(Direction.ASCENDING, Direction.DESCENDING);

    private SelectionCodec() {}

    static void write(RowWriter to, Filter filter, Order order) {
        to.unsignedByte(SORTS.indexOf(order.by()))
                .unsignedByte(DIRECTIONS.indexOf(order.direction()))
                .varint(filter.minModRevision())
                .varint(filter.maxModRevision())
                .varint(filter.minCreateRevision())
                .varint(filter.maxCreateRevision());
    }

    static Order readOrder(RowReader from) {
        int by = from.unsignedByte();
        if (by >= SORTS.size()) throw from.broken("has the unknown sort " + by);
        int direction = from.unsignedByte();
        if (direction >= DIRECTIONS.size()) {
            throw from.broken("has the unknown direction " + direction);
        }
        return new Order(SORTS.get(by), DIRECTIONS.get(direction));
    }

    static Filter readFilter(RowReader from) {
        return new Filter(from.varint(), from.varint(), from.varint(), from.varint());
    }
}
