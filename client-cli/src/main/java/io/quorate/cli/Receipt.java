package io.quorate.cli;

import io.quorate.client.Consistency;
import io.quorate.client.Header;

import java.util.Optional;

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
        };
    }
}
