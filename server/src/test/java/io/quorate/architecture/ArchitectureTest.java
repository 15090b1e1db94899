package io.quorate.architecture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.quorate.boot.Kvd;
import io.quorate.core.NodeId;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Holds the laws over the server's own classes, and holds that each law can be broken. */
class ArchitectureTest {

    private static final Path MAIN = compiled(Kvd.class);
    private static final Path TEST = compiled(ArchitectureTest.class);
    private static final JavaClasses HOUSE = new ClassFileImporter().importPaths(MAIN);

    /** The house with every offender in it. */
    private static final JavaClasses HOUSE_OF_OFFENDERS = withOffenders();

    static Stream<Law> laws() {
        return Laws.all();
    }

    @ParameterizedTest
    @MethodSource("laws")
    void theHouseKeeps(Law law) {
        law.rule().check(HOUSE);
    }

    @Test
    void theHouseIsSeen() {
        assertTrue(HOUSE.contain(Kvd.class));
        assertTrue(HOUSE.contain(NodeId.class));
        assertTrue(HOUSE.stream().noneMatch(type -> type.getName().contains("offender")));
    }

    @TestFactory
    Stream<DynamicTest> everyOffenderIsFound() {
        return laws().flatMap(
                        law -> {
                            String found = details(law);
                            return law.offenders().stream().map(who -> isFound(law, who, found));
                        });
    }

    private static String details(Law law) {
        var report = law.rule().evaluate(HOUSE_OF_OFFENDERS).getFailureReport();
        return String.join("\n", report.getDetails());
    }

    private static DynamicTest isFound(Law law, Class<?> offender, String found) {
        return DynamicTest.dynamicTest(
                law + ": " + offender.getSimpleName(),
                () -> assertTrue(found.contains("<" + offender.getName()), found));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void everyLawHasAnOffender(Law law) {
        assertFalse(law.offenders().isEmpty());
    }

    private static JavaClasses withOffenders() {
        List<Path> paths = new ArrayList<>(List.of(MAIN));
        laws().flatMap(law -> law.offenders().stream())
                .map(who -> TEST.resolve(who.getName().replace('.', '/') + ".class"))
                .forEach(paths::add);
        return new ClassFileImporter().importPaths(paths);
    }

    private static Path compiled(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException noPath) {
            throw new IllegalStateException(noPath);
        }
    }
}
