package io.quorate.boot;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what was probably meant by a name that nobody knows. */
final class NearestName {

    private NearestName() {}

    /** The known name that takes the fewest edits, if a third of its characters are enough. */
    static Optional<String> of(String unknown, List<String> known) {
        if (unknown.length() > CHARACTERS_MAX) return Optional.empty();
        return known.stream()
                .min(Comparator.comparingInt(name -> edits(unknown, name)))
                .filter(name -> edits(unknown, name) <= Math.max(1, name.length() / 3));
    }

    /** A hint to append to a message; empty if nothing is near. */
    static String hint(String unknown, List<String> known) {
        return of(unknown, known).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** Longer names than this are no slips of the finger, and the table below stays small. */
    private static final int CHARACTERS_MAX = 100;

    /** The Levenshtein distance, by the usual two rows. */
    private static int edits(String a, String b) {
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            int[] spent = above;
            above = row;
            row = spent;
        }
        return above[b.length()];
    }
}
