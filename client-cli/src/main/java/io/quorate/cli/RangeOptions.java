package io.quorate.cli;

import io.quorate.client.RangeQuery;
import io.quorate.client.RangeQuery.Direction;
import io.quorate.client.RangeQuery.Revisions;
import io.quorate.client.RangeQuery.SortBy;

import picocli.CommandLine.Option;

/** Which keys of a range are printed, and in which order. */
final class RangeOptions {

    enum By {
        key(SortBy.KEY),
        version(SortBy.VERSION),
        create(SortBy.CREATE_REVISION),
        mod(SortBy.MOD_REVISION),
        value(SortBy.VALUE);

        private final SortBy onWire;

        By(SortBy onWire) {
            this.onWire = onWire;
        }
    }

    enum Way {
        asc(Direction.ASCENDING),
        desc(Direction.DESCENDING);

        private final Direction onWire;

        Way(Direction onWire) {
            this.onWire = onWire;
        }
    }

    @Option(
            names = "--sort-by",
            paramLabel = "WHAT",
            defaultValue = "key",
            description =
                    "key, version, create or mod (revisions), or value. Default: ${DEFAULT-VALUE}")
    private By sortBy;

    @Option(
            names = "--order",
            paramLabel = "asc|desc",
            defaultValue = "asc",
            description = "Which way. Default: ${DEFAULT-VALUE}")
    private Way order;

    @Option(
            names = "--min-mod-revision",
            paramLabel = "R",
            defaultValue = "0",
            description = "Only keys that were changed last at R or later.")
    private long minMod;

    @Option(
            names = "--max-mod-revision",
            paramLabel = "R",
            defaultValue = "0",
            description = "Only keys that were changed last at R or before; 0: no bound.")
    private long maxMod;

    @Option(
            names = "--min-create-revision",
            paramLabel = "R",
            defaultValue = "0",
            description = "Only keys that were created at R or later.")
    private long minCreate;

    @Option(
            names = "--max-create-revision",
            paramLabel = "R",
            defaultValue = "0",
            description = "Only keys that were created at R or before; 0: no bound.")
    private long maxCreate;

    /**
     * A range as the options say.
     *
     * @throws IllegalArgumentException if a revision is negative
     */
    RangeQuery of(RangeQuery whole) {
        return whole.sortedBy(sortBy.onWire, order.onWire)
                .within(new Revisions(minMod, maxMod, minCreate, maxCreate));
    }
}
