package io.quorate.adapter.grpc;

import io.quorate.core.state.Selection;
import io.quorate.core.state.Selection.Direction;
import io.quorate.core.state.Selection.Filter;
import io.quorate.core.state.Selection.Kept;
import io.quorate.core.state.Selection.Order;
import io.quorate.core.state.Selection.SortBy;
import io.quorate.v1.RangeContent;
import io.quorate.v1.RangeOrder;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeSort;

import java.util.function.BooleanSupplier;

/** Which keys of a range a request asks for, in which order. */
final class RangeSelection {

    private RangeSelection() {}

    /** Throws the call's status if the request makes no sense. */
    static Selection of(RangeRequest request, BooleanSupplier isWanted) {
        if (request.getLimit() < 0) throw Failures.invalid("the limit is over 2^63");
        long limit = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
        boolean isWhole = request.getContent() == RangeContent.RANGE_CONTENT_UNSPECIFIED;
        return new Selection(
                filter(request),
                order(request),
                limit,
                isWhole ? Kept.WHOLE : Kept.WITHOUT_VALUE,
                isWanted);
    }

    private static Filter filter(RangeRequest request) {
        return filter(
                request.getMinModRevision(),
                request.getMaxModRevision(),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision());
    }

    /** Bounds as a request has them, 0 for none. Throws the call's status if they make no sense. */
    static Filter filter(long minMod, long maxMod, long minCreate, long maxCreate) {
        return new Filter(
                bound(minMod, 0),
                bound(maxMod, Long.MAX_VALUE),
                bound(minCreate, 0),
                bound(maxCreate, Long.MAX_VALUE));
    }

    private static long bound(long asked, long none) {
        if (asked < 0) throw Failures.invalid("a bound of revisions is over 2^63");
        return asked == 0 ? none : asked;
    }

    /** Of what is only counted the order does not matter. */
    private static Order order(RangeRequest request) {
        Order asked =
                new Order(
                        by(request.getSort(), request.getSortValue()),
                        direction(request.getOrder(), request.getOrderValue()));
        boolean isCounted = request.getContent() == RangeContent.RANGE_CONTENT_COUNT;
        return isCounted ? Order.NATURAL : asked;
    }

    /** Throws the call's status if this version knows no such sort. */
    static SortBy by(RangeSort sort, int number) {
        return switch (sort) {
            case RANGE_SORT_BY_KEY -> SortBy.KEY;
            case RANGE_SORT_BY_VERSION -> SortBy.VERSION;
            case RANGE_SORT_BY_CREATE_REVISION -> SortBy.CREATE_REVISION;
            case RANGE_SORT_BY_MOD_REVISION -> SortBy.MOD_REVISION;
            case RANGE_SORT_BY_VALUE -> SortBy.VALUE;
            case UNRECOGNIZED -> throw Failures.invalid("unknown sort " + number);
        };
    }

    /** Throws the call's status if this version knows no such order. */
    static Direction direction(RangeOrder order, int number) {
        return switch (order) {
            case RANGE_ORDER_ASCENDING -> Direction.ASCENDING;
            case RANGE_ORDER_DESCENDING -> Direction.DESCENDING;
            case UNRECOGNIZED -> throw Failures.invalid("unknown order " + number);
        };
    }
}
