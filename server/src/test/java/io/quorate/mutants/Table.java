package io.quorate.mutants;

import io.quorate.mutants.Verdict.Seeds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of the planted bugs, as the documentation shows it. */
final class Table {

    private static final Path PAGE = Mutant.TREE.resolve("docs/testing.md");
    private static final String HEAD = "| planted bug | test that fails | simulator's seeds |";

    private Table() {}

    /** In Markdown, a line each. */
    static List<String> of(List<Mutant> mutants, Results results) {
        List<String> table = new ArrayList<>(List.of(HEAD, "|---|---|---|"));
        for (Mutant mutant : mutants) table.add(row(mutant, results.verdict(mutant)));
        return table;
    }

    private static String row(Mutant mutant, Optional<Verdict> verdict) {
        String test = verdict.flatMap(Verdict::test).map(name -> "`" + name + "`").orElse("none");
        String seeds = verdict.map(Verdict::seeds).map(Table::words).orElse("not run");
        boolean isMissed = verdict.isPresent() && !verdict.get().isFound();
        return "| `%s` | %s | %s |"
                .formatted(mutant.name(), isMissed ? "**not found**" : test, seeds);
    }

    private static String words(Seeds seeds) {
        return switch (seeds) {
            case Seeds.NotTried() -> "not its matter";
            case Seeds.Needed(long needed) -> Long.toString(needed);
            case Seeds.MoreThan(long tried) -> "more than " + tried;
        };
    }

    /** As it stands in the documentation. */
    static List<String> documented() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        return page.subList(page.indexOf(HEAD), end(page));
    }

    /** Puts it there. */
    static void document(List<String> table) throws IOException {
        List<String> page = new ArrayList<>(Files.readAllLines(PAGE));
        List<String> place = page.subList(page.indexOf(HEAD), end(page));
        place.clear();
        place.addAll(table);
        Files.write(PAGE, page);
    }

    private static int end(List<String> page) {
        int end = page.indexOf(HEAD);
        if (end < 0) throw new IllegalStateException(PAGE + " has no table of planted bugs");
        while (end < page.size() && page.get(end).startsWith("|")) end++;
        return end;
    }
}
