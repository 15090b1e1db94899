package io.quorate.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The planted bugs keep up with the source. */
class PatchesTest {

    private static final int MUTANTS_MIN = 60;

    /** A patch that does not apply any more is made anew from the source as it is now. */
    @Test
    void everyPatchApplies() {
        List<String> unfit = new ArrayList<>();
        for (Mutant mutant : Mutant.all()) {
            for (String file : mutant.patch().hunks().keySet()) {
                try {
                    mutant.mutated(file);
                } catch (IllegalArgumentException e) {
                    unfit.add(mutant.name() + ": " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), unfit);
    }

    @Test
    void thereAreManyAndEachTellsItsStory() {
        List<Mutant> all = Mutant.all();
        assertTrue(all.size() >= MUTANTS_MIN, "only " + all.size());
        for (Mutant mutant : all) {
            assertFalse(mutant.bug().isBlank(), mutant.name());
            assertFalse(mutant.source().isBlank(), mutant.name());
            assertFalse(mutant.finders().isEmpty(), mutant.name());
            assertFalse(mutant.patch().hunks().isEmpty(), mutant.name());
        }
    }

    @Test
    void onlyProductionCodeIsMutated() {
        for (Mutant mutant : Mutant.all()) {
            for (String file : mutant.patch().hunks().keySet()) {
                boolean isProduction =
                        file.startsWith("server/src/main/java/")
                                || file.startsWith("client-cli/src/main/java/");
                assertTrue(isProduction, mutant.name() + ": " + file);
            }
        }
    }

    /** What is new or has changed is planted, and what became of it is recorded. */
    @Test
    void eachIsKnownToBeFound() throws IOException {
        var recorded = new Results(Results.RECORDED);
        List<String> unknown = new ArrayList<>();
        for (Mutant mutant : Mutant.all()) {
            if (recorded.verdict(mutant).filter(Verdict::isFound).isEmpty()) {
                unknown.add(mutant.name());
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void theDocumentationShowsWhatIsRecorded() throws IOException {
        var recorded = new Results(Results.RECORDED);
        assertEquals(Table.of(Mutant.all(), recorded), Table.documented());
    }

    static Stream<String> namedTests() {
        return Mutant.all().stream().flatMap(mutant -> mutant.tests().stream()).distinct().sorted();
    }

    @ParameterizedTest
    @MethodSource("namedTests")
    void theTestsThatAreToFindThemExist(String test) throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            assertTrue(sources.anyMatch(source -> source.endsWith(test + ".java")), test);
        }
    }

    private static Patch patch() {
        return Patch.parse(
                List.of("--- a/f", "+++ b/f", "@@ -1,3 +1,3 @@", " one", "-two", "+TWO", " three"));
    }

    @Test
    void aHunkIsFoundWhereverItsLinesStand() {
        List<String> source = List.of("zero", "one", "two", "three", "four");
        assertEquals(List.of("zero", "one", "TWO", "three", "four"), patch().apply("f", source));
    }

    @Test
    void aHunkWhoseLinesAreGoneOrAmbiguousDoesNotApply() {
        List<String> gone = List.of("one", "2", "three");
        assertThrows(IllegalArgumentException.class, () -> patch().apply("f", gone));
        List<String> twice = List.of("one", "two", "three", "one", "two", "three");
        assertThrows(IllegalArgumentException.class, () -> patch().apply("f", twice));
    }
}
