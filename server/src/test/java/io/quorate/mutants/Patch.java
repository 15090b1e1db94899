package io.quorate.mutants;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A unified diff. It is applied by what it says, not by its line numbers, so that it outlives
 * changes elsewhere in its files: the lines that a hunk expects must stand together exactly once.
 *
 * @param hunks of each file, by its path from the tree's root
 */
record Patch(Map<String, List<Hunk>> hunks) {

    /**
     * One place.
     *
     * @param before the lines that stand there
     * @param after the lines that take their place
     */
    record Hunk(List<String> before, List<String> after) {}

    /** Reads what follows a mutant's header. */
    static Patch parse(List<String> lines) {
        var files = new LinkedHashMap<String, List<Hunk>>();
        List<Hunk> file = List.of();
        List<String> before = List.of();
        List<String> after = List.of();
        for (String line : lines) {
            if (line.startsWith("--- ")) continue;
            if (line.startsWith("+++ b/")) {
                file = new ArrayList<>();
                files.put(line.substring("+++ b/".length()).strip(), file);
            } else if (line.startsWith("@@")) {
                before = new ArrayList<>();
                after = new ArrayList<>();
                file.add(new Hunk(before, after));
            } else if (!line.isEmpty()) {
                String text = line.substring(1);
                if (line.charAt(0) != '+') before.add(text);
                if (line.charAt(0) != '-') after.add(text);
            }
        }
        return new Patch(files);
    }

    /**
     * A file with its hunks applied.
     *
     * @throws IllegalArgumentException if a hunk's lines stand nowhere, or more than once
     */
    List<String> apply(String file, List<String> source) {
        List<String> patched = new ArrayList<>(source);
        for (Hunk hunk : hunks.get(file)) {
            int size = hunk.before().size();
            int found = -1;
            for (int at = 0; at + size <= patched.size(); at++) {
                if (!patched.subList(at, at + size).equals(hunk.before())) continue;
                if (found >= 0) throw unfit(file, "stand there more than once", hunk);
                found = at;
            }
            if (found < 0) throw unfit(file, "do not stand there", hunk);
            List<String> place = patched.subList(found, found + size);
            place.clear();
            place.addAll(hunk.after());
        }
        return patched;
    }

    private static IllegalArgumentException unfit(String file, String why, Hunk hunk) {
        String lines = String.join("\n", hunk.before());
        return new IllegalArgumentException(file + ": these lines " + why + ":\n" + lines);
    }
}
