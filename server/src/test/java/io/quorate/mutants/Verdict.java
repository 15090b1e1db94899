package io.quorate.mutants;

import java.util.Optional;

/**
 * What became of a planted bug.
 *
 * @param test the first test that fails with it, as {@code Class.method}; empty if none does, or
 *     none is named for it
 * @param seeds what the simulator made of it
 * @param by what failed, in one line
 */
record Verdict(Optional<String> test, Seeds seeds, String by) {

    private static final String NONE = "-";
    private static final String MORE_THAN = ">";

    /** How many seeds the simulator needs, counted from 1. */
    sealed interface Seeds {

        /** It was not asked, since it is not named, or since a test was enough. */
        record NotTried() implements Seeds {}

        /** That seed was the first to fail. */
        record Needed(long seeds) implements Seeds {}

        /** None of so many fails. */
        record MoreThan(long seeds) implements Seeds {}

        /** As it is written in the results. */
        default String text() {
            return switch (this) {
                case NotTried() -> NONE;
                case Needed(long seeds) -> Long.toString(seeds);
                case MoreThan(long seeds) -> MORE_THAN + seeds;
            };
        }

        static Seeds parse(String text) {
            if (text.equals(NONE)) return new NotTried();
            if (text.startsWith(MORE_THAN)) return new MoreThan(Long.parseLong(text.substring(1)));
            return new Needed(Long.parseLong(text));
        }
    }

    boolean isFound() {
        return test.isPresent() || seeds instanceof Seeds.Needed;
    }

    /** Fields of a line, with tabs between. */
    String line() {
        return String.join("\t", test.orElse(NONE), seeds.text(), by.replace('\t', ' '));
    }

    static Verdict parse(String line) {
        String[] fields = line.split("\t", 3);
        Optional<String> test = Optional.of(fields[0]).filter(name -> !name.equals(NONE));
        return new Verdict(test, Seeds.parse(fields[1]), fields[2]);
    }
}
