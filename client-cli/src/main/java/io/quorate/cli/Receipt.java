package io.quorate.cli;

import io.quorate.client.Consistency;
import io.quorate.client.Header;
import io.quorate.client.Token;
import io.quorate.client.core.Guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The receipt of a read, in words. */
final class Receipt {

    private Receipt() {}

    /** One line: who answered, and what the answer shows. */
    static String words(Header header) {
        return header.node()
                + " answered in term "
                + header.term()
                + ": revision "
                + header.revision()
                + ", "
                + shows(header.level())
                + ".";
    }

    private static String shows(Optional<Consistency> level) {
        if (level.isEmpty()) return "at a level that this kvctl does not know";
        return switch (level.get()) {
            case Consistency.Linearizable _ ->
                    "linearizable: every write acknowledged before the read began is in it";
            case Consistency.Eventual _ ->
                    "eventual: what this member had applied; others may have more";
            case Consistency.AtRevision _ -> "the past, exactly as it was then, on any member";
            case Consistency.InSession(Token _, Set<Guarantee> guarantees) ->
                    "session: " + kept(guarantees);
            case Consistency.Bounded(Duration staleness) ->
                    "bounded: every write acknowledged "
                            + before(staleness)
                            + " the read began is in it";
        };
    }

    /** In the order in which they are declared. */
    private static String kept(Set<Guarantee> guarantees) {
        List<String> shown = new ArrayList<>();
        for (Guarantee guarantee : EnumSet.copyOf(guarantees)) {
            switch (guarantee) {
                case READ_YOUR_WRITES -> shown.add("all that the session wrote");
                case MONOTONIC_READS -> shown.add("all that the session had read");
                case MONOTONIC_WRITES, WRITES_FOLLOW_READS -> {}
            }
        }
        return shown.isEmpty()
                ? "nothing was promised of reads"
                : String.join(" and ", shown) + " is in it; others may have more";
    }

    private static String before(Duration staleness) {
        return staleness.isZero() ? "before" : staleness.toMillis() + " ms or more before";
    }
}
